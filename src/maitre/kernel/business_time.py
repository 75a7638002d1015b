"""Working time: when a calendar is open, what is due when, how much has been used.

One definition carries everything: an instant is open when the wall clock of the calendar's zone, read at
that instant, shows a time inside a span of that local date. So a 24x7 day has 23 hours in spring and 25 in
autumn, a wall time that is skipped is never open, and one that comes twice is open twice.
Not here: pausing, targets, breaches (service levels), and where holidays come from (shared calendars).

Instants go in aware (any zone) and come out in UTC. Inside, time is whole microseconds since 1970 UTC,
because a loop over days in integers is much faster than in aware datetimes and loses nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import count
from zoneinfo import ZoneInfo

from maitre.kernel.errors import FieldError, Invalid

Span = tuple[time, time]
"""From (included) to (excluded) on one local date; an end of END_OF_DAY means 24:00."""

END_OF_DAY = time(0)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HORIZON = timedelta(days=50 * 366)
"""Nothing is searched further than this: a calendar that its exceptions close for good ends in a refusal."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
_HORIZON = HORIZON // _MICROSECOND
_THURSDAY = 3  # the weekday of 1970-01-01
_YEARS = range(1900, 9901)

_Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours in the local time of an IANA zone.

    `week` maps weekdays (0 = Monday, as date.weekday()) to spans; a missing day is closed. `exceptions`
    replaces the spans of single dates; an empty tuple is a holiday. Hours over midnight are two spans on two
    days. Raises Invalid naming each bad field, also when the week has no working time at all.
    """

    zone: str
    week: Mapping[int, tuple[Span, ...]] = field(hash=False)
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=dict, hash=False)
    _week: tuple[tuple[_Stretch, ...], ...] = field(init=False, repr=False, compare=False)
    _exceptions: dict[int, tuple[_Stretch, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        errors = list(_faults(self))
        if errors:
            what = " ".join(f"{error.field}: {error.message}" for error in errors)
            raise Invalid(f"This calendar cannot be used. {what}", errors=errors)
        week = tuple(_of_day(self.week.get(day, ())) for day in range(7))
        exceptions = {day.toordinal() - _EPOCH_ORDINAL: _of_day(s) for day, s in self.exceptions.items()}
        object.__setattr__(self, "week", dict(self.week))  # copies, so that nobody changes them afterwards
        object.__setattr__(self, "exceptions", dict(self.exceptions))
        object.__setattr__(self, "_week", week)
        object.__setattr__(self, "_exceptions", exceptions)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a working time came out as it did: the stretches counted and the exceptional dates on the way."""

    stretches: tuple[tuple[datetime, datetime], ...]
    exceptions: tuple[date, ...]
    worked: timedelta


@cache
def always_open(zone: str = "UTC") -> Calendar:
    """24x7 in `zone`; the zone matters only to business days and to what is shown."""
    return Calendar(zone, dict.fromkeys(range(7), ((time(0), END_OF_DAY),)))


def add(start: datetime, work: timedelta, calendar: Calendar) -> datetime:
    """The earliest instant at which `work` has been worked since `start`; no work gives `start`.

    Negative work is refused. Work that fills a day to its end is due at closing, not at the next opening.
    """
    if work < timedelta(0):
        raise _invalid("work", "negative", f"Working time to add must not be negative, but is {work}.")
    since, left = _to_number(start, "start"), work // _MICROSECOND
    if not left:
        return _to_instant(since)
    for opens, closes in _stretches(calendar, since, since + _HORIZON):
        if closes - opens >= left:
            return _to_instant(opens + left)
        left -= closes - opens
    raise _too_far("work", f"{work} of working time")


def elapsed(start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    """Working time from `start` to `end`; negative when `end` is before `start`.

    So `elapsed(now, due)` is the time left, and below zero the size of the breach.
    """
    since, until = _range(start, end)
    if until < since:
        return -elapsed(end, start, calendar)
    return timedelta(microseconds=sum(b - a for a, b in _stretches(calendar, since, until)))


def explain(start: datetime, end: datetime, calendar: Calendar) -> Explanation:
    """What `elapsed` counted from `start` to a later `end`, for "why due then"."""
    since, until = _range(start, end)
    if until < since:
        raise _invalid("end", "reversed", f"The end {end} lies before the start {start}.")
    joined: list[_Stretch] = []
    for opens, closes in _stretches(calendar, since, until):
        if joined and joined[-1][1] == opens:
            opens = joined.pop()[0]
        joined.append((opens, closes))
    zone = ZoneInfo(calendar.zone)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    return Explanation(
        tuple((_to_instant(a), _to_instant(b)) for a, b in joined),
        tuple(sorted(day for day in calendar.exceptions if first <= day <= last)),
        timedelta(microseconds=sum(b - a for a, b in joined)),
    )


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Open from the first instant of a span up to, but not at, its end."""
    moment = _to_number(at, "at")
    return any(_stretches(calendar, moment, moment + 1))


def next_opening(at: datetime, calendar: Calendar) -> datetime:
    """`at` itself when open, else the next instant that is."""
    since = _to_number(at, "at")
    for opens, _ in _stretches(calendar, since, since + _HORIZON):
        return _to_instant(opens)
    raise _too_far("at", "The next opening")


def add_business_days(start: datetime, days: int, calendar: Calendar) -> datetime:
    """The same local wall time `days` working days later; a working day is a date that is open at any instant.

    A start outside working time counts from the next opening. Where the last day has other hours, the wall
    time moves to the next opening of that day, or to its closing when the day ends earlier. A wall time that
    the zone skips moves forward by the skip; one that comes twice is the first.
    """
    if days < 0:
        raise _invalid("days", "negative", f"Business days to add must not be negative, but are {days}.")
    first = next_opening(start, calendar)
    local = first.astimezone(ZoneInfo(calendar.zone))
    if not days:
        return first
    today = local.date().toordinal() - _EPOCH_ORDINAL
    for day in range(today + 1, today + 1 + HORIZON.days):
        if not _is_worked(calendar, day):
            continue
        days -= 1
        if not days:
            spans = _spans_on(calendar, day)
            wall = _of_clock(local.time())
            within = next((max(wall, opens) for opens, closes in spans if wall < closes), spans[-1][1])
            naive = datetime.fromordinal(_EPOCH_ORDINAL + day) + timedelta(microseconds=within)
            return naive.replace(tzinfo=local.tzinfo).astimezone(UTC)
    raise _too_far("days", "The last business day")


def _stretches(calendar: Calendar, since: int, until: int) -> Iterator[_Stretch]:
    """Open stretches within [since, until), in order; cut at local midnights and where the offset changes."""
    for starts, ends, offset in _runs_between(calendar.zone, since, until):
        local, limit = max(since, starts) + offset, min(until, ends) + offset
        for day in range(local // _DAY, -(-limit // _DAY)):
            midnight = day * _DAY
            for opens, closes in _spans_on(calendar, day):
                a, b = max(midnight + opens, local), min(midnight + closes, limit)
                if a < b:
                    yield a - offset, b - offset


def _spans_on(calendar: Calendar, day: int) -> tuple[_Stretch, ...]:
    spans = calendar._exceptions.get(day)
    return calendar._week[(day + _THURSDAY) % 7] if spans is None else spans


def _is_worked(calendar: Calendar, day: int) -> bool:
    """Whether any instant of that local date is open: of some dates a zone skips those hours, or all of them."""
    midnight = day * _DAY
    runs = [
        (a + offset, b + offset)
        for a, b, offset in _runs_between(calendar.zone, midnight - _DAY, midnight + 2 * _DAY)
    ]
    return any(
        starts < midnight + closes and midnight + opens < ends
        for opens, closes in _spans_on(calendar, day)
        for starts, ends in runs
    )


def _runs_between(zone: str, since: int, until: int) -> Iterator[tuple[int, int, int]]:
    for year in count((_EPOCH + since * _MICROSECOND).year):
        for run in _runs(zone, year):
            if run[0] >= until:
                return
            if run[1] > since:
                yield run


@lru_cache(maxsize=4096)
def _runs(zone: str, year: int) -> tuple[tuple[int, int, int], ...]:
    """The year in UTC cut into runs (from, to, offset) within which the zone's offset does not change.

    Looks once a day: no zone changes its offset and takes it back within a day.
    """
    info = ZoneInfo(zone)
    first, last = ((datetime(y, 1, 1, tzinfo=UTC) - _EPOCH).days * 86_400 for y in (year, year + 1))
    runs: list[tuple[int, int, int]] = []
    begin, offset = first, _offset(info, first)
    for at in range(first, last, 86_400):
        after = _offset(info, at + 86_400)
        if after != offset:
            change = _first_with(info, after, at, at + 86_400)
            runs.append((begin * _SECOND, change * _SECOND, offset))
            begin, offset = change, after
    if begin < last:
        runs.append((begin * _SECOND, last * _SECOND, offset))
    return tuple(runs)


def _first_with(zone: ZoneInfo, offset: int, before: int, at: int) -> int:
    """The second at which the zone changes to `offset`, by halving."""
    while at - before > 1:
        middle = (before + at) // 2
        before, at = (before, middle) if _offset(zone, middle) == offset else (middle, at)
    return at


def _offset(zone: ZoneInfo, second: int) -> int:
    offset = (_EPOCH + timedelta(seconds=second)).astimezone(zone).utcoffset()
    return (offset or timedelta(0)) // _MICROSECOND


def _to_number(at: datetime, name: str) -> int:
    if at.tzinfo is None:
        raise _invalid(name, "no_zone", f"{name} must carry its zone, but {at} does not.")
    if at.year not in _YEARS:
        raise _invalid(name, "too_far", f"{name} must lie between {_YEARS[0]} and {_YEARS[-1]}, but is {at}.")
    return (at - _EPOCH) // _MICROSECOND


def _to_instant(number: int) -> datetime:
    return _EPOCH + timedelta(microseconds=number)


def _range(start: datetime, end: datetime) -> _Stretch:
    since, until = _to_number(start, "start"), _to_number(end, "end")
    if abs(until - since) > _HORIZON:
        raise _too_far("end", f"The working time from {start} to {end}")
    return since, until


def _of_day(spans: tuple[Span, ...]) -> tuple[_Stretch, ...]:
    return tuple(sorted((_of_clock(opens), _of_clock(closes) or _DAY) for opens, closes in spans))


def _of_clock(wall: time) -> int:
    return ((wall.hour * 60 + wall.minute) * 60 + wall.second) * _SECOND + wall.microsecond


def _faults(calendar: Calendar) -> Iterator[FieldError]:
    try:
        ZoneInfo(calendar.zone)
    except (KeyError, ValueError, OSError):  # unknown, not a name, a folder of zones such as "Europe"
        yield FieldError("zone", "unknown_zone", f"There is no time zone “{calendar.zone}”.")
    for day, spans in calendar.week.items():
        if day not in range(7):
            yield FieldError(f"week.{day}", "unknown_weekday", "Weekdays run from 0 (Monday) to 6 (Sunday).")
        else:
            yield from _span_faults(f"week.{WEEKDAYS[day]}", spans)
    for on, spans in calendar.exceptions.items():
        yield from _span_faults(f"exceptions.{on}", spans)
    if not any(calendar.week.values()):
        yield FieldError("week", "no_working_time", "At least one weekday needs working time.")


def _span_faults(path: str, spans: Iterable[Span]) -> Iterator[FieldError]:
    good: list[tuple[_Stretch, Span]] = []
    for place, (opens, closes) in enumerate(spans):
        stretch = (_of_clock(opens), _of_clock(closes) or _DAY)
        shown = f"{opens:%H:%M}–{closes:%H:%M}"
        if stretch[0] >= stretch[1]:
            hint = "Hours over midnight are two spans on two days."
            yield FieldError(f"{path}.{place}", "reversed", f"{shown} ends before it starts. {hint}")
            continue
        if opens.tzinfo or closes.tzinfo:
            yield FieldError(
                f"{path}.{place}", "own_zone", f"{shown} has a zone of its own; the calendar's counts."
            )
        for (other_opens, other_closes), other in good:
            if stretch[0] < other_closes and other_opens < stretch[1]:
                with_ = f"{other[0]:%H:%M}–{other[1]:%H:%M}"
                yield FieldError(f"{path}.{place}", "overlapping", f"{shown} overlaps {with_}.")
        good.append((stretch, (opens, closes)))


def _invalid(name: str, code: str, sentence: str) -> Invalid:
    return Invalid(sentence, errors=[FieldError(name, code, sentence)])


def _too_far(name: str, what: str) -> Invalid:
    years = HORIZON.days // 366
    return _invalid(name, "too_far", f"{what} lies further away than {years} years, so it is not computed.")

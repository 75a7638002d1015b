"""Laws of working time, and a comparison with a reference that steps through every minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from maitre.kernel.business_time import (
    Calendar,
    Span,
    add,
    add_business_days,
    elapsed,
    explain,
    is_open,
    next_opening,
)

MINUTE = timedelta(minutes=1)
DAY_OF_WORK = timedelta(hours=20)  # twice that is worked within 50 years even at a minute a week
# Each zone with a date on which its clock changes; the last three change at or near midnight.
CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/Sao_Paulo", date(2015, 10, 18)),
    ("America/Sao_Paulo", date(2015, 2, 22)),
    ("Asia/Tehran", date(2015, 3, 22)),
    ("Asia/Tehran", date(2015, 9, 22)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("UTC", date(2026, 1, 1)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("America/Havana", date(2026, 11, 1)),
    ("Pacific/Apia", date(2011, 12, 30)),
]


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = draw(st.lists(st.integers(0, 1440), max_size=6, unique=True).map(sorted))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple((_clock(opens), _clock(closes)) for opens, closes in pairs)


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


@st.composite
def places(draw: st.DrawFn, apart: int = 2 * 1440) -> tuple[Calendar, list[datetime]]:
    """A calendar and three minutes near a change of its clock, in order."""
    zone, change = draw(st.sampled_from(CHANGES))
    near = st.dates(change - timedelta(days=3), change + timedelta(days=3))
    week = draw(st.dictionaries(st.integers(0, 6), spans(), min_size=1).filter(lambda w: any(w.values())))
    exceptions = draw(st.dictionaries(near, spans(), max_size=3))
    first = datetime.combine(change, time(0), tzinfo=UTC) - timedelta(days=1)
    minutes = draw(st.lists(st.integers(0, apart), min_size=3, max_size=3).map(sorted))
    return Calendar(zone, week, exceptions), [first + minute * MINUTE for minute in minutes]


def reads_open(at: datetime, calendar: Calendar) -> bool:
    """The definition itself, with nothing but the wall clock."""
    local = at.astimezone(ZoneInfo(calendar.zone))
    spans_then = calendar.exceptions.get(local.date(), calendar.week.get(local.weekday(), ()))
    wall = local.time()
    return any(opens <= wall and (wall < closes or closes == time(0)) for opens, closes in spans_then)


@given(places())
def test_elapsed_and_opening_agree_with_a_walk_through_every_minute(
    place: tuple[Calendar, list[datetime]],
) -> None:
    calendar, (start, middle, end) = place
    minutes = [start + n * MINUTE for n in range((end - start) // MINUTE)]
    worked = [minute for minute in minutes if reads_open(minute, calendar)]
    assert elapsed(start, end, calendar) == len(worked) * MINUTE
    assert is_open(middle, calendar) == reads_open(middle, calendar)
    if worked:
        assert next_opening(start, calendar) == worked[0]
        assert add(start, len(worked) * MINUTE, calendar) == worked[-1] + MINUTE
    else:
        assert next_opening(start, calendar) >= end


@given(places(), st.timedeltas(timedelta(0), 2 * DAY_OF_WORK))
def test_elapsed_undoes_add(place: tuple[Calendar, list[datetime]], work: timedelta) -> None:
    calendar, (start, *_) = place
    due = add(start, work, calendar)
    assert elapsed(start, due, calendar) == work
    if work:
        assert elapsed(start, due - timedelta(microseconds=1), calendar) < work, (
            "it is the earliest such instant"
        )


@given(places(apart=400 * 1440), st.permutations(range(3)))
def test_elapsed_adds_up_over_any_three_instants(
    place: tuple[Calendar, list[datetime]], order: list[int]
) -> None:
    calendar, instants = place
    a, b, c = (instants[n] for n in order)
    assert elapsed(a, b, calendar) + elapsed(b, c, calendar) == elapsed(a, c, calendar)
    assert elapsed(a, b, calendar) == -elapsed(b, a, calendar)


@given(places(), st.timedeltas(MINUTE, DAY_OF_WORK), st.timedeltas(MINUTE, DAY_OF_WORK))
def test_work_in_two_parts_is_due_when_the_whole_is(
    place: tuple[Calendar, list[datetime]], one: timedelta, other: timedelta
) -> None:
    calendar, (start, *_) = place
    assert add(add(start, one, calendar), other, calendar) == add(start, one + other, calendar)


@given(places(apart=60 * 1440))
def test_an_explanation_is_open_apart_and_adds_up(place: tuple[Calendar, list[datetime]]) -> None:
    calendar, (start, _, end) = place
    seen = explain(start, end, calendar)
    assert (
        seen.worked == elapsed(start, end, calendar) == sum((b - a for a, b in seen.stretches), timedelta(0))
    )
    for opens, closes in seen.stretches:
        assert start <= opens < closes <= end
        assert is_open(opens, calendar)
    for (_, closes), (opens, _) in zip(seen.stretches, seen.stretches[1:], strict=False):
        assert closes < opens
        assert not is_open(closes, calendar)


@given(places(apart=60 * 1440), st.integers(0, 30))
def test_business_days_never_go_back_and_more_of_them_never_end_earlier(
    place: tuple[Calendar, list[datetime]], days: int
) -> None:
    calendar, (start, later, _) = place
    end = add_business_days(start, days, calendar)
    assert end >= start
    assert end <= add_business_days(start, days + 1, calendar)
    # Of an hour that comes twice, the second pass may read earlier than the first: the wall time is what is kept.
    if on_the_wall(start, calendar) <= on_the_wall(later, calendar):
        assert end <= add_business_days(later, days, calendar)


def on_the_wall(at: datetime, calendar: Calendar) -> datetime:
    return next_opening(at, calendar).astimezone(ZoneInfo(calendar.zone)).replace(tzinfo=None)

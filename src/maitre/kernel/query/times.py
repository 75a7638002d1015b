"""Times as people write them in a query, read against a given now and zone.

A date or a time of day is a stretch (a day, a minute); `-7d`, `2h` and `now` are points. Days and weeks are
steps on the wall clock of the zone, hours and minutes are elapsed time. All results are in UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

FIRST_YEAR, LAST_YEAR = 1900, 2999

_RELATIVE = re.compile(r"([+-]?)([0-9]{1,5})([mhdw])")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_STEPS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}

EXAMPLES = ("today", "yesterday", "-2h", "-7d", "-2w")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` up to, not including, `end`; a point (`relative`) has no length."""

    start: datetime
    end: datetime
    relative: bool = False


def read_time(text: str, now: datetime, zone: tzinfo) -> Stretch | None:
    """None when the text is no time, or one outside the years 1900 to 2999."""
    text = text.strip().upper()
    try:
        found = _relative(text.lower(), now, zone) or _day(text.lower(), now, zone) or _written(text, zone)
    except (ValueError, OverflowError):
        return None
    if found is None or not FIRST_YEAR <= found.start.year <= LAST_YEAR:
        return None
    return found


def _relative(text: str, now: datetime, zone: tzinfo) -> Stretch | None:
    if text == "now":
        return Stretch(now.astimezone(UTC), now.astimezone(UTC), relative=True)
    match = _RELATIVE.fullmatch(text)
    if match is None:
        return None
    sign, count, unit = match.groups()
    step = timedelta(**{_STEPS[unit]: int(count)}) * (-1 if sign == "-" else 1)
    base = now.astimezone(UTC) if unit in "mh" else now.astimezone(zone)
    point = (base + step).astimezone(UTC)
    return Stretch(point, point, relative=True)


def _day(text: str, now: datetime, zone: tzinfo) -> Stretch | None:
    if text not in _DAYS:
        return None
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0)
    start = today + timedelta(days=_DAYS[text])
    return Stretch(_utc(start, zone), _utc(start + timedelta(days=1), zone))


def _written(text: str, zone: tzinfo) -> Stretch | None:
    if match := _MOMENT.fullmatch(text):
        start = _utc(datetime.fromisoformat(text), zone)
        return Stretch(start, start + (timedelta(seconds=1) if match[1] else timedelta(minutes=1)))
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
    start = datetime(year, month, day)  # noqa: DTZ001 - local by meaning, placed in the zone below
    if match[3]:
        end = start + timedelta(days=1)
    elif match[2]:
        end = (start + timedelta(days=31)).replace(day=1)
    else:
        end = start.replace(year=year + 1)
    return Stretch(_utc(start, zone), _utc(end, zone))


def _utc(moment: datetime, zone: tzinfo) -> datetime:
    """A moment without a zone of its own is meant in the person's."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)

"""Days as they are written: 2030-01-31, and no other way. A number could be a year, a day or seconds since 1970."""

import re
from datetime import date

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> date:
    """Raises ValueError for anything but a day of the calendar written as 2030-01-31."""
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no day")
    return date.fromisoformat(text)

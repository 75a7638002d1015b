"""When a reminder comes: at the moment asked for, or when work begins again after it."""

from datetime import datetime

from maitre.kernel.business_time import Calendar, next_opening

REMINDERS_LIMIT = 20
"""Reminders of one person that wait on one record."""
NOTE_LIMIT = 300


def comes_at(asked: datetime, calendar: Calendar, *, exactly: bool) -> datetime:
    """Within working hours, unless somebody wants it exactly then; a calendar that is always open moves nothing."""
    return asked if exactly else next_opening(asked, calendar)

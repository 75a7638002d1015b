"""Reads calendars as people write them ("mon": ["09:00-12:00"]) into what kernel/business_time calculates with."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from maitre.kernel.business_time import Calendar, Span
from maitre.kernel.days import read_day
from maitre.kernel.errors import FieldError, Invalid

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

OFFICE_WEEK = Calendar("UTC", {day: ((time(9), time(17)),) for day in range(5)})
"""Monday to Friday, nine to five: for an organisation that has not said otherwise."""


def working_time(
    zone: str, week: Mapping[str, Sequence[str]], exceptions: Mapping[str, Sequence[str]]
) -> Calendar:
    """A calendar from its stored form. Raises Invalid naming each span or date that cannot be read."""
    unknown = [FieldError(f"week.{day}", "unknown", "is no weekday") for day in week if day not in DAYS]
    if unknown:
        raise Invalid(f"Weekdays are {', '.join(DAYS)}.", errors=unknown)
    return Calendar(
        zone,
        {DAYS.index(day): tuple(_span(text, f"week.{day}") for text in spans) for day, spans in week.items()},
        {
            _date(day): tuple(_span(text, f"exceptions.{day}") for text in spans)
            for day, spans in exceptions.items()
        },
    )


def _span(text: str, path: str) -> Span:
    try:
        start, end = text.split("-")
        return time.fromisoformat(start.strip()), time(0) if end.strip() == "24:00" else time.fromisoformat(
            end.strip()
        )
    except ValueError:
        raise Invalid(
            f"“{text}” is no span of hours; write it as 09:00-17:00.", errors=[FieldError(path, "span", text)]
        ) from None


def _date(text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        raise Invalid(
            f"“{text}” is no date; write it as 2026-12-24.", errors=[FieldError("exceptions", "date", text)]
        ) from None

"""Periods as people name them: 2026-11, 2026-Q4, 2026-W46, or 2026-11-03..2026-11-16 with both days included. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from maitre.kernel.days import read_day
from maitre.kernel.errors import FieldError, Invalid

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
YEARS = range(1990, 2200)
LONGEST = 3_660
"""Days in a period of one's own."""


class Step(StrEnum):
    """In what time is counted: each step begins where another ends."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a zone, the first included and the last not; `key` is how people name it."""

    key: str
    first: date
    last: date
    zone: str

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """From (included) to (excluded)."""
        zone = ZoneInfo(self.zone)
        return datetime.combine(self.first, time(0), zone), datetime.combine(self.last, time(0), zone)


def span_of(text: str, zone: str) -> Span:
    """The period called `text`. Raises Invalid for what is none."""
    try:
        return _month(text, zone) or _quarter(text, zone) or _week(text, zone) or _days(text, zone)
    except ValueError:
        raise Invalid(
            _("“%(text)s” is no period; write 2026-11, 2026-Q4, 2026-W46 or 2026-11-03..2026-11-16.")
            % {"text": text[:40]},
            errors=[FieldError("period", "unknown", _("is no period"))],
        ) from None


def month_of(day: date, zone: str) -> Span:
    return step_of(day, Step.MONTH, zone)


def step_of(day: date, step: Step, zone: str) -> Span:
    """The day, week, month or quarter in which a day lies."""
    year, week, _day = day.isocalendar()
    keys = {
        Step.DAY: f"{day}",
        Step.WEEK: f"{year}-W{week:02}",
        Step.MONTH: f"{day:%Y-%m}",
        Step.QUARTER: f"{day.year}-Q{(day.month + 2) // 3}",
    }
    return replace(span_of(keys[step], zone), key=keys[step])


def steps_of(span: Span, step: Step) -> list[Span]:
    """The days, weeks, months or quarters of a period in order; the first and the last as far as they are in it."""
    found, day = [], span.first
    while day < span.last:
        whole = step_of(day, step, span.zone)
        found.append(replace(whole, first=day, last=min(whole.last, span.last)))
        day = whole.last
    return found


def series(span: Span, before: int) -> list[Span]:
    """The period and as many of its like before it, in order, each beginning where another ends."""
    found = [span]
    for _step in range(before):
        found.insert(0, previous(found[0]))
    return found


def previous(span: Span) -> Span:
    """The one of the same kind that ends where this begins."""
    if _MONTH.fullmatch(span.key):
        return month_of(span.first - timedelta(days=1), span.zone)
    if _QUARTER.fullmatch(span.key):
        return step_of(span.first - timedelta(days=1), Step.QUARTER, span.zone)
    if _WEEK.fullmatch(span.key):
        return step_of(span.first - timedelta(days=1), Step.WEEK, span.zone)
    return _between(span.first - (span.last - span.first), span.first, span.zone)


def _month(text: str, zone: str) -> Span | None:
    found = _MONTH.fullmatch(text)
    return _months(text, int(found[1]), int(found[2]), 1, zone) if found else None


def _quarter(text: str, zone: str) -> Span | None:
    found = _QUARTER.fullmatch(text)
    return _months(text, int(found[1]), int(found[2]) * 3 - 2, 3, zone) if found else None


def _week(text: str, zone: str) -> Span | None:
    found = _WEEK.fullmatch(text)
    if not found:
        return None
    first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    return _checked(Span(text, first, first + timedelta(days=7), zone))


def _months(key: str, year: int, month: int, count: int, zone: str) -> Span:
    beyond = month - 1 + count
    return _checked(Span(key, date(year, month, 1), date(year + beyond // 12, beyond % 12 + 1, 1), zone))


def _days(text: str, zone: str) -> Span:
    first, _sep, last = text.partition("..")
    return _checked(_between(read_day(first), read_day(last or first) + timedelta(days=1), zone))


def _between(first: date, beyond: date, zone: str) -> Span:
    return Span(f"{first}..{beyond - timedelta(days=1)}", first, beyond, zone)


def _checked(span: Span) -> Span:
    if span.first.year not in YEARS or not 0 < (span.last - span.first).days <= LONGEST:
        raise ValueError(span.key)
    return span

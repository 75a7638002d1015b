"""Which days' figures change when a record comes to something else than before. Pure.

A record counts on the days of its events, and in the backlog as long as it is open; a day whose events and whose open
records are all as they were has the same figures.
"""

from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import UTC, date, datetime, timedelta
from itertools import zip_longest
from typing import Any, NamedTuple

from maitre.kernel.states import OPEN_PHASES
from maitre.shared.flow.rules.telling import Told


def changed_days(before: Told | None, after: Told | None, now: datetime) -> set[date]:
    """Days in UTC, until that of `now`, whose figures differ; None where the record counts nowhere."""
    days = {_day(moment) for moment, *_ in _events(before) ^ _events(after)}
    if before and after and before.course.opened_at != after.course.opened_at:
        return days | changed_days(before, None, now) | changed_days(None, after, now)
    days.update(_open_differently(_open(before), _open(after), now))
    return days


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date()


Event = tuple[Any, ...]
"""A moment, and everything that figures take from what happened then."""


def _events(told: Told | None) -> set[Event]:
    return set(_each_event(told)) if told else set()


def _each_event(told: Told) -> Iterator[Event]:
    course, counts = told.course, told.course.counted
    yield course.opened_at, "opened", counts, course.first_team_id
    if course.acknowledged_at:
        held_by = course.acknowledged_team_id
        yield course.acknowledged_at, "acknowledged", counts, held_by, course.acknowledged_seconds
    if course.done_at:
        yield course.done_at, "resolved", *astuple(replace(course, seq=0, moving=False))
    for attempt in told.attempts:
        yield attempt.at, "attempt", counts, attempt.team_id, attempt.in_time
        if attempt.undone_at:
            yield attempt.undone_at, "reopened", counts, attempt.team_id


class _Open(NamedTuple):
    """That a record was open with a team, and is still where it has no end."""

    since: datetime
    until: datetime | None
    team_id: int | None


def _open(told: Told | None) -> list[_Open]:
    """One after the other; what changes neither the team nor that it is open is no change."""
    found: list[_Open] = []
    for stay in told.stays if told else ():
        if stay.phase not in OPEN_PHASES:
            continue
        last = found[-1] if found else None
        if last and (last.until, last.team_id) == (stay.since, stay.team_id):
            found[-1] = last._replace(until=stay.until)
        else:
            found.append(_Open(stay.since, stay.until, stay.team_id))
    return found


def _open_differently(before: list[_Open], after: list[_Open], now: datetime) -> Iterator[date]:
    """From where the two part to the end of the longer one."""
    parted = [(one, other) for one, other in zip_longest(before, after) if one != other]
    if not parted:
        return
    one, other = parted[0]
    if one and other and (one.since, one.team_id) == (other.since, other.team_id):
        first = min(each.until for each in (one, other) if each.until)
    else:
        first = min(each.since for each in (one, other) if each)
    last = max(each.until or now for pair in parted for each in pair if each)
    day = _day(first)
    while day <= _day(last):
        yield day
        day += timedelta(days=1)

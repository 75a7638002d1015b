"""Asks for figures: every number of a series of periods, in one statement a source, over what a person may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import repeat
from typing import Any

from django.db import connection
from django.utils import timezone

from maitre.shared.access.rules import Actor, Branch, Role, branches
from maitre.shared.flow.querysets.backlog import OPEN_AT_EACH
from maitre.shared.flow.querysets.measures import MEASURES, TABLES, Measure, Source
from maitre.shared.records.querysets.statements import where_branch

READERS = (Role.LEAD, Role.MANAGER, Role.AUDITOR, Role.ADMIN)
"""Who reads figures: each over the records that such a role opens to them, and those of their circles."""

Numbers = Mapping[str, float | None]
Period = tuple[datetime, datetime]
"""From (included) to (excluded)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures of which kind of record, of one team or of all."""

    kind: str
    actor: Actor
    team_id: int | None = None


def may_read(actor: Actor) -> bool:
    return actor.is_system or any(scope.role in READERS for scope in actor.scopes)


def open_to(actor: Actor) -> str:
    """The records whose figures somebody reads, as a condition on records_record; it needs no parameters."""
    ways = [where_branch(branch).condition for branch in _branches(actor)]
    return f"({' OR '.join(f'({way})' for way in ways) or 'FALSE'})"


def seen(actor: Actor) -> str:
    """The same by their courses (c), in which the columns stand that decide it."""
    return open_to(actor).replace("records_record.", "c.")


def _branches(actor: Actor) -> list[Branch]:
    """Taking part in a single record opens that record, but makes nobody its manager."""
    if actor.is_system:
        return list(branches(actor))
    scopes = tuple(scope for scope in actor.scopes if scope.role in READERS)
    reading = Actor(actor.person_id, actor.name, scopes=scopes, circles=actor.circles)
    return [branch for branch in branches(reading) if branch.participant is None]


def figures(asked: Asked, periods: Sequence[Period]) -> list[dict[str, Numbers]]:
    """For each of the adjoining periods: figure to its numbers. Figures of nothing have None, or 0 where counted."""
    found: list[dict[str, Numbers]] = [{} for _ in periods]
    for source in (Source.ACKNOWLEDGED, Source.RESOLVED, Source.ATTEMPTS):
        _of_source(asked, source, periods, found)
    opened, reopened = (_counted(asked, source, periods) for source in (Source.OPENED, Source.REOPENED))
    for place, numbers in enumerate(_of_backlog(asked, periods)):
        ended = found[place]["K09"]["n"] or 0.0
        flow = {"opened": opened[place], "reopened": reopened[place], "resolved": ended}
        net = opened[place] + reopened[place] - ended
        found[place] |= {"K10": {**numbers["K10"], **flow, "flow": net}, "K11": numbers["K11"]}
    return found


def _of_source(
    asked: Asked, source: Source, periods: Sequence[Period], found: Sequence[dict[str, Numbers]]
) -> None:
    measures = [each for each in MEASURES.values() if each.source == source]
    select = ", ".join(expression for each in measures for expression in each.numbers.values())
    rows = dict(_grouped(asked, source, periods, select))
    for place, numbers in enumerate(found):
        numbers |= _named(measures, rows.get(place + 1))


COUNTED = frozenset({"n", "hit", "total", "grown"})
"""Numbers that are 0, not unknown, where there is nothing."""


def _counted(asked: Asked, source: Source, periods: Sequence[Period]) -> list[float]:
    rows = dict(_grouped(asked, source, periods, "count(*)"))
    return [float(rows[place + 1][0]) if place + 1 in rows else 0.0 for place in range(len(periods))]


def _grouped(
    asked: Asked, source: Source, periods: Sequence[Period], select: str
) -> list[tuple[int, tuple[Any, ...]]]:
    """(place of the period from 1, values) for each period in which there is something."""
    table, moment, team = TABLES[source]
    edges = [since for since, _ in periods]
    condition, values = within(asked, team)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT width_bucket({moment}, %s::timestamptz[]), {select} FROM {table}"
            f" WHERE {moment} >= %s AND {moment} < %s AND {condition} GROUP BY 1",
            [edges, edges[0], periods[-1][1], *values],
        )
        return [(row[0], row[1:]) for row in cursor.fetchall()]


def within(asked: Asked, team: str) -> tuple[str, list[Any]]:
    """What counts: of the kind, not cancelled or merged, of the team, seen by who asks."""
    condition = f"c.kind = %s AND c.counted AND {seen(asked.actor)}"
    if asked.team_id is None:
        return condition, [asked.kind]
    return f"{condition} AND {team} = %s", [asked.kind, asked.team_id]


def _of_backlog(asked: Asked, periods: Sequence[Period]) -> list[dict[str, Numbers]]:
    measures: list[Measure] = [MEASURES["K10"], MEASURES["K11"]]
    select = ", ".join(expression for each in measures for expression in each.numbers.values())
    text, values = backlog_rows(asked, [end for _, end in periods])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT open.place, {select} {text} GROUP BY open.place", values)
        rows = {place: row for place, *row in cursor.fetchall()}
    return [_named(measures, rows.get(place)) for place in range(len(periods))]


def _named(measures: Sequence[Measure], row: Sequence[Any] | None) -> dict[str, Numbers]:
    """The values of a row by figure and number; of no row, as where there is nothing."""
    values = iter(row) if row is not None else repeat(None)
    return {each.key: {name: _number(name, next(values)) for name in each.numbers} for each in measures}


def _number(name: str, value: Any) -> float | None:
    if value is None:
        return 0.0 if name in COUNTED else None
    return float(value)


def backlog_rows(asked: Asked, ends: Sequence[datetime], *, more: str = "") -> tuple[str, dict[str, Any]]:
    """FROM and WHERE of what was open at the ends of periods, or is open now where one has not ended; by their place.

    The backlog kept for the day is asked; where none was kept, the stays are, by the same definition. `more` joins.
    """
    where = seen(asked.actor)
    if asked.team_id is not None:
        where += " AND open.team_id = %(team)s"
    rows = (
        f"FROM ({OPEN_AT_EACH}) open JOIN flow_course c ON c.record_id = open.record_id{more} WHERE {where}"
    )
    return rows, {**_moments(asked.kind, ends), "kinds": [asked.kind], "team": asked.team_id}


def _moments(kind: str, ends: Sequence[datetime]) -> dict[str, Any]:
    """Which ends are answered by what was kept, and which are reckoned."""
    now = timezone.now()
    days = {
        place: (end - timedelta(microseconds=1)).astimezone(UTC).date()
        for place, end in enumerate(ends)
        if end <= now
    }
    known = kept_among(kind, list(days.values()))
    kept = [place for place, day in days.items() if day in known]
    reckoned = [place for place in range(len(ends)) if place not in kept]
    return {
        "kept": kept,
        "ends": [ends[place] for place in kept],
        "days": [days[place] for place in kept],
        "reckoned": reckoned,
        "instants": [min(ends[place], now) for place in reckoned],
    }


def kept_among(kind: str, days: Sequence[date]) -> frozenset[date]:
    """Those of the days whose backlog was kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT day FROM flow_backlog WHERE kind = %s AND day = ANY(%s)", [kind, list(days)]
        )
        return frozenset(day for (day,) in cursor.fetchall())

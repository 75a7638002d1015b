"""Asks for figures: every number of a series of periods, in one statement a source, over what a person may see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from maitre.shared.access.rules import Actor, Branch, Role, branches
from maitre.shared.flow.querysets.backlog import OPEN_AT
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


def seen(actor: Actor) -> tuple[str, list[Any]]:
    """The records that figures are made of, as a condition on records_record."""
    ways = [where_branch(branch) for branch in _branches(actor)]
    if not ways:
        return "FALSE", []
    text = " OR ".join(f"({way.text})" for way in ways)
    return f"({text})", [value for way in ways for value in way.parameters]


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
    flow = {
        source: _counted(asked, source, periods)
        for source in (Source.OPENED, Source.REOPENED, Source.ATTEMPTS)
    }
    for place, period in enumerate(periods):
        opened, reopened, ended = (flow[source][place] for source in flow)
        numbers = _of_backlog(asked, period)
        net = {"opened": opened, "reopened": reopened, "resolved": ended, "flow": opened + reopened - ended}
        found[place]["K10"] = {**numbers["K10"], **net}
        found[place]["K11"] = numbers["K11"]
    return found


def _of_source(
    asked: Asked, source: Source, periods: Sequence[Period], found: Sequence[dict[str, Numbers]]
) -> None:
    measures = [each for each in MEASURES.values() if each.source == source]
    names = [(each.key, name) for each in measures for name in each.numbers]
    select = ", ".join(expression for each in measures for expression in each.numbers.values())
    rows = dict(_grouped(asked, source, periods, select))
    for place, numbers in enumerate(found):
        values = rows.get(place + 1)
        for spot, (key, name) in enumerate(names):
            value = None if values is None else values[spot]
            nothing = 0.0 if name in COUNTED else None
            numbers[key] = {**numbers.get(key, {}), name: nothing if value is None else float(value)}


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
            f" JOIN records_record ON records_record.id = c.record_id"
            f" WHERE {moment} >= %s AND {moment} < %s AND {condition} GROUP BY 1",
            [edges, edges[0], periods[-1][1], *values],
        )
        return [(row[0], row[1:]) for row in cursor.fetchall()]


def within(asked: Asked, team: str) -> tuple[str, list[Any]]:
    """What counts: of the kind, not cancelled or merged, of the team, seen by who asks."""
    text, values = seen(asked.actor)
    condition, given = f"c.kind = %s AND c.counted AND {text}", [asked.kind, *values]
    if asked.team_id is not None:
        condition, given = f"{condition} AND {team} = %s", [*given, asked.team_id]
    return condition, given


def _of_backlog(asked: Asked, period: Period) -> dict[str, Numbers]:
    measures: list[Measure] = [MEASURES["K10"], MEASURES["K11"]]
    select = ", ".join(expression for each in measures for expression in each.numbers.values())
    text, values = backlog_rows(asked, period[1])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {select} {text}", values)
        row = iter(cursor.fetchone())
    return {
        each.key: {name: None if (value := next(row)) is None else float(value) for name in each.numbers}
        for each in measures
    }


def backlog_rows(asked: Asked, end: datetime, *, more: str = "") -> tuple[str, dict[str, Any]]:
    """FROM and WHERE of what was open at the end of a period, or is open now where it has not ended.

    The backlog kept for the day is asked; where none was kept, the stays are, by the same definition. `more` joins.
    """
    at, day = min(end, timezone.now()), None
    if end <= timezone.now():
        day = (end - timedelta(microseconds=1)).astimezone(UTC).date()
    where, values = seen(asked.actor)
    named = {f"seen{place}": value for place, value in enumerate(values)}
    where = where.replace("%s", "{}").format(*(f"%({name})s" for name in named))
    if asked.team_id is not None:
        where += " AND open.team_id = %(team)s"
    rows = (
        f"FROM ({_open(day, asked.kind)}) open JOIN flow_course c ON c.record_id = open.record_id"
        f" JOIN records_record ON records_record.id = c.record_id{more} WHERE {where}"
    )
    return rows, {**named, "at": at, "day": day, "kinds": [asked.kind], "team": asked.team_id}


def _open(day: date | None, kind: str) -> str:
    if day is None or not is_kept(kind, day):
        return OPEN_AT
    return (
        "SELECT unnest(b.records) AS record_id, b.team_id FROM flow_backlog b"
        " WHERE b.kind = ANY(%(kinds)s) AND b.day = %(day)s"
    )


def is_kept(kind: str, day: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM flow_backlog WHERE kind = %s AND day = %s)", [kind, day])
        return bool(cursor.fetchone()[0])

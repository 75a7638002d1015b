"""The records behind a number: the same rows that were counted, one by one, with what each contributed.

Numbers are made of records as they were reckoned last, minutes ago; each of these is open to who asks as it stands now.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from maitre.shared.flow.querysets.asking import Asked, Period, backlog_rows, open_to, within
from maitre.shared.flow.querysets.measures import MEASURES, TABLES, Part, Source
from maitre.shared.records.rules import PREFIXES

_ROW = "records_record.id, records_record.number, records_record.title, team.name, {moment}, ({value})::float"
_WITH_NAMES = """
    JOIN records_record ON records_record.id = c.record_id LEFT JOIN organisation_team team ON team.id = open.team_id"""
_ORDER = "ORDER BY 6 DESC NULLS LAST, 5 DESC, 1 LIMIT {limit} OFFSET {offset}"


@dataclass(frozen=True, slots=True)
class Listed:
    """One record behind a number: when it came to count, and its value in seconds, or so many."""

    id: int
    label: str
    title: str
    team_name: str
    at: datetime
    value: float | None


def part_of(key: str, name: str) -> Part | None:
    """A part of a figure; None where there is no such figure or part."""
    measure = MEASURES.get(key)
    return measure.parts.get(name) if measure else None


def records_of(asked: Asked, part: Part, period: Period, *, limit: int, offset: int = 0) -> list[Listed]:
    """Those with the greatest value first."""
    order = _ORDER.format(limit=int(limit), offset=int(offset))
    if part.source == Source.BACKLOG:
        return _fetched(asked, *_backlog(asked, part, period, order))
    table, moment, team = TABLES[part.source]
    condition, values = within(asked, team)
    text = (
        f"SELECT {_ROW.format(moment=moment, value=part.value or 'NULL')} FROM {table}"
        f" JOIN records_record ON records_record.id = c.record_id LEFT JOIN organisation_team team ON team.id = {team}"
        f" WHERE {moment} >= %s AND {moment} < %s AND {condition} AND {open_to(asked.actor)}{_and(part)} {order}"
    )
    return _fetched(asked, text, [*period, *values])


def _backlog(asked: Asked, part: Part, period: Period, order: str) -> tuple[str, dict[str, Any]]:
    text, values = backlog_rows(asked, [period[1]], more=_WITH_NAMES)
    row = _ROW.format(moment="c.opened_at", value=part.value or "NULL")
    return f"SELECT {row} {text} AND {open_to(asked.actor)}{_and(part)} {order}", values


def _and(part: Part) -> str:
    return f" AND ({part.where})" if part.where else ""


def _fetched(asked: Asked, text: str, values: Any) -> list[Listed]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return [
            Listed(pk, f"{PREFIXES[asked.kind]}-{number}", title, team or "", at, value)
            for pk, number, title, team, at, value in cursor.fetchall()
        ]

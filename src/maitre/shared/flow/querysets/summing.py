"""Sums up groups of records: one statement a source, with every total, over the courses that somebody may see."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.access.querysets import organisations_visible_to
from maitre.shared.flow.querysets.asking import Asked, backlog_rows, seen
from maitre.shared.flow.querysets.measures import TABLES, Source
from maitre.shared.flow.querysets.periods import Span, Step, steps_of
from maitre.shared.flow.querysets.summed import SUMMED, Summed
from maitre.shared.flow.rules import Dimension
from maitre.shared.records.querysets.pages import condition_of

MOST_CELLS = 5_000
"""Groups in one answer; who needs more asks for a shorter period or a query."""

Group = Dimension | Step


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which records, of which period, grouped by one thing or crossed by two, and what of each group."""

    asked: Asked
    span: Span
    groups: tuple[Group, ...]
    measures: tuple[str, ...]
    query: str = ""

    @property
    def step(self) -> Step | None:
        return next((each for each in self.groups if isinstance(each, Step)), None)

    @property
    def spans(self) -> list[Span]:
        """The periods that are told apart; where none are, the whole one."""
        return steps_of(self.span, self.step) if self.step else [self.span]


class Sum(NamedTuple):
    """One number of one group: a key for each thing it is grouped by, None where it is not known.

    `whole` says of each of them whether all its values are meant together: then the key is None, too.
    """

    keys: tuple[int | str | None, ...]
    whole: tuple[bool, ...]
    measure: str
    value: float | None
    n: int
    beside: Mapping[str, float | None]


def sums_of(question: Question) -> list[Sum]:
    """Every group in which there is something, and every total; Invalid where there are too many."""
    found: list[Sum] = []
    for source in dict.fromkeys(SUMMED[name].source for name in question.measures):
        names = [name for name in question.measures if SUMMED[name].source == source]
        found.extend(_of_source(question, source, {name: SUMMED[name] for name in names}))
    return found


def _of_source(question: Question, source: Source, measures: Mapping[str, Summed]) -> Iterator[Sum]:
    rows, place, values = _rows(question, source)
    columns = [
        place if isinstance(each, Step) else _column(question, each, source) for each in question.groups
    ]
    select = ", ".join(
        expression for each in measures.values() for expression in (each.value, each.n, *each.beside.values())
    )
    grouping = ", ".join(f"GROUPING({column})" for column in columns)
    statement = (
        f"SELECT {', '.join(columns)}, {grouping}, {select} {rows} GROUP BY {_totals(question, source, columns)}"
        f" LIMIT {MOST_CELLS + 1}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    if len(found) > MOST_CELLS:
        raise Invalid(
            _("These are more than %(most)s groups. Ask for a shorter period, or group by something coarser.")
            % {"most": MOST_CELLS},
            errors=[FieldError("group", "too_many", _("makes too many groups"))],
        )
    for row in found:
        yield from _sums(question, measures, row)


def _sums(question: Question, measures: Mapping[str, Summed], row: Sequence[Any]) -> Iterator[Sum]:
    many = len(question.groups)
    whole = tuple(bool(each) for each in row[many : 2 * many])
    keys = tuple(
        None if all_ else _key(question, each, value)
        for each, value, all_ in zip(question.groups, row[:many], whole, strict=True)
    )
    values = iter(row[2 * many :])
    for name, measure in measures.items():
        value, n = next(values), next(values)
        beside = {each: _number(next(values)) for each in measure.beside}
        yield Sum(keys, whole, name, _number(value), int(n), beside)


def _key(question: Question, group: Group, value: Any) -> int | str | None:
    """Words that are not given are as little known as ids."""
    return question.spans[value - 1].key if isinstance(group, Step) else value if value != "" else None


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _totals(question: Question, source: Source, columns: Sequence[str]) -> str:
    """What was open at the end of each of several periods adds up to nothing."""
    if source is not Source.BACKLOG or question.step is None:
        return f"CUBE ({', '.join(columns)})"
    apart = columns[question.groups.index(question.step)]
    others = [column for column in columns if column != apart]
    return ", ".join([apart, *([f"CUBE ({', '.join(others)})"] if others else [])])


def _column(question: Question, dimension: Dimension, source: Source) -> str:
    """Who worked on something is asked of the stays; what somebody may not see, of what they may see."""
    if source is Source.WORKED and dimension.column == "assignee_id":
        return "s.assignee_id"
    column = f"c.{dimension.column}"
    actor = question.asked.actor
    if not dimension.guarded or actor.is_system:
        return column
    seen = sorted(organisations_visible_to(actor).values_list("pk", flat=True))
    among = ", ".join(map(str, seen)) or "NULL"
    return f"CASE WHEN {column} IN ({among}) THEN {column} END"


def _rows(question: Question, source: Source) -> tuple[str, str, dict[str, Any]]:
    """FROM and WHERE of a source, the place of the period in which a row counts, from 1, and the parameters."""
    join, condition, values = _narrowed(question)
    instants = [span.instants for span in question.spans]
    if source is Source.BACKLOG:
        text, more = backlog_rows(question.asked, [end for _since, end in instants], more=join)
        return f"{text}{condition}", "(open.place + 1)", {**values, **more}
    values |= {
        "kind": question.asked.kind,
        "sinces": [since for since, _until in instants],
        "untils": [until for _since, until in instants],
        "since": instants[0][0],
        "until": instants[-1][1],
    }
    within = f"c.kind = %(kind)s AND c.counted AND {seen(question.asked.actor)}{condition}"
    if source is Source.WORKED:
        return f"{_WORKED}{join} WHERE {within}", "step.place", values
    table, moment, _team = TABLES[source]
    text = f"FROM {table}{join} WHERE {moment} >= %(since)s AND {moment} < %(until)s AND {within}"
    return text, f"width_bucket({moment}, %(sinces)s::timestamptz[])", values


_WORKED = """
    FROM unnest(%(sinces)s::timestamptz[], %(untils)s::timestamptz[]) WITH ORDINALITY step(since, until, place)
    JOIN flow_stay s ON s.phase = 'active' AND s.assignee_id IS NOT NULL
     AND tstzrange(s.since, s.until, '(]') && tstzrange(step.since, step.until, '()')
    JOIN flow_course c ON c.record_id = s.record_id"""
"""Rows in which somebody had a record in work for a part of a period."""


def _narrowed(question: Question) -> tuple[str, str, dict[str, Any]]:
    """The query as a join and a condition with parameters by name; nothing where all records are asked for."""
    if not question.query.strip():
        return "", "", {}
    found, _unknown = condition_of(question.asked.kind, question.asked.actor, question.query)
    values = {f"q{place}": value for place, value in enumerate(found.parameters)}
    names = iter(values)
    text = re.sub(r"%%|%s", lambda mark: mark[0] if mark[0] == "%%" else f"%({next(names)})s", found.text)
    return " JOIN records_record ON records_record.id = c.record_id", f" AND {text}", values

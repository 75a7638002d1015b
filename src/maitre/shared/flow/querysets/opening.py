"""The query that opens the records of a group, in the language of lists."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from django.utils import timezone

from maitre.kernel.query import Condition, Node, Operator, Value, all_of, parse, show
from maitre.shared.flow.querysets.measures import Source
from maitre.shared.flow.querysets.periods import Span
from maitre.shared.flow.querysets.summed import SUMMED
from maitre.shared.flow.querysets.summing import Question, Sum
from maitre.shared.flow.rules import Dimension, measured_of
from maitre.shared.records.rules import fields_of

MOMENTS: Mapping[Source, str] = {
    Source.OPENED: "created",
    Source.RESOLVED: "resolved",
    Source.REOPENED: "reopened",
}
"""The field of the query language that says when a row came to count."""


def opening(question: Question, one: Sum, names: Mapping[tuple[str, int | str], str]) -> str | None:
    """`names`: dimension and key to how the language names it. None where it has no words for these records."""
    source = SUMMED[one.measure].source
    span = next((each for each in question.spans if each.key in one.keys), question.span)
    parts = [_when(question, source, span)]
    for group, key, whole in zip(question.groups, one.keys, one.whole, strict=True):
        if isinstance(group, Dimension) and not whole:
            parts.append(_which(question.asked.kind, group, key, names))
    if question.query.strip():
        parts.insert(0, parse(question.query))
    if source is not Source.BACKLOG and (counted := measured_of(question.asked.kind).counted):
        parts.append(parse(counted))
    known = [part for part in parts if part is not None]
    return show(all_of(*known)) if len(known) == len(parts) else None


def _when(question: Question, source: Source, span: Span) -> Node | None:
    if source is Source.BACKLOG:
        return parse("state:open") if span.instants[1] > timezone.now() else None
    field = MOMENTS.get(source)
    if field is None or fields_of(question.asked.kind).find(field) is None:
        return None
    return all_of(*_between(field, span, question.asked.actor.zone))


def _between(field: str, span: Span, zone: str) -> Iterator[Node]:
    """By days, where the reader's begin when those of the figures do; else by the minute."""
    for operator, day, instant in zip(
        (Operator.AT_LEAST, Operator.BELOW), (span.first, span.last), span.instants, strict=True
    ):
        text = day.isoformat() if zone == span.zone else _minute(instant)
        yield Condition(field, operator, (Value(text, literal=":" in text),))


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def _which(
    kind: str, dimension: Dimension, key: int | str | None, names: Mapping[tuple[str, int | str], str]
) -> Node | None:
    field = fields_of(kind).find(dimension.name)
    if field is None or (dimension.guarded and key is None):
        return None
    if key is None:
        value = Value("none") if field.nullable else None
    else:
        name = names.get((dimension.name, key))
        value = None if name is None else Value(name, literal=True)
    return None if value is None else Condition(dimension.name, Operator.IS, (value,))

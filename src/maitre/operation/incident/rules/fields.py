"""What may be asked of incidents in the query language, beside what may be asked of every record.

Columns of our own are asked for by EXISTS, which PostgreSQL reads from either side: the few that hold a rare value by
an index of that column, the many that hold a common one along the order of the list.
"""

from collections.abc import Iterable
from enum import StrEnum

from maitre.kernel.query import Field, Kind
from maitre.operation.incident.rules.incident import Cause, Channel, ResolutionCode
from maitre.operation.incident.rules.incident import Kind as IncidentKind
from maitre.operation.incident.rules.major import Major
from maitre.shared.assignment.querysets import hand_over_fields
from maitre.shared.relationships.querysets import family_fields
from maitre.shared.search.rules import TEXT
from maitre.shared.tasks.querysets import HAS_FIELDS
from maitre.shared.workflow.querysets import (
    CLOSED_FIELD,
    ended_fields,
    own_column,
    priority_fields,
    reopened_field,
)

_TABLE = "incident_incident"
_MARKED = (
    "EXISTS (SELECT 1 FROM incident_majorincident marked JOIN incident_incident own"
    " ON own.record_id = marked.incident_id WHERE marked.incident_id = records_record.id AND own.major {test})"
)
"""Asked of the table of the few, not of every incident."""


def _owned(column: str, compared: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {_TABLE} own WHERE own.record_id = records_record.id"
        f" AND own.{column} <> '' AND {compared} {{test}})"
    )


def _words(known: Iterable[StrEnum]) -> dict[str, str | int]:
    return {word.value: word.value for word in known}


def _line(name: str) -> Field:
    """A line of text of the incident, found whole, in capitals or not."""
    return Field(
        name=name,
        kind=Kind.CHOICE,
        sql=_owned(name, f"lower(own.{name})"),
        nullable=True,
        folded=True,
    )


FIELDS = (
    TEXT,
    *priority_fields(_TABLE),
    *hand_over_fields(_TABLE),
    reopened_field(_TABLE),
    Field(
        name="major",
        kind=Kind.CHOICE,
        sql=_MARKED,
        choices=_words(Major),
        named={"yes": "major:declared", "no": "-major:declared"},
    ),
    Field(
        name="type",
        kind=Kind.CHOICE,
        sql=f"NULLIF({own_column(_TABLE, 'kind')}, '')",
        nullable=True,
        choices=_words(IncidentKind),
    ),
    *family_fields(_TABLE),
    _line("service"),
    _line("item"),
    _line("location"),
    Field(
        name="channel",
        kind=Kind.CHOICE,
        sql=_owned("channel", "own.channel"),
        nullable=True,
        choices=_words(Channel),
    ),
    *ended_fields("incident_resolution", "incident_id", codes=ResolutionCode, causes=Cause),
    CLOSED_FIELD,
    *HAS_FIELDS,
)

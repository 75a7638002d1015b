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
from maitre.shared.records.rules import WORKS
from maitre.shared.relationships.rules import Part
from maitre.shared.search.rules import TEXT


def _own(column: str) -> str:
    return f"(SELECT incident.{column} FROM incident_incident incident WHERE incident.record_id = records_record.id)"


def _owned(column: str, compared: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM incident_incident incident WHERE incident.record_id = records_record.id"
        f" AND incident.{column} <> '' AND {compared} {{test}})"
    )


def _resolution(compared: str, more: str = "") -> str:
    """The resolution that stands."""
    return (
        "EXISTS (SELECT 1 FROM incident_resolution ended WHERE ended.incident_id = records_record.id"
        f" AND ended.undone_at IS NULL{more} AND {compared} {{test}})"
    )


_CLOSING = "('close', 'merge')"
"""Verbs that lead to closed."""
_CLOSED = (
    "EXISTS (SELECT 1 FROM records_entry closing WHERE closing.record_id = records_record.id"
    f" AND closing.verb IN {_CLOSING} AND records_record.state = 'closed' AND NOT EXISTS"
    " (SELECT 1 FROM records_entry later WHERE later.record_id = closing.record_id AND later.seq > closing.seq"
    f" AND later.verb IN {_CLOSING}) AND closing.at {{test}})"
)
_FILES = (
    "EXISTS (SELECT 1 FROM conversation_attachment file WHERE file.record_id = records_record.id"
    f" AND (file.visibility = 'public' OR {WORKS}) AND file.visibility {{test}})"
)
_TASKS = (
    "EXISTS (SELECT 1 FROM records_record task WHERE task.host_id = records_record.id"
    f" AND {WORKS} AND task.kind {{test}})"
)
"""Like internal files, tasks are there only for who works on the record."""
_MARKED = (
    "EXISTS (SELECT 1 FROM incident_majorincident marked JOIN incident_incident own"
    " ON own.record_id = marked.incident_id WHERE marked.incident_id = records_record.id AND own.major {test})"
)
"""Asked of the table of the few, not of every incident."""
_FAMILY = (
    "(SELECT CASE WHEN kin.merged_into_id IS NOT NULL THEN 'merged' WHEN kin.parent_id IS NOT NULL THEN 'child'"
    " WHEN kin.child_count > 0 THEN 'parent' END FROM incident_incident kin WHERE kin.record_id = records_record.id)"
)
_PARENT = (
    "(SELECT above.number FROM incident_incident kin JOIN records_record above ON above.id = kin.parent_id"
    " WHERE kin.record_id = records_record.id)"
)
LEVELS = {"high": 1, "medium": 2, "low": 3}


def _words(known: Iterable[StrEnum]) -> dict[str, str | int]:
    return {word.value: word.value for word in known}


def _line(name: str) -> Field:
    """A line of text of the incident, found whole, in capitals or not."""
    return Field(
        name=name,
        kind=Kind.CHOICE,
        sql=_owned(name, f"lower(incident.{name})"),
        nullable=True,
        folded=True,
    )


FIELDS = (
    TEXT,
    Field(name="impact", kind=Kind.NUMBER, sql=_own("impact"), choices=LEVELS),
    Field(name="urgency", kind=Kind.NUMBER, sql=_own("urgency"), choices=LEVELS),
    Field(name="handoffs", kind=Kind.NUMBER, sql=_own("handoffs")),
    Field(name="returns", kind=Kind.NUMBER, sql=_own("returns")),
    Field(
        name="reopened",
        kind=Kind.NUMBER,
        sql="EXISTS (SELECT 1 FROM incident_incident incident WHERE incident.record_id = records_record.id"
        " AND incident.reopened {test})",
        column="incident.reopened",
    ),
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
        sql=f"NULLIF({_own('kind')}, '')",
        nullable=True,
        choices=_words(IncidentKind),
    ),
    Field(name="family", kind=Kind.CHOICE, sql=_FAMILY, nullable=True, choices=_words(Part)),
    Field(name="parent", kind=Kind.REFERENCE, sql=_PARENT, source="number", nullable=True),
    _line("service"),
    _line("item"),
    _line("location"),
    Field(
        name="channel",
        kind=Kind.CHOICE,
        sql=_owned("channel", "incident.channel"),
        nullable=True,
        choices=_words(Channel),
    ),
    Field(
        name="code",
        kind=Kind.CHOICE,
        sql=_resolution("ended.code", " AND ended.code <> ''"),
        nullable=True,
        choices=_words(ResolutionCode),
    ),
    Field(
        name="cause",
        kind=Kind.CHOICE,
        sql=_resolution("ended.cause", " AND ended.cause <> ''"),
        nullable=True,
        choices=_words(Cause),
    ),
    Field(name="resolved", kind=Kind.INSTANT, sql=_resolution("ended.at"), column="ended.at", nullable=True),
    Field(name="closed", kind=Kind.INSTANT, sql=_CLOSED, column="closing.at", nullable=True),
    Field(
        name="has",
        kind=Kind.CHOICE,
        sql="",
        named={"file": "files:public,internal", "task": "tasks:task"},
    ),
    Field(
        name="files",
        kind=Kind.CHOICE,
        sql=_FILES,
        choices={"public": "public", "internal": "internal"},
        internal=True,
    ),
    Field(name="tasks", kind=Kind.CHOICE, sql=_TASKS, choices={"task": "task"}, internal=True),
)

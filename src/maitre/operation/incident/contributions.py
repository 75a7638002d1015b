"""What incidents add elsewhere: their life cycle, words for timeline entries, followers, jobs, fields of the query language."""

from maitre.kernel.query import Field, Kind
from maitre.operation.incident import imports, jobs  # noqa: F401  (declare the reception and the jobs)
from maitre.operation.incident.actions import resume
from maitre.operation.incident.lifecycle import LIFECYCLE, PENDING
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import SENTENCES
from maitre.operation.incident.rules import Kind as IncidentKind
from maitre.operation.incident.rules import PauseReason
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.lifecycle.rules import Happening, Why, on, register
from maitre.shared.records.notices import speaks
from maitre.shared.records.rules import offer_fields


def resume_on_reply(happening: Happening) -> None:
    """A reply of the requester ends the waiting for it, in the same transaction."""
    record = happening.record
    if (
        record.kind != LIFECYCLE.kind
        or record.state != PENDING
        or happening.by.person_id != record.requester_id
    ):
        return
    incident = Incident.objects.get(pk=record.pk)
    if incident.pause_reason == PauseReason.REQUESTER:
        incident.record = record
        resume(incident, by=SYSTEM_ACTOR, why=Why("incident.requester_replied"))


def _own(column: str) -> str:
    return f"(SELECT incident.{column} FROM incident_incident incident WHERE incident.record_id = records_record.id)"


FIELDS = (
    Field(name="impact", kind=Kind.NUMBER, sql=_own("impact")),
    Field(name="urgency", kind=Kind.NUMBER, sql=_own("urgency")),
    Field(
        name="type",
        kind=Kind.CHOICE,
        sql=_own("kind"),
        choices={kind.value: kind.value for kind in IncidentKind},
    ),
)

register(LIFECYCLE)
offer_fields(LIFECYCLE, FIELDS)
speaks(LIFECYCLE.kind, SENTENCES)
on("comment", resume_on_reply)
on("attach", resume_on_reply)

"""What incidents add elsewhere: life cycle, words for timeline entries, followers, jobs, fields to ask by."""

import json
from collections.abc import Sequence

from maitre.kernel.query import Field, Kind
from maitre.kit.web.slots import fill
from maitre.operation.incident import imports, jobs  # noqa: F401  (declare the reception and the jobs)
from maitre.operation.incident.actions import resume
from maitre.operation.incident.lifecycle import LIFECYCLE, PENDING
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import SENTENCES
from maitre.operation.incident.notices.sheet import SHEET
from maitre.operation.incident.pages.similar import similar
from maitre.operation.incident.rules import Kind as IncidentKind
from maitre.operation.incident.rules import PauseReason
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.exports.rules import offer_sheet
from maitre.shared.flow.rules import Fields, Measured, measure
from maitre.shared.lifecycle.rules import Happening, Why, on, register
from maitre.shared.records.models import Body, Entry
from maitre.shared.records.notices import speaks
from maitre.shared.records.rules import offer_fields
from maitre.shared.search.rules import TEXT, describes


def resume_on_reply(happening: Happening) -> None:
    """A reply of the requester ends the waiting for it, in the same transaction.

    The reply holds the record's row by now: what is read of it here is true until the end, whatever was loaded before.
    """
    record = happening.record
    if (
        record.kind != LIFECYCLE.kind
        or record.state != PENDING
        or happening.by.person_id != record.requester_id
    ):
        return
    waiting = Incident.objects.filter(pk=record.pk, record__state=PENDING, pause_reason=PauseReason.REQUESTER)
    if incident := waiting.first():
        incident.record = record
        resume(incident, by=SYSTEM_ACTOR, why=Why("incident.requester_replied"))


def _own(column: str) -> str:
    return f"(SELECT incident.{column} FROM incident_incident incident WHERE incident.record_id = records_record.id)"


def describe(ids: Sequence[int]) -> dict[int, str]:
    """Descriptions as they stand; one whose first entry was erased is none."""
    erased = Body.objects.filter(record_id__in=ids, seq=1, erased_at__isnull=False).values("record_id")
    rows = Incident.objects.filter(pk__in=ids).exclude(pk__in=erased)
    return dict(rows.values_list("pk", "description"))


def forget_description(happening: Happening) -> None:
    """Erasing what was reported takes the description with it."""
    entry = Entry.objects.get(record=happening.record, seq=happening.seq)
    if json.loads(entry.sealed)["change"]["entry"][0] == 1:
        Incident.objects.filter(pk=happening.record.pk).update(description="")


STOPS_CLOCK = frozenset({PauseReason.REQUESTER.value, PauseReason.SCHEDULED.value})


def clock_paused(fields: Fields) -> bool:
    """Waiting for the requester or for a date stops the clock; for a supplier or a change it does not."""
    return fields.get("state") == PENDING and fields.get("pause_reason") in STOPS_CLOCK


FIELDS = (
    TEXT,
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
measure(Measured(LIFECYCLE.kind, LIFECYCLE.states, paused=clock_paused))
offer_fields(LIFECYCLE, FIELDS)
speaks(LIFECYCLE.kind, SENTENCES)
on("comment", resume_on_reply)
on("attach", resume_on_reply)
on("erase", forget_description)
describes(LIFECYCLE.kind, describe)
offer_sheet(SHEET)
fill("record", similar, order=20)

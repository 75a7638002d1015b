"""Recurrences as JSON: which there are and what they made. They are kept as definitions."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel

from maitre.kernel.errors import NotFound
from maitre.kit.rest.shapes import Listed
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.records.models import Record
from maitre.shared.recurrence.models import Recurrence

router = Router(tags=["Recurrences"])


class OccurrenceOut(BaseModel):
    """A time that was served. `number` is null where no record could be made (`problem` says why) or it is hidden."""

    slot: str
    at: datetime
    number: str | None
    missed: int
    problem: str


class RecurrenceOut(BaseModel):
    key: str
    name: str
    organisation: str
    every: str
    begins: str
    zone: str
    in_hours: bool
    makes: str
    record: dict[str, Any]
    active: bool
    next_at: datetime | None


class RecurrenceFull(RecurrenceOut):
    occurrences: list[OccurrenceOut]


def _fields(rule: Recurrence) -> dict[str, Any]:
    return {
        "key": rule.key,
        "name": rule.name,
        "organisation": rule.organisation.key,
        "every": rule.every,
        "begins": rule.begins,
        "zone": rule.zone,
        "in_hours": rule.in_hours,
        "makes": rule.makes,
        "record": rule.content,
        "active": rule.is_active,
        "next_at": rule.next_at,
    }


@router.get("", response=Listed[RecurrenceOut], operation_id="recurrences_list", summary="Recurrences")
def recurrences(request: HttpRequest) -> Listed[RecurrenceOut]:
    """Of the organisations you hold a grant over."""
    rules = Recurrence.objects.visible_to(actor_of(request)).select_related("organisation").order_by("name")
    return Listed[RecurrenceOut](items=[RecurrenceOut(**_fields(rule)) for rule in rules[:1000]])


@router.get(
    "/{key}",
    response=RecurrenceFull,
    operation_id="recurrences_show",
    summary="A recurrence and what it made",
)
def recurrence(request: HttpRequest, key: str) -> RecurrenceFull:
    actor = actor_of(request)
    rule = Recurrence.objects.visible_to(actor).select_related("organisation").filter(key=key).first()
    if rule is None:
        raise NotFound("There is no such recurrence, or it is not open to you.")
    served = list(rule.occurrences.order_by("-slot")[:200])
    ids = [each.record_id for each in served if each.record_id]
    visible = {record.pk: record.label for record in Record.objects.visible_to(actor).filter(pk__in=ids)}
    made = [
        OccurrenceOut(
            slot=each.slot,
            at=each.at,
            number=visible.get(each.record_id or 0),
            missed=each.missed,
            problem=each.problem,
        )
        for each in served
    ]
    return RecurrenceFull(**_fields(rule), occurrences=made)

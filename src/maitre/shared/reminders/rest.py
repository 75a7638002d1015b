"""One's own reminders as JSON."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from maitre.kernel.errors import NotFound
from maitre.kit.rest.shapes import Given, Id, Instant, Listed
from maitre.kit.rest.versions import answer
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.records.models import Record
from maitre.shared.records.rest.loading import record_in
from maitre.shared.reminders import actions
from maitre.shared.reminders.models import Reminder

router = Router(tags=["Reminders"])
records_router = Router(tags=["Reminders"])


class ReminderOut(BaseModel):
    """`at` was asked for; it comes at `due_at`."""

    id: int
    number: str
    note: str
    at: datetime
    due_at: datetime


class ReminderIn(Given):
    at: Instant = Field(examples=["2099-01-05T09:00:00Z"])
    note: str = Field("", max_length=300, examples=["Has the vendor answered?"])
    exactly: bool = Field(False, strict=True, description="True: also outside working hours")


def _out(reminder: Reminder) -> ReminderOut:
    return ReminderOut(
        id=reminder.pk,
        number=reminder.record.label,
        note=reminder.note,
        at=reminder.asked_at,
        due_at=reminder.due_at,
    )


@router.get(
    "", response=Listed[ReminderOut], operation_id="reminders_list", summary="What you will be reminded of"
)
def reminders(request: HttpRequest) -> Listed[ReminderOut]:
    """Yours, the next first."""
    actor = actor_of(request)
    waiting = list(Reminder.objects.of(actor).waiting().select_related("record").order_by("due_at")[:200])
    ids = [each.record_id for each in waiting]
    visible = set(Record.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
    return Listed[ReminderOut](items=[_out(each) for each in waiting if each.record_id in visible])


@router.delete("/{id}", response={204: None}, operation_id="reminders_drop", summary="Take a reminder back")
def drop(request: HttpRequest, id: Id) -> HttpResponse:
    actor = actor_of(request)
    found = Reminder.objects.of(actor).waiting().filter(pk=id).first()
    if found is None:
        raise NotFound("There is no such reminder, or it is not yours.")
    actions.forget(found, by=actor)
    return HttpResponse(status=204)


@records_router.post(
    "/{number}/reminders", response={201: ReminderOut}, operation_id="records_remind_me", summary="Remind me"
)
def remind_me(request: HttpRequest, number: str, body: ReminderIn) -> HttpResponse:
    """In working hours of the record's organisation, unless exactly then."""
    seen = record_in(request, number)
    if not seen.internal:
        raise NotFound(f"There is no {number[:40]}, or it is not open to you.")
    made = actions.remind_me(seen.record, by=seen.actor, at=body.at, note=body.note, exactly=body.exactly)
    return answer(_out(made), status=201)

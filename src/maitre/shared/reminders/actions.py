"""Ask to be reminded, take it back, and let due reminders come."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.texts import checked_text
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import STAFF, SYSTEM_ACTOR, Actor, Role
from maitre.shared.lifecycle.actions import Line, append, permit
from maitre.shared.notifications.actions import alert
from maitre.shared.organisation.models import Person
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.reminders.models import Reminder
from maitre.shared.reminders.rules import NOTE_LIMIT, REMINDERS_LIMIT, comes_at

REMINDED = STAFF | {Role.MANAGER, Role.AUDITOR}
"""Whoever reads internal notes there."""


@transaction.atomic
def remind_me(record: Record, *, by: Actor, at: datetime, note: str = "", exactly: bool = False) -> Reminder:
    """Bring the record back to `by` at `at`, or when the organisation's working time begins after it (N12)."""
    permit(record, "remind_me", REMINDED, by=by)
    if at <= timezone.now():
        raise Invalid(
            _("Choose a moment that is still to come."), errors=[FieldError("at", "past", _("is past"))]
        )
    note = checked_text(note, field="note", required=False)
    if len(note) > NOTE_LIMIT or "\n" in note:
        sentence = _("one line of at most %(limit)s characters") % {"limit": NOTE_LIMIT}
        raise Invalid(
            _("The note is to be %(problem)s.") % {"problem": sentence},
            errors=[FieldError("note", "too_long", sentence)],
        )
    if Reminder.objects.of(by).waiting().filter(record=record).count() >= REMINDERS_LIMIT:
        raise Invalid(_("You have enough reminders waiting on this record."))
    due_at = comes_at(at, calendar_of(record.organisation), exactly=exactly)
    return Reminder.objects.create(
        person_id=by.person_id or 0, record=record, note=note, asked_at=at, due_at=due_at
    )


def forget(reminder: Reminder, *, by: Actor) -> None:
    """Take one's own back."""
    Reminder.objects.of(by).waiting().filter(pk=reminder.pk).delete()


@transaction.atomic
def let_come(reminder_id: int, *, now: datetime | None = None) -> bool:
    """Tell the person, once: somebody else at the same reminder passes it by. False where there was nothing to tell."""
    now = now or timezone.now()
    locked = Reminder.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    reminder = locked.select_related("record").filter(pk=reminder_id).first()
    if reminder is None:
        return False
    Reminder.objects.filter(pk=reminder.pk).update(came_at=now)
    person = Person.objects.get(pk=reminder.person_id)
    if not person.is_active or not reads_internal(standing(actor_for(person), reminder.record)):
        return False
    private = {"person": person.name, **({"text": reminder.note} if reminder.note else {})}
    line = Line("reminded", Visibility.INTERNAL, private=private)
    entry = append(reminder.record, line, by=SYSTEM_ACTOR, at=now)
    alert(entry, [person.pk])
    return True

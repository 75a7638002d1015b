"""What runs later on reminders: letting the due ones come."""

from django.utils import timezone

from maitre.shared.jobs.actions import job
from maitre.shared.jobs.rules import Lane
from maitre.shared.reminders.actions import let_come
from maitre.shared.reminders.models import Reminder

BATCH = 500
"""Reminders in one run; the rest comes with the next."""


@job("reminders.let_come", Lane.CLOCKS)
def let_due_come(timestamp: int = 0) -> None:
    now = timezone.now()
    for pk in list(Reminder.objects.due(now).values_list("pk", flat=True)[:BATCH]):
        let_come(pk, now=now)

"""The vocabulary for asking about reminders: whose, waiting, due."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from maitre.shared.access.rules import Actor

if TYPE_CHECKING:
    from maitre.shared.reminders.models import Reminder  # noqa: F401 - named in a string below


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def of(self, actor: Actor) -> Self:
        """One's own; nobody sees another's."""
        return self.filter(person_id=actor.person_id or 0)

    def waiting(self) -> Self:
        return self.filter(came_at__isnull=True)

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lte=now).order_by("due_at", "pk")

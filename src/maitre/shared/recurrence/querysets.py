"""The vocabulary for asking about recurrences: due ones, and those of organisations one works for."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from maitre.shared.access.rules import Actor

if TYPE_CHECKING:
    from maitre.shared.recurrence.models import Recurrence  # noqa: F401 - named in a string below


class RecurrenceQuerySet(models.QuerySet["Recurrence"]):
    def due(self, now: datetime) -> Self:
        return self.filter(is_active=True, next_at__lte=now).order_by("next_at", "pk")

    def visible_to(self, actor: Actor) -> Self:
        """Of organisations over which one holds a grant, whatever it is."""
        if actor.is_system:
            return self
        wide = frozenset[int]().union(*(scope.organisations for scope in actor.scopes if scope.team is None))
        return self.filter(organisation__in=wide)

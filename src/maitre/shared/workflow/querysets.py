"""The vocabulary for asking about records that wait, and about those that will close."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

from maitre.kernel.states import Phase

if TYPE_CHECKING:
    from maitre.shared.workflow.models import Held

M = TypeVar("M", bound="Held")


class HeldQuerySet(models.QuerySet[M]):
    """What a practice's own queryset takes along."""

    def waiting_for(self, reason: str, ids: Iterable[int]) -> "models.QuerySet[M, int]":
        """Ids of those among `ids` that wait for this."""
        return self.filter(pk__in=ids, pause_reason=reason).values_list("pk", flat=True)

    def to_wake(self, now: datetime) -> Self:
        """Paused until a moment that has come."""
        return self.filter(wakes_at__lte=now, record__phase=Phase.WAITING).select_related("record")

    def to_close(self, now: datetime) -> Self:
        """Resolved, and nobody objected in time."""
        return self.filter(closes_at__lte=now, record__phase=Phase.DONE).select_related("record")

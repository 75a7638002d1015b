"""The vocabulary for asking what records say, which wait, and which will close."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import connection, models

from maitre.kernel.states import Phase

if TYPE_CHECKING:
    from maitre.shared.workflow.models import Described, Held

M = TypeVar("M", bound="Held")
D = TypeVar("D", bound="Described")

_DESCRIPTIONS = """
    SELECT own.record_id, own.description FROM {table} own
     WHERE own.record_id = ANY(ARRAY(SELECT unnest(%s::bigint[])))
       AND NOT EXISTS (SELECT 1 FROM records_body body WHERE body.record_id = own.record_id AND body.seq = 1
                          AND body.erased_at IS NOT NULL)
"""


class DescribedQuerySet(models.QuerySet[D]):
    """What a practice's own queryset takes along."""

    def descriptions(self, ids: Sequence[int]) -> dict[int, str]:
        """As they stand; one whose first entry was erased is none."""
        with connection.cursor() as cursor:
            cursor.execute(_DESCRIPTIONS.format(table=self.model._meta.db_table), [list(ids)])
            return dict(cursor.fetchall())


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

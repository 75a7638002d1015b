"""The vocabulary for asking about work: what stands, on which record and its tasks, sums by person."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, Sum
from django.db.models.expressions import RawSQL

from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import worked_by

if TYPE_CHECKING:
    from maitre.shared.worktime.models import Work  # noqa: F401 - named in a string below


class WorkQuerySet(models.QuerySet["Work"]):
    def standing(self) -> Self:
        """What was not corrected by something newer."""
        return self.filter(correction__isnull=True)

    def on(self, record: Record) -> Self:
        """Of the record itself."""
        return self.filter(record=record).select_related("person").order_by("-day", "-pk")

    def around(self, record: Record) -> Self:
        """Of the record and its tasks."""
        there = RawSQL(
            "SELECT %s::bigint UNION ALL SELECT id FROM records_record WHERE host_id = %s", [record.pk] * 2
        )
        return self.filter(record_id__in=there)

    def between(self, first: date, last: date) -> Self:
        return self.filter(day__gte=first, day__lte=last)

    def visible_to(self, actor: Actor) -> Self:
        """On records the actor works on by a grant; one's own always."""
        if actor.is_system:
            return self
        return self.filter(worked_by(actor, "record__") | Q(person_id=actor.person_id or 0))

    def of_people(self, ids: Iterable[int]) -> Self:
        return self.filter(person_id__in=list(ids))

    def by_person(self) -> list[tuple[int, str, int]]:
        """(person, name, minutes), the longest first."""
        summed = self.order_by().values_list("person_id", "person__name").annotate(minutes=Sum("minutes"))
        return [(pk, name, minutes) for pk, name, minutes in summed.order_by("-minutes", "person__name")]

"""The vocabulary for asking about incidents."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotFound
from maitre.operation.incident.lifecycle import PENDING, RESOLVED
from maitre.operation.incident.rules import PauseReason
from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record

if TYPE_CHECKING:
    from maitre.operation.incident.models import Incident


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(record__in=Record.objects.visible_to(actor))

    def labelled(self, label: str, actor: Actor) -> "Incident":
        """The incident called INC-1042; NotFound where the record is none of `actor`'s, or no incident."""
        record = Record.objects.labelled(label, actor, own="incident")
        found: Incident | None = getattr(record, "incident", None)
        if found is None:
            raise NotFound(
                _("There is no incident %(label)s, or it is not open to you.") % {"label": label[:40]}
            )
        return found

    def with_names(self) -> Self:
        """Everything a page or an answer shows, in one statement."""
        return self.select_related(
            "record__requester", "record__team", "record__assignee", "record__organisation", "record__category",
            "record__circle",
        )  # fmt: skip

    def asking_requester(self, ids: Iterable[int]) -> "models.QuerySet[Incident, int]":
        """Ids of those among `ids` that wait for an answer of their requester."""
        return self.filter(pk__in=ids, pause_reason=PauseReason.REQUESTER).values_list("pk", flat=True)

    def to_wake(self, now: datetime) -> Self:
        """Paused until a moment that has come."""
        return self.filter(wakes_at__lte=now, record__state=PENDING).select_related("record")

    def to_close(self, now: datetime) -> Self:
        """Resolved, and nobody objected in time."""
        return self.filter(closes_at__lte=now, record__state=RESOLVED).select_related("record")

"""The vocabulary for asking about downloads: whose, in the making, past their time."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models

from maitre.kernel.errors import NotFound
from maitre.shared.access.rules import Actor
from maitre.shared.exports.rules import KEPT_DAYS

if TYPE_CHECKING:
    from maitre.shared.exports.models import Export


class ExportQuerySet(models.QuerySet["Export"]):
    def of(self, actor: Actor) -> Self:
        """The person's own; nobody sees another's."""
        return self.filter(person_id=actor.person_id or 0)

    def one(self, actor: Actor, pk: int) -> "Export":
        found = self.of(actor).filter(pk=pk).first() if 0 < pk < 2**63 else None
        if found is None:
            raise NotFound("There is no such download of yours.")
        return found

    def in_the_making(self) -> Self:
        return self.filter(done_at=None)

    def outdated(self, now: datetime) -> Self:
        return self.filter(asked_at__lt=now - timedelta(days=KEPT_DAYS))

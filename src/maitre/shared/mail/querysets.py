"""The vocabulary for asking about letters: due, on their way, needing somebody's decision, of whose organisation."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from maitre.shared.access.rules import Actor, Role
from maitre.shared.mail.rules import DECIDABLE, ENDED, KEPT_DAYS, Status

if TYPE_CHECKING:
    from maitre.shared.mail.models import Letter  # noqa: F401 - named in a string below


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, now: datetime) -> Self:
        """What may be tried now, what was written first coming first."""
        return self.filter(status=Status.WAITING, due_at__lte=now).order_by("due_at", "pk")

    def on_record(self, record_id: int) -> Self:
        """Those about one record alone."""
        return self.filter(record_id=record_id)

    def about_any(self, name: str, ids: Collection[int]) -> Self:
        """Those composed from one of these ids, as `about` names them. To be narrowed before: each is looked into."""
        found = Q(pk__in=[])
        for each in ids:
            found |= Q(about__contains={name: [each]})
        return self.filter(found)

    def on_their_way(self) -> Self:
        return self.filter(status=Status.SENDING)

    def undecided(self) -> Self:
        """What somebody has to look at."""
        return self.filter(status__in=DECIDABLE)

    def open_to(self, actor: Actor) -> Self:
        """Letters to people and teams of the organisations one administers; the installation itself sees all."""
        return self if actor.is_system else self.filter(organisation_id__in=actor.reach(Role.ADMIN))

    def outdated(self, now: datetime) -> Self:
        return self.filter(status__in=ENDED, ended_at__lt=now - timedelta(days=KEPT_DAYS))

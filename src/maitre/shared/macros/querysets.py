"""The vocabulary for asking about macros: whose to use, whose to change."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from maitre.kernel.errors import NotFound
from maitre.shared.access.querysets import teams_led_by
from maitre.shared.access.rules import Actor

if TYPE_CHECKING:
    from maitre.shared.macros.models import Macro


class MacroQuerySet(models.QuerySet["Macro"]):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def open_to(self, actor: Actor) -> Self:
        """One's own, and those of one's teams."""
        own = Q(owner_id=actor.person_id or 0, team=None)
        return self.filter(own | Q(team__members=actor.person_id or 0)).distinct()

    def shown_to(self, actor: Actor) -> Self:
        """What one uses, and what one defines for the teams one leads."""
        mine = Q(owner_id=actor.person_id or 0) | Q(team__members=actor.person_id or 0)
        return self.filter(mine | Q(team__in=teams_led_by(actor))).distinct()

    def changed_by(self, actor: Actor) -> Self:
        """One's own, and all of the teams one leads."""
        own = Q(owner_id=actor.person_id or 0, team=None)
        return self.filter(own | Q(team__in=teams_led_by(actor))).distinct()

    def one(self, kind: str, named: int | str) -> "Macro":
        """By id or key; narrow to whose it may be first."""
        by = Q(pk=named) if isinstance(named, int) and 0 < named < 2**63 else Q(key=str(named))
        found = self.of_kind(kind).filter(by).first()
        if found is None:
            raise NotFound("There is no such macro, or it is not yours to use.")
        return found

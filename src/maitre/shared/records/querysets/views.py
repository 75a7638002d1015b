"""Saved views of a person, and the counters that mean work for them: each read from a partial index of its own."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from maitre.kernel.states import OPEN_PHASES
from maitre.shared.access.rules import Actor

if TYPE_CHECKING:
    from maitre.shared.records.models import SavedView  # noqa: F401 - named in a string below

COUNTED_UP_TO = 1_000
"""A counter says "1000+" beyond: nobody works by the difference."""


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and those shared with one's teams."""
        return self.filter(
            Q(owner_id=actor.person_id or 0) | Q(team__members=actor.person_id or 0)
        ).distinct()

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)


_counters: dict[str, Callable[[Actor], int]] = {}


def counts(name: str, counter: Callable[[Actor], int]) -> None:
    """Declare one more figure of the pulse; rooms above do so for what waits for a person there."""
    _counters[name] = counter


def pulse(actor: Actor) -> dict[str, int]:
    """How many open records are mine, how many of my teams nobody has taken, and what rooms above count."""
    opened = apps.get_model("records", "Record").objects.filter(phase__in=OPEN_PHASES)
    mine = opened.filter(assignee_id=actor.person_id)
    teams = (
        apps.get_model("organisation", "Team")
        .objects.filter(members=actor.person_id)
        .values_list("pk", flat=True)
    )
    unassigned = opened.filter(
        team_id__in=list(teams),
        assignee__isnull=True,
        organisation_id__in=list(actor.reach()),
        circle__isnull=True,
        host__isnull=True,
    )
    return {
        "mine": mine.values("pk")[:COUNTED_UP_TO].count(),
        "unassigned": unassigned.values("pk")[:COUNTED_UP_TO].count(),
        **{name: counter(actor) for name, counter in _counters.items()},
    }

"""What stands around a list: saved views, how a person wants it to look, and the counters that mean work for them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db import connection, models
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


class KeptView(NamedTuple):
    """A saved view as lists show it; `team_name` where it is shared with one."""

    id: int
    name: str
    query: str
    sort: str
    owner_id: int
    owner_name: str
    team_name: str | None


class OwnTeam(NamedTuple):
    """A team one belongs to."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands around a person's lists of one kind. `look`: columns, grouping and rows a page, where they chose."""

    look: tuple[list[str], str, int] | None
    views: Sequence[KeptView]
    teams: Sequence[OwnTeam]


_FURNITURE = """
    WITH own AS (SELECT t.id, t.name FROM organisation_team_members m JOIN organisation_team t ON t.id = m.team_id
                  WHERE m.person_id = %(person)s AND t.is_active)
    SELECT (SELECT json_build_array(columns, grouping, rows) FROM records_listpreference
             WHERE person_id = %(person)s AND kind = %(kind)s),
           (SELECT json_agg(json_build_array(v.id, v.name, v.query, v.sort, v.owner_id, o.name, t.name) ORDER BY v.id)
              FROM records_savedview v JOIN organisation_person o ON o.id = v.owner_id
              LEFT JOIN organisation_team t ON t.id = v.team_id
             WHERE v.kind = %(kind)s AND (v.owner_id = %(person)s OR v.team_id IN (
                   SELECT team_id FROM organisation_team_members WHERE person_id = %(person)s))),
           (SELECT json_agg(json_build_array(id, name) ORDER BY name) FROM own)
"""


def furniture_of(kind: str, actor: Actor) -> Furniture:
    """Look, saved views and teams in one statement: every list begins with it."""
    with connection.cursor() as cursor:
        cursor.execute(_FURNITURE, {"kind": kind, "person": actor.person_id or 0})
        look, views, teams = cursor.fetchone()
    return Furniture(
        look, [KeptView(*view) for view in views or ()], [OwnTeam(*team) for team in teams or ()]
    )


_counters: dict[str, Callable[[Actor], int]] = {}


def counts(name: str, counter: Callable[[Actor], int]) -> None:
    """Declare one more figure of the pulse; rooms above do so for what waits for a person there."""
    _counters[name] = counter


_OPEN = ", ".join(f"'{phase}'" for phase in OPEN_PHASES)
_PULSE = f"""
    SELECT (SELECT count(*) FROM (SELECT 1 FROM records_record WHERE assignee_id = %(person)s AND phase IN ({_OPEN})
              LIMIT {COUNTED_UP_TO}) mine),
           (SELECT count(*) FROM (SELECT 1 FROM organisation_team_members m
              JOIN records_record r ON r.team_id = m.team_id AND r.assignee_id IS NULL AND r.phase IN ({_OPEN})
               AND r.circle_id IS NULL AND r.organisation_id = ANY(%(reach)s)
             WHERE m.person_id = %(person)s LIMIT {COUNTED_UP_TO}) unassigned)
"""


def pulse(actor: Actor) -> dict[str, int]:
    """How many open records are mine, how many of my teams nobody has taken, and what rooms above count."""
    with connection.cursor() as cursor:
        cursor.execute(_PULSE, {"person": actor.person_id or 0, "reach": sorted(actor.reach())})
        mine, unassigned = cursor.fetchone()
    figures = {name: counter(actor) for name, counter in _counters.items()}
    return {"mine": mine, "unassigned": unassigned, **figures}

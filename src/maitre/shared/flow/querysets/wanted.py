"""What somebody wants to know, read from words: the doors of a practice ask through here, so that all say no alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotAllowed, NotFound
from maitre.shared.access.rules import Actor
from maitre.shared.flow.querysets.asking import READERS, Asked, may_read
from maitre.shared.flow.querysets.listed import Listed, part_of, records_of
from maitre.shared.flow.querysets.measures import Part
from maitre.shared.flow.querysets.periods import Span, month_of, span_of
from maitre.shared.organisation.models import Organisation, Team
from maitre.shared.organisation.querysets import calendar_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose figures, of which period; `team` None means all teams."""

    asked: Asked
    span: Span
    team: Team | None

    def records(self, part: Part, *, limit: int, offset: int = 0) -> Sequence[Listed]:
        return records_of(self.asked, part, self.span.instants, limit=limit, offset=offset)


def wanted(kind: str, actor: Actor, *, period: str = "", team: str = "") -> Wanted:
    """Raises NotAllowed for who reads no figures, NotFound for a team of others, Invalid for what is no period."""
    if not may_read(actor):
        roles = ", ".join(sorted(role.value for role in READERS))
        raise NotAllowed(
            _("You may not read figures. It takes one of these roles: %(roles)s.") % {"roles": roles}
        )
    zone = _zone(actor)
    span = span_of(period, zone) if period else month_of(timezone.localdate(timezone=ZoneInfo(zone)), zone)
    chosen = _team(team, actor) if team else None
    return Wanted(Asked(kind, actor, chosen.pk if chosen else None), span, chosen)


def part_called(figure: str, name: str) -> Part:
    """Raises NotFound for a figure or a part that there is not."""
    part = part_of(figure, name)
    if part is None:
        raise NotFound(_("There is no such figure."))
    return part


def teams_to_choose(actor: Actor) -> QuerySet[Team]:
    """Teams of the organisations whose figures are open to somebody, and those they lead alone."""
    if actor.is_system:
        return Team.objects.active().order_by("name")
    scopes = [scope for scope in actor.scopes if scope.role in READERS]
    wide = frozenset[int]().union(*(scope.organisations for scope in scopes if scope.team is None))
    own = [scope.team for scope in scopes if scope.team is not None]
    return Team.objects.filter(Q(organisation_id__in=wide) | Q(pk__in=own)).order_by("name")


def _team(key: str, actor: Actor) -> Team:
    found = teams_to_choose(actor).filter(key=key).first()
    if found is None:
        raise NotFound(
            _("There is no team “%(key)s”, or its figures are not open to you.") % {"key": key[:60]}
        )
    return found


def _zone(actor: Actor) -> str:
    """Days begin where the organisation works, so that two people read the same numbers."""
    home = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    return calendar_of(home).zone if home else "UTC"

"""What somebody wants to know, read from words: the doors of a practice ask through here, so that all say no alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotAllowed, NotFound
from maitre.shared.access.rules import Actor
from maitre.shared.flow.querysets.asking import READERS, Asked, may_read
from maitre.shared.flow.querysets.listed import Listed, part_of, records_of
from maitre.shared.flow.querysets.measures import Part
from maitre.shared.flow.querysets.periods import Span, Step, month_of, previous, series, span_of, step_of
from maitre.shared.flow.querysets.summed import SUMMED
from maitre.shared.flow.querysets.summing import Group, Question
from maitre.shared.flow.rules import dimensions_of
from maitre.shared.organisation.models import Organisation, Team
from maitre.shared.organisation.querysets import calendar_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose figures, of which period; `team` None means all teams."""

    asked: Asked
    span: Span
    team: Team | None
    running: Span | None = None
    """The period that runs now, told beside the last full one where none was asked for."""

    def records(self, part: Part, *, limit: int, offset: int = 0) -> Sequence[Listed]:
        return records_of(self.asked, part, self.span.instants, limit=limit, offset=offset)


def wanted(kind: str, actor: Actor, *, period: str = "", team: str = "") -> Wanted:
    """Raises NotAllowed for who reads no figures, NotFound for a team of others, Invalid for what is no period."""
    if not may_read(actor):
        roles = ", ".join(sorted(role.value for role in READERS))
        raise NotAllowed(
            _("You may not read figures. It takes one of these roles: %(roles)s.") % {"roles": roles}
        )
    zone = zone_of(actor)
    now = month_of(_today(zone), zone)
    span = span_of(period, zone) if period else previous(now)
    chosen = _team(team, actor) if team else None
    asked = Asked(kind, actor, chosen.pk if chosen else None)
    return Wanted(asked, span, chosen, running=None if period else now)


def question(
    kind: str, actor: Actor, *, group: str, measure: str = "count", period: str = "", query: str = ""
) -> Question:
    """Groups and measures as words with commas. Raises what `wanted` does, and Invalid for words that are none."""
    want = wanted(kind, actor, period=period)
    groups = _groups(kind, group)
    measures = _known("measure", measure, SUMMED)
    step = next((each for each in groups if isinstance(each, Step)), None)
    span = want.span if period or step is None else _lately(step, want.span.zone)
    return Question(want.asked, span, tuple(groups), tuple(measures), query)


MOST_GROUPS = 2
LATELY: Mapping[Step, int] = {Step.DAY: 31, Step.WEEK: 13, Step.MONTH: 13, Step.QUARTER: 9}
"""How many periods are told where none is asked for; the last one runs."""


def _groups(kind: str, text: str) -> list[Group]:
    offered: dict[str, Group] = {**dimensions_of(kind), **{step.value: step for step in Step}}
    groups = [offered[name] for name in _known("group", text, offered)]
    if len(groups) > MOST_GROUPS:
        raise _refused("group", _("names more than %(most)s") % {"most": MOST_GROUPS})
    if sum(isinstance(each, Step) for each in groups) > 1:
        raise _refused("group", _("names two periods; one of both is enough"))
    return groups


def _known(field: str, text: str, offered: Collection[str]) -> list[str]:
    names = list(dict.fromkeys(name.strip() for name in text.split(",")))
    unknown = next((name for name in names if name not in offered), None)
    if unknown is not None:
        raise _refused(
            field,
            _("“%(name)s” is not known; there are %(known)s")
            % {"name": unknown[:40], "known": ", ".join(offered)},
        )
    return names


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid(f"{field}: {sentence}.", errors=[FieldError(field, "unknown", sentence)])


def _lately(step: Step, zone: str) -> Span:
    """The last periods of a step until now."""
    spans = series(step_of(_today(zone), step, zone), LATELY[step] - 1)
    return span_of(f"{spans[0].first}..{spans[-1].last - timedelta(days=1)}", zone)


def _today(zone: str) -> date:
    return timezone.localdate(timezone=ZoneInfo(zone))


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


def zone_of(actor: Actor) -> str:
    """Days begin where the organisation works, so that two people read the same numbers."""
    home = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    return calendar_of(home).zone if home else actor.zone

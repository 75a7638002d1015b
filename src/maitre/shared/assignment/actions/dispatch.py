"""Decide what comes first and who works on it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.texts import checked_text
from maitre.operation.incident.actions.report import said
from maitre.operation.incident.lifecycle import WORKERS
from maitre.operation.incident.models import Holding, Incident
from maitre.operation.incident.rules import priority_of
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import SYSTEM_ACTOR, Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.models import Person, Team
from maitre.shared.records.models import Entry, Record, Visibility
from maitre.shared.records.querysets import standing


@transaction.atomic
def take(incident: Incident, *, by: Actor, seen: int | None = None) -> Entry:
    """Take it oneself and start work."""
    person = Person.objects.get(pk=by.person_id or 0)
    team = _team_for(incident.record, person)
    change = {"assignee_id": person.pk, **team}
    names = _names(incident.record, incident.record.team, person)
    return _hand(incident, "take", team.get("team_id"), change, by=by, names=names, seen=seen)


@transaction.atomic
def assign(
    incident: Incident,
    *,
    by: Actor,
    team: Team | None = None,
    assignee: Person | None = None,
    reason: str = "",
    why: Why | None = None,
    seen: int | None = None,
) -> Entry:
    """Give it to a team, a person, or both. A person named alone brings a team of theirs along.

    `why` keeps the suggestion that was followed.
    """
    record = incident.record
    reason = checked_text(reason, field="reason", required=False)
    if assignee is not None:
        can_work(assignee, record, team)
    new_team = team or record.team
    change: dict[str, object] = {"team_id": new_team.pk if new_team else None}
    change["assignee_id"] = assignee.pk if assignee else None
    if team is None and assignee is not None:
        change |= _team_for(record, assignee)
    return _hand(
        incident,
        "assign",
        change["team_id"],
        change,
        by=by,
        given={"team": team, "assignee": assignee},
        text=reason,
        visibility=Visibility.PUBLIC if not reason else Visibility.INTERNAL,
        names=_names(record, new_team, assignee),
        why=why,
        seen=seen,
    )


@transaction.atomic
def hand_back(incident: Incident, *, by: Actor, reason: str, seen: int | None = None) -> Entry:
    """Give it back to the team it came from, and say why: nobody of theirs has it yet."""
    team = incident.came_from
    reason = checked_text(reason, field="reason", required=False)
    change = {"team_id": team.pk if team else None, "assignee_id": None}
    return _hand(
        incident, "hand_back", change["team_id"], change, by=by, given={"text": reason}, text=reason,
        visibility=Visibility.INTERNAL, names=_names(incident.record, team, None), seen=seen,
    )  # fmt: skip


@transaction.atomic
def requeue(incident: Incident, *, why: Why) -> Entry:
    """Put it back into its team's queue, because whoever had it is here no more."""
    record = incident.record
    return step(
        incident, "assign", by=SYSTEM_ACTOR, change={"team_id": record.team_id, "assignee_id": None},
        given={"queue": True}, visibility=Visibility.INTERNAL, names=_names(record, record.team, None), why=why,
    )  # fmt: skip


def prioritise(
    incident: Incident,
    *,
    by: Actor,
    impact: int | None = None,
    urgency: int | None = None,
    override: int | None = None,
    reason: str = "",
    seen: int | None = None,
) -> Entry:
    """Judge impact and urgency anew, or set another priority than they propose, with a reason.

    Judging anew without `override` takes an earlier override away.
    """
    new_impact, new_urgency = impact or incident.impact, urgency or incident.urgency
    if override is not None and not 1 <= override <= 5:
        raise Invalid(
            _("A priority is 1 to 5."), errors=[FieldError("priority", "range", _("must be 1 to 5"))]
        )
    reason = checked_text(reason, field="reason", required=False)
    if override is not None and not reason:
        raise Invalid(
            _("Say why it shall have another priority."),
            errors=[FieldError("reason", "required", _("say why"))],
        )
    priority, why = priority_of(new_impact, new_urgency, override)
    change = {"impact": new_impact, "urgency": new_urgency, "override": override, "priority": priority}
    return step(
        incident, "prioritise", by=by, change=change, text=reason, visibility=Visibility.INTERNAL,
        why=said(why.code, why.params), seen=seen,
    )  # fmt: skip


def _hand(
    incident: Incident, verb: str, team: object, change: Mapping[str, object], *, by: Actor, **more: Any
) -> Entry:
    """Take `verb` and count what it means to the teams: the first one counts for nothing, a way back counts twice."""
    before, at = incident.record.team_id, timezone.now()
    to = team if isinstance(team, int) and team != before else None
    counted: dict[str, object] = {}
    if to is not None and before is not None:
        back = Holding.objects.filter(incident=incident.pk, team_id=to).exists()
        counted = {
            "handoffs": incident.handoffs + 1,
            "returns": incident.returns + back,
            "came_from_id": before,
        }
    # As it was when it was asked who may work on it: it may have gone into a circle meanwhile.
    as_asked = {"circle_id": incident.record.circle_id}
    entry = step(incident, verb, by=by, change={**change, **counted, **as_asked}, at=at, **more)
    if to is not None:
        held = [each for each in (before, to) if each is not None]
        Holding.objects.bulk_create(
            [Holding(incident=incident, team_id=each, at=at) for each in held], ignore_conflicts=True
        )
    return entry


def can_work(person: Person, record: Record, team: Team | None = None) -> None:
    """A person is assigned only what they may see and work on, also after the team has changed."""
    there = Record(organisation_id=record.organisation_id, circle_id=record.circle_id, pk=record.pk)
    there.team_id = team.pk if team else record.team_id
    if not person.is_active or not standing(actor_for(person), there) & WORKERS:
        raise Invalid(
            _("%(person)s cannot work on %(record)s: no grant for it.")
            % {"person": person.name, "record": record.label},
            errors=[FieldError("assignee", "no_grant", _("may not work on this record"))],
        )


def _team_for(record: Record, person: Person) -> dict[str, object]:
    """The person's team where the record has none of theirs; no change where it has."""
    teams = list(person.teams.active().values_list("pk", flat=True))
    if record.team_id in teams or not teams:
        return {}
    return {"team_id": teams[0]}


def _names(record: Record, team: Team | None, assignee: Person | None) -> dict[str, str | None]:
    return {"team": team.name if team else None, "assignee": assignee.name if assignee else None}

"""Decide what comes first and who works on it."""

from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.operation.incident.actions.report import said
from maitre.operation.incident.lifecycle import WORKERS
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rules import priority_of
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.organisation.models import Person, Team
from maitre.shared.records.models import Entry, Record, Visibility
from maitre.shared.records.querysets import standing


def take(incident: Incident, *, by: Actor, seen: int | None = None) -> Entry:
    """Take it oneself and start work."""
    person = Person.objects.get(pk=by.person_id or 0)
    return step(
        incident,
        "take",
        by=by,
        change={"assignee_id": person.pk, **_team_for(incident.record, person)},
        names=_names(incident.record, incident.record.team, person),
        seen=seen,
    )


@transaction.atomic
def assign(
    incident: Incident,
    *,
    by: Actor,
    team: Team | None = None,
    assignee: Person | None = None,
    reason: str = "",
    seen: int | None = None,
) -> Entry:
    """Give it to a team, a person, or both. A person named alone brings a team of theirs along."""
    record = incident.record
    if assignee is not None:
        _can_work(assignee, record, team)
    new_team = team or record.team
    change: dict[str, object] = {"team_id": new_team.pk if new_team else None}
    change["assignee_id"] = assignee.pk if assignee else None
    if team is None and assignee is not None:
        change |= _team_for(record, assignee)
    return step(
        incident,
        "assign",
        by=by,
        change=change,
        given={"team": team, "assignee": assignee},
        text=reason,
        visibility=Visibility.PUBLIC if not reason else Visibility.INTERNAL,
        names=_names(record, new_team, assignee),
        seen=seen,
    )


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
    if override is not None and not reason.strip():
        raise Invalid(
            _("Say why it shall have another priority."),
            errors=[FieldError("reason", "required", _("say why"))],
        )
    priority, why = priority_of(new_impact, new_urgency, override)
    change = {"impact": new_impact, "urgency": new_urgency, "override": override, "priority": priority}
    return step(
        incident, "prioritise", by=by, change=change, text=reason.strip(), visibility=Visibility.INTERNAL,
        why=said(why.code, why.params), seen=seen,
    )  # fmt: skip


def _can_work(person: Person, record: Record, team: Team | None) -> None:
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

"""Decide who works on a record."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.texts import checked_text
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import SYSTEM_ACTOR, Actor
from maitre.shared.assignment.models import Holding
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.models import Person, Team
from maitre.shared.practice.rules import Subject
from maitre.shared.records.models import Entry, Record, Visibility
from maitre.shared.records.querysets import standing
from maitre.shared.workflow.lifecycle import WORKERS


@transaction.atomic
def take(subject: Subject, *, by: Actor, seen: int | None = None) -> Entry:
    """Take it oneself and start work."""
    person = Person.objects.get(pk=by.person_id or 0)
    team = _team_for(subject.record, person)
    change = {"assignee_id": person.pk, **team}
    names = _names(subject.record, subject.record.team, person)
    return _hand(subject, "take", team.get("team_id"), change, by=by, names=names, seen=seen)


@transaction.atomic
def assign(
    subject: Subject,
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
    record = subject.record
    reason = checked_text(reason, field="reason", required=False)
    if assignee is not None:
        can_work(assignee, record, team)
    new_team = team or record.team
    change: dict[str, object] = {"team_id": new_team.pk if new_team else None}
    change["assignee_id"] = assignee.pk if assignee else None
    if team is None and assignee is not None:
        change |= _team_for(record, assignee)
    return _hand(
        subject,
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
def hand_back(subject: Subject, *, by: Actor, reason: str, seen: int | None = None) -> Entry:
    """Give it back to the team it came from, and say why: nobody of theirs has it yet."""
    team = subject.came_from
    reason = checked_text(reason, field="reason", required=False)
    change = {"team_id": team.pk if team else None, "assignee_id": None}
    return _hand(
        subject, "hand_back", change["team_id"], change, by=by, given={"text": reason}, text=reason,
        visibility=Visibility.INTERNAL, names=_names(subject.record, team, None), seen=seen,
    )  # fmt: skip


@transaction.atomic
def requeue(subject: Subject, *, why: Why) -> Entry:
    """Put it back into its team's queue, because whoever had it is here no more."""
    record = subject.record
    return step(
        subject, "assign", by=SYSTEM_ACTOR, change={"team_id": record.team_id, "assignee_id": None},
        given={"queue": True}, visibility=Visibility.INTERNAL, names=_names(record, record.team, None), why=why,
    )  # fmt: skip


def _hand(
    subject: Subject, verb: str, team: object, change: Mapping[str, object], *, by: Actor, **more: Any
) -> Entry:
    """Take `verb` and count what it means to the teams: the first one counts for nothing, a way back counts twice."""
    before, at = subject.record.team_id, timezone.now()
    to = team if isinstance(team, int) and team != before else None
    counted: dict[str, object] = {}
    if to is not None and before is not None:
        back = Holding.objects.filter(record=subject.pk, team_id=to).exists()
        counted = {
            "handoffs": subject.handoffs + 1,
            "returns": subject.returns + back,
            "came_from_id": before,
        }
    # As it was when it was asked who may work on it: it may have gone into a circle meanwhile.
    as_asked = {"circle_id": subject.record.circle_id}
    entry = step(subject, verb, by=by, change={**change, **counted, **as_asked}, at=at, **more)
    if to is not None:
        held = [each for each in (before, to) if each is not None]
        Holding.objects.bulk_create(
            [Holding(record=subject.record, team_id=each, at=at) for each in held], ignore_conflicts=True
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

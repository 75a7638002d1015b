"""Turns what a person may see into conditions on the identity table, and what they are to one record into roles."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotFound
from maitre.kernel.states import OPEN_PHASES
from maitre.shared.access.rules import (
    DOER,
    PARTICIPANT,
    REQUESTER,
    SYSTEM,
    Actor,
    Branch,
    branches,
    standing_by_grant,
)
from maitre.shared.records.querysets.whole import numbered
from maitre.shared.records.rules import read_label

if TYPE_CHECKING:
    from maitre.shared.records.models import Participation, Record


def _participations() -> "models.QuerySet[Participation]":
    found: models.QuerySet[Participation] = apps.get_model("records", "Participation").objects.all()
    return found


def branch_condition(branch: Branch, to: str = "") -> Q:
    """One branch as a condition that one index can serve; `to` leads from the asking table to the record."""

    def where(**conditions: Any) -> Q:
        return Q(**{f"{to}{name}": value for name, value in conditions.items()})

    if branch.participant is not None:
        own = _participations().filter(person_id=branch.participant)
        return where(pk__in=Subquery(own.values("record_id")))
    if branch.circles:
        there = where(host__isnull=True) | where(organisation_id__in=branch.worked)
        return where(circle_id__in=branch.circles) & there
    if branch.organisations is None:
        return Q()
    condition = where(organisation_id__in=branch.organisations, circle__isnull=True)
    if branch.team is None:
        return condition
    records = apps.get_model("records", "Record").objects
    of_host = Q(Exists(records.filter(pk=OuterRef(f"{to}host_id"), team_id=branch.team)))
    return condition & (where(team_id=branch.team) | (where(host__isnull=False) & of_host))


def seen_by(actor: Actor, to: str = "") -> Q:
    """Everything open to `actor` as one condition, of records or of what points at them by `to`, as in "record__"."""
    condition = Q(**{f"{to}pk__in": []})
    for branch in branches(actor):
        part = branch_condition(branch, to)
        if not part:
            return Q()
        condition |= part
    return condition


def worked_by(actor: Actor, to: str) -> Q:
    """What `actor` works on by a grant, of what points at records by `to`; taking part alone is not enough."""
    works = Q(pk__in=[])
    for branch in branches(actor):
        if branch.organisations:
            there = Q(**{f"{to}organisation_id__in": branch.organisations})
            works |= there if branch.team is None else there & Q(**{f"{to}team_id": branch.team})
    return works & (Q(**{f"{to}circle__isnull": True}) | Q(**{f"{to}circle_id__in": actor.circles}))


class RecordQuerySet(models.QuerySet["Record"]):
    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def open(self) -> Self:
        return self.filter(phase__in=OPEN_PHASES)

    def visible_to(self, actor: Actor) -> Self:
        """Everything open to `actor`, as one condition: for single records. Lists run branch by branch."""
        return self.filter(seen_by(actor))

    def labelled(self, label: str, actor: Actor, *, own: str = "") -> "Record":
        """The record called INC-1042, with the practice's row `own`. NotFound for the hidden as for what is not there.

        One read by the unique number, then the standing: the condition of visible_to, asked of one row.
        """
        read = read_label(label)
        found = numbered(*read, own=own) if read else None
        if found is None or not (_granted(actor, found) or standing(actor, found)):
            raise NotFound(_("There is no %(label)s, or it is not open to you.") % {"label": label[:40]})
        return found

    def places(self, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
        """Category and organisation of these, by id, for a list that shows them."""
        found = self.filter(pk__in=ids).values_list("pk", "category__name", "organisation__name")
        return {pk: (category or "", organisation) for pk, category, organisation in found}

    def with_names(self) -> Self:
        """Everything a row or a header shows, in the same statement."""
        return self.select_related("requester", "team", "assignee", "organisation", "category", "circle")


def standing(actor: Actor, record: "Record") -> frozenset[str]:
    """What `actor` is to this record: roles by grant, requester, participant; empty for a stranger."""
    if actor.is_system:
        return frozenset({SYSTEM})
    roles = _granted(actor, record)
    if record.circle_id in actor.circles and record.host_id is None:
        roles |= {PARTICIPANT}
    if record.requester_id == actor.person_id:
        return roles | {REQUESTER, PARTICIPANT}
    own = _parts_in(record, actor)
    if any(role in ("requester", "on_behalf") for role in own):
        return roles | {REQUESTER, PARTICIPANT}
    if DOER in own:
        return roles | {DOER, PARTICIPANT}
    return roles | {PARTICIPANT} if own else roles


def _parts_in(record: "Record", actor: Actor) -> frozenset[str]:
    """The parts the person has in it. By a statement of our own: every page of a record asks."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT role FROM records_participation WHERE record_id = %s AND person_id = %s",
            [record.pk, actor.person_id or 0],
        )
        return frozenset(role for (role,) in cursor.fetchall())


def _granted(actor: Actor, record: "Record") -> frozenset[str]:
    """Roles by grant alone: no statement, but one for a part whose host may be of a team one works for."""
    in_circle = record.circle_id is None or record.circle_id in actor.circles
    roles = standing_by_grant(
        actor.scopes, organisation=record.organisation_id, team=record.team_id, in_circle=in_circle
    )
    if record.host is None or not any(scope.team for scope in actor.scopes):
        return roles
    return roles | standing_by_grant(
        actor.scopes, organisation=record.organisation_id, team=record.host.team_id, in_circle=in_circle
    )


def works_inside(actor: Actor, record: "Record") -> bool:
    """reads_internal of their standing, without asking what part they take: only grants open what is internal."""
    return actor.is_system or reads_internal(_granted(actor, record))


def reads_internal(roles: frozenset[str]) -> bool:
    """Whether a standing opens internal notes: any role by grant does, taking part alone does not."""
    return bool(roles - {REQUESTER, PARTICIPANT, DOER})

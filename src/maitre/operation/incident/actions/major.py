"""Mark an incident as a major one and lead it: propose, declare, demote, appoint, inform, update."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import AlreadyChanged, FieldError, Invalid
from maitre.kit.texts import checked_line, checked_text
from maitre.operation.incident.actions.duties import fulfil, lapse, owe
from maitre.operation.incident.actions.expect import expectation_for
from maitre.operation.incident.models import Incident, MajorIncident
from maitre.operation.incident.rules.major import (
    DUE_WITHIN,
    HEADLINE_LIMIT,
    NEXT_UPDATE_WITHIN,
    Criterion,
    Major,
    Obligation,
    Part,
)
from maitre.shared.access.rules import SYSTEM_ACTOR, Actor
from maitre.shared.assignment.actions import can_work
from maitre.shared.assignment.querysets import leads_of
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.notifications.actions import alert
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Entry, Visibility


@transaction.atomic
def propose_major(
    incident: Incident,
    *,
    by: Actor,
    criteria: Sequence[str],
    reason: str,
    why: Why | None = None,
    seen: int | None = None,
) -> Entry:
    """Say that it is one; the leads hear of it and decide. Nothing is owed yet."""
    at = timezone.now()
    entry = _mark(
        incident, "propose_major", Major.PROPOSED, by=by, criteria=criteria, reason=reason, why=why, seen=seen,
        at=at,
    )  # fmt: skip
    _keep(incident, criteria=_kept(criteria), proposed_at=at)
    alert(entry, leads_of(incident.record))
    return entry


@transaction.atomic
def declare_major(
    incident: Incident,
    *,
    by: Actor,
    criteria: Sequence[str],
    reason: str,
    headline: str = "",
    manager: Person | None = None,
    seen: int | None = None,
) -> Entry:
    """It is one from now on: a manager, top management's knowledge and the first word to stakeholders are owed.

    `headline` is read by everybody in the affected organisations; nothing is said there without one.
    """
    at = timezone.now()
    headline = checked_line(headline, "headline", required=False, limit=HEADLINE_LIMIT)
    if manager is not None:
        can_work(manager, incident.record)
    entry = _mark(
        incident, "declare_major", Major.DECLARED, by=by, criteria=criteria, reason=reason, seen=seen, at=at,
        names={"manager": manager.name if manager else None},
    )  # fmt: skip
    values = {"criteria": _kept(criteria), "headline": headline, "declared_at": at, "ended_at": None}
    major = _keep(incident, **values, **({"manager": manager} if manager else {}))
    for obligation, within in DUE_WITHIN.items():
        owe(major, obligation, due_at=at + within)
    if major.manager_id:
        fulfil(major, Obligation.MANAGER, by=by, at=at)
    alert(entry, leads_of(incident.record) | _named(major))
    return entry


@transaction.atomic
def demote_major(incident: Incident, *, by: Actor, reason: str, seen: int | None = None) -> Entry:
    """It is none, or none any more: the proposal is declined, or the declaration taken back. Nothing is owed then."""
    at = timezone.now()
    reason = checked_text(reason, field="reason", required=False)
    entry = step(
        incident, "demote_major", by=by, change={"major": Major.DEMOTED.value}, given={"text": reason},
        text=reason, visibility=Visibility.INTERNAL, seen=seen, at=at,
    )  # fmt: skip
    major = _keep(incident, ended_at=at)
    lapse(major, at)
    alert(entry, _named(major))
    return entry


@transaction.atomic
def appoint(
    incident: Incident, parts: Mapping[Part, Person | None], *, by: Actor, seen: int | None = None
) -> Entry:
    """Say who does what; None takes a part from somebody. Parts not named stay as they are."""
    major = major_of(incident)
    changed = {part: who for part, who in parts.items() if getattr(major, f"{part}_id") != (who and who.pk)}
    for who in changed.values():
        if who is not None:
            can_work(who, incident.record)
    at = timezone.now()
    entry = step(
        incident, "appoint", by=by, given={"parts": changed}, visibility=Visibility.INTERNAL, at=at, seen=seen,
        names={str(part): who.name if who else None for part, who in changed.items()},
        why=Why("major.appointed", {str(part): who.pk if who else None for part, who in changed.items()}),
    )  # fmt: skip
    before = {f"{part}_id": getattr(major, f"{part}_id") for part in changed}
    if not MajorIncident.objects.filter(pk=major.pk, **before).update(
        **{str(part): who for part, who in changed.items()}
    ):
        raise AlreadyChanged(
            _("Somebody else has just appointed people for %(record)s.") % {"record": incident.record.label},
            errors=[FieldError(str(part), "changed", _("changed in the meantime")) for part in changed],
        )
    if changed.get(Part.MANAGER):
        fulfil(major, Obligation.MANAGER, by=by, at=at)
    elif Part.MANAGER in changed:
        owe(major, Obligation.MANAGER, due_at=at + DUE_WITHIN[Obligation.MANAGER])
    alert(entry, {who.pk for who in changed.values() if who is not None})
    return entry


@transaction.atomic
def inform_management(incident: Incident, *, by: Actor, text: str = "", seen: int | None = None) -> Entry:
    """Note that top management knows, and how it was told."""
    at = timezone.now()
    text = checked_text(text, field="text", required=False)
    entry = step(
        incident, "inform_management", by=by, text=text, visibility=Visibility.INTERNAL, seen=seen, at=at
    )
    fulfil(major_of(incident), Obligation.MANAGEMENT, by=by, at=at)
    return entry


@transaction.atomic
def update_stakeholders(
    incident: Incident, *, by: Actor, text: str, next_within: int = 30, seen: int | None = None
) -> Entry:
    """Tell everybody affected how things stand, and promise the next word in `next_within` minutes."""
    if next_within not in NEXT_UPDATE_WITHIN:
        known = ", ".join(str(each) for each in NEXT_UPDATE_WITHIN)
        raise Invalid(
            _("The next word can be promised in %(known)s minutes.") % {"known": known},
            errors=[FieldError("next_within", "unknown", known)],
        )
    at = timezone.now()
    text = checked_text(text, field="text", required=False)
    entry = step(
        incident, "update_stakeholders", by=by, given={"text": text}, text=text, seen=seen, at=at,
        why=Why("major.next_update", {"minutes": next_within}),
    )  # fmt: skip
    major = major_of(incident)
    MajorIncident.objects.filter(pk=major.pk).update(update_seq=entry.seq, updates=major.updates + 1)
    fulfil(major, Obligation.UPDATE, by=by, at=at)
    if incident.record.is_open:
        owe(major, Obligation.UPDATE, due_at=at + timedelta(minutes=next_within))
    return entry


def propose_where_computable(incident: Incident) -> None:
    """Propose by itself what a table of expectations can tell: priority 1 on a service that is called critical.

    Once: what somebody has declined is not proposed again.
    """
    if incident.record.priority != 1 or incident.major:
        return
    found = expectation_for(incident.record.organisation, incident.record.category_id, incident.service)
    if found is None or not found[0].critical:
        return
    line, by_what = found
    why = Why("major.critical_service", {"line": line.key, "by": by_what})
    reason = _("Priority 1 on a critical service: %(service)s") % {"service": incident.service or line.key}
    propose_major(
        incident, by=SYSTEM_ACTOR, criteria=[Criterion.CRITICAL_SERVICE.value], reason=reason, why=why
    )


def major_of(incident: Incident) -> MajorIncident:
    return MajorIncident.objects.get_or_create(incident=incident)[0]


def _mark(
    incident: Incident,
    verb: str,
    standing: Major,
    *,
    by: Actor,
    criteria: Sequence[str],
    reason: str,
    at: datetime,
    seen: int | None,
    why: Why | None = None,
    names: Mapping[str, str | None] | None = None,
) -> Entry:
    reason = checked_text(reason, field="reason", required=False)
    kept = _kept(criteria)
    return step(
        incident,
        verb,
        by=by,
        change={"major": standing.value},
        given={"criteria": kept, "text": reason},
        text=reason,
        visibility=Visibility.INTERNAL,
        names={**(names or {}), "criteria": list(kept)},
        why=why,
        seen=seen,
        at=at,
    )


def _kept(criteria: Collection[str]) -> list[str]:
    """In the order of the list they are chosen from; unknown ones stay, to be refused with a sentence."""
    known = [each.value for each in Criterion if each in set(criteria)]
    return [*known, *(str(each) for each in criteria if each not in set(Criterion))]


def _keep(incident: Incident, **values: object) -> MajorIncident:
    return MajorIncident.objects.update_or_create(incident=incident, defaults=values)[0]


def _named(major: MajorIncident) -> set[int]:
    """Whoever has a part."""
    ids = (getattr(major, f"{part}_id") for part in Part)
    return {each for each in ids if each is not None}

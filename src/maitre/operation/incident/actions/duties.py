"""What is owed while a major incident lasts and after it: owed, fulfilled, lapsed, called to mind."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from maitre.kernel.business_time import add_business_days
from maitre.kernel.errors import AlreadyChanged, IllegalTransition, NotReady
from maitre.operation.incident.lifecycle import LIFECYCLE
from maitre.operation.incident.models import Duty, MajorIncident
from maitre.operation.incident.rules.major import (
    DUE_WITHIN,
    REVIEW_WITHIN_DAYS,
    Major,
    Obligation,
)
from maitre.shared.access.rules import SYSTEM_ACTOR, Actor
from maitre.shared.assignment.querysets import leads_of
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Happening, Why
from maitre.shared.notifications.actions import alert
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Record, Visibility


def owe(major: MajorIncident, obligation: Obligation, *, due_at: datetime) -> Duty:
    """From now on this is owed; what was owed of the same kind is not any more."""
    major.duties.open().filter(obligation=obligation).update(lapsed_at=timezone.now())
    return Duty.objects.create(major=major, obligation=obligation, due_at=due_at)


def fulfil(major: MajorIncident, obligation: Obligation, *, by: Actor, at: datetime) -> None:
    major.duties.open().filter(obligation=obligation).update(done_at=at, done_by_id=by.person_id)


def lapse(major: MajorIncident, at: datetime, *obligations: Obligation) -> None:
    """Nobody owes these any more; all of them when none is named."""
    found = major.duties.open()
    if obligations:
        found = found.filter(obligation__in=obligations)
    found.update(lapsed_at=at)


def restored(happening: Happening) -> None:
    """Follower of resolving: the clock stops, the resolution was the last word, and what was learned is owed now."""
    major = _declared(happening.record)
    if major is None:
        return
    at = happening.record.updated_at
    fulfil(major, Obligation.UPDATE, by=happening.by, at=at)
    lapse(major, at, Obligation.MANAGER)
    MajorIncident.objects.filter(pk=major.pk).update(ended_at=at)
    calendar = calendar_of(happening.record.organisation)
    owe(major, Obligation.REVIEW, due_at=add_business_days(at, REVIEW_WITHIN_DAYS, calendar))


def broken_again(happening: Happening) -> None:
    """Follower of reopening, and of undoing a merger: stakeholders are owed a word again, the review waits."""
    major = _declared(happening.record)
    if major is None:
        return
    at = happening.record.updated_at
    lapse(major, at, Obligation.REVIEW)
    MajorIncident.objects.filter(pk=major.pk).update(ended_at=None)
    owe(major, Obligation.UPDATE, due_at=at + DUE_WITHIN[Obligation.UPDATE])


def ended_otherwise(happening: Happening) -> None:
    """Follower of cancelling and merging: it is no major incident of its own any more, nothing is owed."""
    major = _declared(happening.record)
    if major is not None:
        lapse(major, happening.record.updated_at)
        MajorIncident.objects.filter(pk=major.pk).update(ended_at=happening.record.updated_at)


def _declared(record: Record) -> MajorIncident | None:
    """Asked of the table of the few, for what was loaded before may be older."""
    if record.kind != LIFECYCLE.kind:
        return None
    return MajorIncident.objects.filter(incident=record.pk, incident__major=Major.DECLARED).first()


def remind(now: datetime, *, limit: int) -> int:
    """Call to mind what is overdue, once each: an entry for everybody, a notification for whom it concerns."""
    found = Duty.objects.overdue(now).filter(reminded_at=None, major__incident__major=Major.DECLARED)
    duties = list(found.select_related("major__incident__record__organisation").order_by("due_at")[:limit])
    for duty in duties:
        with suppress(AlreadyChanged, IllegalTransition, NotReady), transaction.atomic():
            _remind(duty, now)
    return len(duties)


def _remind(duty: Duty, now: datetime) -> None:
    if not Duty.objects.open().filter(pk=duty.pk, reminded_at=None).update(reminded_at=now):
        return
    why = Why("major.overdue", {"obligation": duty.obligation, "due_at": duty.due_at.isoformat()})
    entry = step(
        duty.major.incident, "remind", by=SYSTEM_ACTOR, visibility=Visibility.INTERNAL, why=why, at=now
    )
    alert(entry, concerned(duty))


def concerned(duty: Duty) -> set[int]:
    """Whoever has the part; the leads too where nobody has, and whenever no manager is named or a review waits."""
    major = duty.major
    parts = {
        Obligation.MANAGEMENT: (major.manager_id,),
        Obligation.UPDATE: (major.communications_id, major.manager_id),
        Obligation.REVIEW: (major.manager_id,),
    }.get(Obligation(duty.obligation), ())
    people = {each for each in parts if each is not None}
    if not people or duty.obligation == Obligation.REVIEW:
        people |= leads_of(major.incident.record)
    return people

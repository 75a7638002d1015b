"""Merge a record into another, and undo it. Comments and files stay where they were said; nothing is said twice."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotFound
from maitre.kernel.states import Phase
from maitre.kit.texts import checked_text
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import watch
from maitre.shared.lifecycle.actions import permit, step
from maitre.shared.organisation.models import Person
from maitre.shared.practice.rules import Subject
from maitre.shared.records.models import Participation
from maitre.shared.records.querysets import standing
from maitre.shared.relationships.actions.family import refused
from maitre.shared.relationships.actions.locks import Change, counted, related_locks, rows_of, tell_both
from maitre.shared.relationships.rules import CHILDREN_LIMIT, phrases_of
from maitre.shared.tasks import actions as tasks
from maitre.shared.workflow.actions.end import reopenable_until, undo_resolution
from maitre.shared.workflow.lifecycle import WORKERS
from maitre.shared.workflow.rules import practice_for


@transaction.atomic
def merge(
    subject: Subject,
    into: Subject,
    *,
    by: Actor,
    message: str = "",
    let_follow: bool = False,
    cancel_tasks: bool = False,
    seen: int | None = None,
) -> Subject:
    """Say that it is the same trouble as `into`, or as what that lives on as, and close it. Returns the survivor.

    Its requester hears once, with `message`, and sees nothing more than before; with `let_follow`, who took part in it
    follows the survivor. Children go over to the survivor, and so do open tasks with whoever has them, unless
    `cancel_tasks`. Figures count the survivor only.
    """

    practice = practice_for(subject)

    def reach() -> set[int]:
        return set(practice.rows().families_of([subject.pk], [into.pk]))

    message = checked_text(message, field="message", required=False)
    rows = related_locks(practice, reach)
    mine = rows[subject.pk]
    survivor = rows[practice.rows().survivor_of(practice.rows().get(pk=into.pk)).pk]
    parent = rows.get(mine.parent_id or 0)
    _fit(mine, survivor, by)
    children = [each for each in rows.values() if each.parent_id == mine.pk]
    if children:
        _takes_children(survivor, len(children), mine)
    _end(mine, survivor, by=by, message=message, seen=seen)
    if parent is not None:
        fewer = counted(parent, "child_count", -1)
        tell_both(
            mine.record, parent.record, "child_of", by=by, at=timezone.now(), gone=True, changes=({}, fewer)
        )
    _hand_over(children, survivor, by)
    if cancel_tasks:
        tasks.cancel_all(mine.record, by=by)
    else:
        tasks.go_along(mine.record, survivor.record, by=by, at=timezone.now())
    if let_follow:
        _let_follow(mine, survivor, by)
    changes: tuple[Change, Change] = {}, counted(survivor, "took_in", 1)
    tell_both(mine.record, survivor.record, "merged_into", by=by, at=timezone.now(), changes=changes)
    return survivor


def _fit(mine: Subject, survivor: Subject, by: Actor) -> None:
    """Whether two locked records can become one, for this person."""
    names = {"record": mine.record.label, "into": survivor.record.label}
    if not standing(by, survivor.record):
        raise NotFound(str(phrases_of(mine.record.kind).hidden))
    if survivor.pk == mine.pk:
        raise refused("itself", _("%(record)s cannot be merged into itself.") % names, "into")
    permit(survivor.record, "merge", WORKERS, by=by)
    if survivor.record.phase in (Phase.CLOSED, Phase.CANCELLED):
        raise refused("over", _("%(into)s is over: nothing can be merged into it.") % names, "into")
    circle = mine.record.circle_id
    if circle is not None and survivor.record.circle_id != circle:
        sentence = _("%(record)s is confidential: it can only be merged within its circle.") % names
        raise refused("confidential", sentence, "into")


def _takes_children(survivor: Subject, count: int, mine: Subject) -> None:
    names = {"record": mine.record.label, "into": survivor.record.label, "limit": CHILDREN_LIMIT}
    if survivor.parent_id is not None:
        sentence = _("%(record)s has children, and %(into)s is a child itself: take it out there first.")
        raise refused("is_child", sentence % names, "into")
    if survivor.child_count + count > CHILDREN_LIMIT:
        sentence = _("%(into)s would have more than %(limit)s children.")
        raise refused("too_many", sentence % names, "into")


def _end(mine: Subject, survivor: Subject, *, by: Actor, message: str, seen: int | None) -> None:
    """The step itself. A resolution that stood still stands; of any other end there is none to count."""
    at = timezone.now()
    change: dict[str, object] = {
        "merged_into_id": survivor.pk,
        "parent_id": None,
        "child_count": 0,
        "pause_reason": "",
        "wakes_at": None,
        "closes_at": None,
    }
    if mine.record.phase != Phase.DONE:
        change["reopenable_until"] = reopenable_until(mine, at)
    step(mine, "merge", by=by, change=change, given={"into": survivor.pk}, text=message, seen=seen, at=at)


def _hand_over(children: list[Subject], survivor: Subject, by: Actor) -> None:
    """The children of what was merged are the survivor's from now on."""
    rows_of(survivor).filter(pk__in=[child.pk for child in children]).update(parent=survivor)
    for child in sorted(children, key=lambda each: each.pk):
        changes = {"parent_id": (child.parent_id, survivor.pk)}, counted(survivor, "child_count", 1)
        tell_both(child.record, survivor.record, "child_of", by=by, at=timezone.now(), changes=changes)


def _let_follow(mine: Subject, survivor: Subject, by: Actor) -> None:
    """Who took part goes on hearing, where that opens nothing that is kept apart."""
    if not may_follow(mine, survivor):
        sentence = _("Only within one organisation, and where nothing is confidential, can people go along.")
        raise refused("kept_apart", sentence, "let_follow")
    taking_part = Participation.objects.filter(record=mine.record).values("person_id")
    for person in Person.objects.filter(pk__in=taking_part, is_active=True).order_by("pk"):
        watch(survivor.record, person, by=by)


def may_follow(mine: Subject, survivor: Subject) -> bool:
    """Whether those who take part in one may be let into the other along with it."""
    one, other = mine.record, survivor.record
    return (one.organisation_id, one.circle_id, other.circle_id) == (other.organisation_id, None, None)


@transaction.atomic
def unmerge(subject: Subject, *, by: Actor, reason: str, seen: int | None = None) -> None:
    """It was another trouble after all: back to work, with the same number. Within the days in which one may reopen.

    What is still to do of its tasks comes back, except out of a circle. Children that went over stay where they are;
    people who were let in stay followers until they are taken away.
    """
    now = timezone.now()
    reason = checked_text(reason, field="reason", required=False)

    practice = practice_for(subject)

    def reach() -> set[int]:
        merged = practice.rows().filter(pk=subject.pk, merged_into__isnull=False).first()
        if merged is None or merged.merged_into_id is None:
            return {subject.pk}
        return {subject.pk, merged.merged_into_id, practice.rows().survivor_of(merged).pk}

    rows = related_locks(practice, reach)
    mine = rows[subject.pk]
    into = rows.get(mine.merged_into_id or 0)
    survivor = rows[practice.rows().survivor_of(mine).pk]
    change = {"merged_into_id": None, "reopenable_until": None}
    given = {"text": reason, "now": now}
    step(mine, "unmerge", by=by, change=change, given=given, text=reason, seen=seen, at=now)
    undo_resolution(mine, now)
    if into is not None:
        changes: tuple[Change, Change] = {}, counted(into, "took_in", -1)
        origins = practice.rows().lived_on_as(mine.pk)
        tasks.go_back(survivor.record, mine.record, origins, by=by, at=now)
        tell_both(mine.record, into.record, "merged_into", by=by, at=now, gone=True, changes=changes)

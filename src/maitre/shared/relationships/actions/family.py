"""A parent and its children: who belongs to whom, and what is done to all of them at once, each by its own verb."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, MaitreError
from maitre.kernel.states import Phase
from maitre.kit.texts import checked_text
from maitre.shared.access.rules import Actor
from maitre.shared.assignment.actions import take
from maitre.shared.conversation.actions import attach, comment
from maitre.shared.conversation.rules import WHO
from maitre.shared.lifecycle.actions import Line, append, follow, permit
from maitre.shared.lifecycle.rules import Happening, Why
from maitre.shared.notifications.models import Notification
from maitre.shared.practice.rules import Subject
from maitre.shared.records.models import Entry, Visibility
from maitre.shared.relationships.actions.locks import counted, related_locks, rows_of, tell_both
from maitre.shared.relationships.rules import CHILDREN_LIMIT, phrases_of
from maitre.shared.workflow.actions import reopen
from maitre.shared.workflow.lifecycle import WORKERS
from maitre.shared.workflow.rules import practice_for

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one child; `refusal` says why it was left alone."""

    child: Subject
    refusal: str = ""


@transaction.atomic
def adopt(parent: Subject, child: Subject, *, by: Actor) -> bool:
    """Make `child` a child of `parent`. Both timelines say so; doing it twice is doing it once. True when new."""
    if parent.pk == child.pk:
        raise refused("itself", str(phrases_of(parent.record.kind).own_child))
    rows = related_locks(practice_for(parent), lambda: {parent.pk, child.pk})
    master, joining = rows[parent.pk], rows[child.pk]
    for each in (master, joining):
        permit(each.record, "link", WORKERS, by=by)
    if joining.parent_id == master.pk:
        return False
    _fit(master, joining)
    rows_of(joining).filter(pk=joining.pk).update(parent=master)
    changes = {"parent_id": (None, master.pk)}, counted(master, "child_count", 1)
    tell_both(joining.record, master.record, "child_of", by=by, at=timezone.now(), changes=changes)
    return True


@transaction.atomic
def release(child: Subject, *, by: Actor) -> bool:
    """Take a child out of its family; both timelines keep that it was in it. False when it had no parent."""
    practice = practice_for(child)
    rows = related_locks(practice, lambda: {child.pk} | set(practice.rows().parents_of([child.pk])))
    leaving = rows[child.pk]
    permit(leaving.record, "unlink", WORKERS, by=by)
    if leaving.parent_id is None:
        return False
    master = rows[leaving.parent_id]
    rows_of(leaving).filter(pk=leaving.pk).update(parent=None)
    changes = {"parent_id": (master.pk, None)}, counted(master, "child_count", -1)
    tell_both(leaving.record, master.record, "child_of", by=by, at=timezone.now(), gone=True, changes=changes)
    return True


def refused(code: str, sentence: str, field: str = "child") -> Invalid:
    return Invalid(sentence, errors=[FieldError(field, code, sentence)])


def _fit(master: Subject, joining: Subject) -> None:
    """Whether two locked records can be parent and child."""
    names = {"parent": master.record.label, "child": joining.record.label}
    for each in (master, joining):
        if each.record.phase in (Phase.CLOSED, Phase.CANCELLED):
            raise refused(
                "over", _("%(record)s is over: it joins no family.") % {"record": each.record.label}
            )
    if joining.parent_id is not None:
        raise refused("has_parent", _("%(child)s is a child already; take it out there first.") % names)
    if joining.child_count:
        raise refused("has_children", _("%(child)s has children of its own.") % names)
    if master.parent_id is not None:
        raise refused("is_child", _("%(parent)s is a child itself; families are one step deep.") % names)
    if master.child_count >= CHILDREN_LIMIT:
        limit = names | {"limit": CHILDREN_LIMIT}
        raise refused("too_many", _("%(parent)s has %(limit)s children; more are not possible.") % limit)
    in_circle(master, joining)


def in_circle(master: Subject, child: Subject) -> None:
    """What is said in a circle goes to children in that circle only."""
    circle = master.record.circle_id
    if circle is not None and child.record.circle_id != circle:
        names = {"parent": master.record.label, "child": child.record.label}
        raise refused(
            "confidential", _("%(parent)s is confidential, and %(child)s is not in its circle.") % names
        )


def resolve_children(parent: Subject, *, by: Actor, **given: object) -> list[Outcome]:
    """Resolve every open child, in the words of the parent's resolution. One nobody works on yet is taken first."""

    def act(child: Subject) -> None:
        if child.record.phase == Phase.QUEUED:
            take(child, by=by)
        practice_for(parent).verb("resolve").act(child, by=by, **given)

    return _each(parent, by, act, lambda child: child.record.is_open)


def reopen_children(parent: Subject, *, by: Actor, reason: str) -> list[Outcome]:
    """Bring every child that is resolved or closed back to work."""
    return _each(
        parent,
        by,
        lambda child: reopen(child, by=by, reason=reason),
        lambda child: child.record.phase in (Phase.DONE, Phase.CLOSED),
    )


def broadcast(
    parent: Subject, text: str, *, by: Actor, files: "Sequence[UploadedFile[Any]]" = ()
) -> tuple[Entry, list[Outcome]]:
    """Say the same on the parent and on every child that is not over. Whoever hears of it there hears once. `files`
    go to the parent, with the text or not at all."""
    text = checked_text(text)
    with transaction.atomic():
        entry = comment(parent.record, text, by=by)
        if files:
            attach(parent.record, files, by=by)
    heard = _heard(entry)

    def act(child: Subject) -> None:
        record = child.record
        permit(record, "comment", WHO["comment"], by=by)
        line = Line("comment", private={"text": text}, why=Why("relationships.told_to_all"))
        copy = append(record, line, by=by, at=timezone.now())
        follow(Happening(record, "comment", by, copy.seq, Visibility.PUBLIC, text, heard=frozenset(heard)))
        heard.update(_heard(copy))

    return entry, _each(
        parent, by, act, lambda child: child.record.phase not in (Phase.CLOSED, Phase.CANCELLED)
    )


def _heard(entry: Entry) -> set[int]:
    """Who was told of an entry."""
    told = Notification.objects.filter(record_id=entry.record_id, seq=entry.seq)
    return set(told.values_list("person_id", flat=True))


def _each(
    parent: Subject, by: Actor, act: Callable[[Subject], object], concerned: Callable[[Subject], bool]
) -> list[Outcome]:
    """Act on each child the person sees, one transaction each: one that refuses is told of and left as it is."""
    outcomes = []
    practice = practice_for(parent)
    for pk in _ids(parent, by):
        with transaction.atomic():
            child = related_locks(practice, lambda pk=pk: {pk})[pk]  # type: ignore[misc]
            if child.parent_id != parent.pk or not concerned(child):
                continue
            try:
                with transaction.atomic():
                    in_circle(parent, child)
                    act(child)
            except MaitreError as refusal:
                outcomes.append(Outcome(child, refusal.sentence))
            else:
                outcomes.append(Outcome(child))
    return outcomes


def _ids(parent: Subject, by: Actor) -> Iterable[int]:
    return list(rows_of(parent).children_of(parent, by).order_by("pk").values_list("pk", flat=True))

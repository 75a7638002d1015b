"""Tasks go along with the work: from a record whose work goes on in another one to that one, and back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kernel.states import OPEN_PHASES
from maitre.shared.access.rules import SYSTEM_ACTOR, Actor
from maitre.shared.lifecycle.actions import Line, append, step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.records.models import Record, Visibility
from maitre.shared.tasks.actions.change import kept_by
from maitre.shared.tasks.actions.finish import cancel
from maitre.shared.tasks.models import Task
from maitre.shared.tasks.querysets import asked_anew
from maitre.shared.tasks.rules import TASKS_LIMIT


def opens_nothing(old: Record, new: Record) -> bool:
    """Whether what tasks of `old` say stays among those who could read it: into a circle yes, out of one never."""
    return old.organisation_id == new.organisation_id and old.circle_id in (None, new.circle_id)


def go_along(old: Record, new: Record, *, by: Actor, at: datetime) -> int:
    """What is still to do on `old` is work on `new` from now on; says how many tasks. Hold both rows.

    Who has one keeps it, unless that one is confidential and not open to them: then it is the team's again.
    """
    tasks = list(
        Task.objects.unfinished_of(old.pk).select_for_update(of=("self", "record")).order_by("place", "pk")
    )
    if not tasks:
        return 0
    if not opens_nothing(old, new):
        sentence = _(
            "%(record)s has open tasks, and %(into)s is open to others: finish them first, or cancel them with this."
        )
        names = {"record": old.label, "into": new.label}
        raise Invalid(sentence % names, errors=[FieldError("tasks", "kept_apart", sentence % names)])
    _take_over(tasks, old, new, Why("task.record_merged"), by=by, at=at)
    return len(tasks)


def go_back(new: Record, home: Record, origins: Collection[int], *, by: Actor, at: datetime) -> int:
    """What was planned for `origins` and is still to do on `new` goes to `home`; says how many. Hold both rows."""
    if not opens_nothing(new, home):
        return 0
    waiting = Task.objects.filter(origin__in=origins, record__host=new, record__phase__in=OPEN_PHASES)
    tasks = list(
        waiting.select_related("record").select_for_update(of=("self", "record")).order_by("place", "pk")
    )
    if tasks:
        _take_over(tasks, new, home, Why("task.record_unmerged"), by=by, at=at)
    return len(tasks)


def cancel_all(old: Record, *, by: Actor) -> None:
    """Nobody does what was still to do on `old`: it goes on elsewhere without it."""
    for task in Task.objects.unfinished_of(old.pk).order_by("pk"):
        cancel(task, by=by, reason="", why=Why("task.record_merged"))


def _take_over(tasks: Sequence[Task], old: Record, new: Record, why: Why, *, by: Actor, at: datetime) -> None:
    there = asked_anew(new)
    if len(there) + len(tasks) > TASKS_LIMIT:
        sentence = _("A record has at most %(most)s tasks.") % {"most": TASKS_LIMIT}
        raise Invalid(sentence, errors=[FieldError("tasks", "too_many", str(len(there) + len(tasks)))])
    last = max((each.place for each in there), default=0)
    for place, task in enumerate(tasks, last + 1):
        _rehost(task, old, new, place, why, at)
    labels = " ".join(task.record.label for task in tasks)
    ends = ((old, "give_tasks", (labels, None)), (new, "take_tasks", (None, labels)))
    for record, verb, change in ends:
        append(record, Line(verb, Visibility.INTERNAL, change={"tasks": change}), by=by, at=at)
        asked_anew(record)


def _rehost(task: Task, old: Record, new: Record, place: int, why: Why, at: datetime) -> None:
    origin = task.origin_id or old.pk
    change: dict[str, object] = {
        "host_id": new.pk,
        "circle_id": new.circle_id,
        "origin_id": None if origin == new.pk else origin,
    }
    who = kept_by(task, new)
    change["assignee_id"] = who.pk if who else None
    Task.objects.filter(pk=task.pk).update(place=place)  # order is no event, as with `move`
    step(task, "go_along", by=SYSTEM_ACTOR, change=change, visibility=Visibility.INTERNAL, why=why, at=at)

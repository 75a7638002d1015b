"""Start, finish, reopen, cancel: how a task comes to its end, and back. The record it is part of hears of the end."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.chain import JSON
from maitre.kernel.errors import FieldError, Invalid, NotReady
from maitre.kit.texts import checked_text
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import Line, append, step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Entry, Record, Visibility
from maitre.shared.tasks.models import Task
from maitre.shared.tasks.querysets import hold_host
from maitre.shared.tasks.rules import ENDED, lacks_ticks


def start(task: Task, *, by: Actor, seen: int | None = None) -> Entry:
    """Begin with it; a task that nobody has becomes one's own."""
    return step(task, "start", by=by, change=_taker(task, by), names=_named(task, by), seen=seen)


@transaction.atomic
def finish(task: Task, *, by: Actor, seen: int | None = None) -> Entry:
    """It is done; a task that nobody had was done by who says so."""
    at = timezone.now()
    _tell_host(task, "finish_task", by=by, at=at)
    change, names = _taker(task, by), _named(task, by)
    entry = step(task, "finish", by=by, change=change, names=names, seen=seen, at=at)
    # The row is ours by now: no tick was taken away since the needs were asked.
    if lack := lacks_ticks(task, {}):
        raise NotReady(lack.message, errors=[lack])
    return entry


@transaction.atomic
def reopen(task: Task, *, by: Actor, reason: str = "", seen: int | None = None) -> Entry:
    """It is not done after all. Of what has ended nothing is to do any more."""
    at = timezone.now()
    task.record.host = hold_host(task)  # as it is now; whether it lives is a need of the verb
    _tell_host(task, "reopen_task", by=by, at=at)
    reason = checked_text(reason, field="reason", required=False)
    return step(task, "reopen", by=by, text=reason, seen=seen, at=at)


@transaction.atomic
def cancel(task: Task, *, by: Actor, reason: str, why: Why | None = None, seen: int | None = None) -> Entry:
    """It is not needed any more."""
    at = timezone.now()
    if why is None:
        _tell_host(task, "cancel_task", by=by, at=at)
    reason = checked_text(reason, field="reason", required=False)
    given = {"text": reason or (why and why.code)}
    return step(task, "cancel", by=by, given=given, text=reason, why=why, seen=seen, at=at)


def not_ended(host: Record) -> None:
    """Nothing is planned, and nothing comes back to life, where nobody works any more."""
    if host.phase in ENDED:
        raise Invalid(
            _("%(record)s has ended; nothing more is planned for it.") % {"record": host.label},
            errors=[FieldError("record", "ended", host.state)],
        )


def _taker(task: Task, by: Actor) -> dict[str, object]:
    if task.record.assignee_id is not None or by.person_id is None:
        return {}
    return {"assignee_id": by.person_id}


def _named(task: Task, by: Actor) -> dict[str, JSON]:
    if not _taker(task, by):
        return {}
    return {"assignee": Person.objects.values_list("name", flat=True).get(pk=by.person_id or 0)}


def _tell_host(task: Task, verb: str, *, by: Actor, at: datetime) -> None:
    """A line on the record's own timeline, for those who work on it. Host first, then task: everybody locks so."""
    host = hold_host(task)
    line = Line(
        verb,
        Visibility.INTERNAL,
        change={"task": (None, task.record.label)},
        private={"title": task.record.title},
    )
    append(host, line, by=by, at=at)

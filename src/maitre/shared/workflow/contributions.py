"""What this room adds elsewhere: its jobs, that a reply ends the waiting for it, that erasing takes descriptions."""

import json

from maitre.kernel.states import Phase
from maitre.shared.lifecycle.rules import Happening, Why, on
from maitre.shared.practice.rules import practice_named
from maitre.shared.records.models import Entry
from maitre.shared.workflow import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.workflow.actions import wake
from maitre.shared.workflow.models import Described


def resume_on_reply(happening: Happening) -> None:
    """A reply of the requester ends the waiting for it, in the same transaction.

    The reply holds the record's row by now: what is read of it here is true until the end, whatever was loaded before.
    """
    record = happening.record
    if record.phase != Phase.WAITING or happening.by.person_id != record.requester_id:
        return
    practice = practice_named(record.kind)
    if practice is None or practice.waiting is None or not practice.waiting.asks:
        return
    waiting = practice.rows().filter(pk=record.pk, record__phase=Phase.WAITING)
    if subject := waiting.filter(pause_reason=practice.waiting.asks).first():
        subject.record = record
        wake(subject, why=Why("workflow.requester_replied"))


def forget_description(happening: Happening) -> None:
    """Erasing what a record began with takes the description with it."""
    practice = practice_named(happening.record.kind)
    if practice is None or not issubclass(practice.model, Described):
        return
    entry = Entry.objects.get(record=happening.record, seq=happening.seq)
    if json.loads(entry.sealed)["change"]["entry"][0] == 1:
        practice.rows().filter(pk=happening.record.pk).update(description="")


for _verb in ("comment", "attach"):
    on(_verb, resume_on_reply)
on("erase", forget_description)

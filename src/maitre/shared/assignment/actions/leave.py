"""What becomes of records whose assignee may or will work on them no more: back into the queues, and the leads hear."""

from maitre.shared.access.querysets import actor_for
from maitre.shared.assignment.actions.dispatch import requeue
from maitre.shared.assignment.models import Assigned
from maitre.shared.assignment.querysets import leads_of
from maitre.shared.lifecycle.rules import Happening, Why
from maitre.shared.notifications.actions import alert
from maitre.shared.organisation.models import Person
from maitre.shared.practice.rules import practice_named, practices
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import standing
from maitre.shared.workflow.lifecycle import WORKERS

LEFT = Why("assignment.assignee_left")
OUTSIDE = Why("assignment.assignee_outside")


def hand_over(person: Person) -> None:
    """Open records of somebody who is let go, in the transaction that lets them go."""
    for practice in practices():
        if not issubclass(practice.model, Assigned):
            continue
        open_ones = Record.objects.of_kind(practice.kind).open().filter(assignee=person)
        rows = practice.rows().filter(record__in=open_ones)
        for subject in rows.select_related("record__team", "record__organisation").order_by("pk"):
            alert(requeue(subject, why=LEFT), leads_of(subject.record))


def requeue_outsider(happening: Happening) -> None:
    """Follower of making a record confidential: whoever had it and is not in its circle has it no longer."""
    record = happening.record
    practice = practice_named(record.kind)
    if practice is None or not issubclass(practice.model, Assigned):
        return
    if record.circle_id is not None and record.is_open and _is_outside(record):
        alert(requeue(practice.row_of(record), why=OUTSIDE), leads_of(record))


def _is_outside(record: Record) -> bool:
    """Whether somebody has it who may not work on it."""
    who = record.assignee
    return who is not None and not standing(actor_for(who), record) & WORKERS

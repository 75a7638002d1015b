"""Correct what a task says, and who does it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.texts import checked_line, checked_text
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.organisation.models import Person, Team
from maitre.shared.records.models import NO_DEADLINE, Entry, Participation, Record, Visibility
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.tasks.models import Task


@transaction.atomic
def assign(
    task: Task,
    *,
    by: Actor,
    team: Team | None = None,
    assignee: Person | None = None,
    seen: int | None = None,
) -> Entry:
    """Give it to a team, a person, both or nobody. Who holds no grant for it sees this task and nothing around it."""
    record, before = task.record, task.record.assignee_id
    entry_names = {"team": team.name if team else None, "assignee": assignee.name if assignee else None}
    if assignee is not None:
        admit(assignee, record, team=team)
    if before is not None and (assignee is None or assignee.pk != before):
        Participation.objects.filter(record=record, person=before, role=Participation.As.DOER).delete()
    return step(
        task,
        "assign",
        by=by,
        change={
            "team_id": team.pk if team else None,
            "assignee_id": assignee.pk if assignee else None,
            # As they were when it was asked who may do it: it may have gone along, or into a circle, meanwhile.
            "host_id": record.host_id,
            "circle_id": record.circle_id,
        },
        names=entry_names,
        seen=seen,
    )


def admit(person: Person, record: Record, *, team: Team | None = None, host: Record | None = None) -> None:
    """Somebody without a grant takes part in the task from now on; in what is confidential nobody does so.

    `team` and `host` are what the task is to have, where that is another one than now.
    """
    there = Record(
        organisation_id=record.organisation_id,
        circle_id=host.circle_id if host else record.circle_id,
        host_id=host.pk if host else record.host_id,
        pk=record.pk,
    )
    there.team_id = team.pk if team else record.team_id
    if not person.is_active:
        raise Invalid(
            _("%(person)s is not active any more.") % {"person": person.name},
            errors=[FieldError("assignee", "inactive", _("is not active"))],
        )
    if reads_internal(standing(actor_for(person), there)):
        return
    if there.circle_id is not None:
        raise Invalid(
            _("%(record)s is confidential and %(person)s may not work on it.")
            % {"person": person.name, "record": record.label},
            errors=[FieldError("assignee", "no_grant", _("may not work on this record"))],
        )
    Participation.objects.get_or_create(record=record, person=person, role=Participation.As.DOER)


def kept_by(task: Task, host: Record) -> Person | None:
    """Who has the task when it is as confidential as `host`, and part of it: nobody who may not work there.

    Who did what is over did it; but nobody reads it any more for having done it.
    """
    record = task.record
    if host.circle_id is not None:
        Participation.objects.filter(record=record, role=Participation.As.DOER).delete()
    if record.assignee is None or not record.is_open:
        return record.assignee
    try:
        admit(record.assignee, record, host=host)
    except Invalid:
        return None
    return record.assignee


@transaction.atomic
def edit(task: Task, fields: Mapping[str, object], *, by: Actor, seen: int | None = None) -> Entry | None:
    """Change title, description, due_at or blocks; None when nothing differs."""
    change: dict[str, object] = {}
    for name, value in fields.items():
        if name == "title":
            change["title"] = checked_line(str(value), "title")
        elif name == "description":
            change["description"] = checked_text(str(value), field="description", required=False)
        elif name == "due_at":
            change["next_deadline"] = value or NO_DEADLINE
        elif name == "blocks":
            change["blocks"] = bool(value)
    present = {name: getattr(task if hasattr(task, name) else task.record, name) for name in change}
    if present == change and seen in (None, task.record.version):
        return None
    return step(task, "edit", by=by, change=change, visibility=Visibility.INTERNAL, seen=seen)

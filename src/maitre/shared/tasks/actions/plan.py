"""Plan tasks under a record, one by one or from a template, and put them in order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.texts import checked_line, checked_text
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import Line, append, begin, permit
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.models import Person, Team
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import NO_DEADLINE, Record, Visibility
from maitre.shared.tasks.actions.change import assign
from maitre.shared.tasks.actions.finish import not_ended
from maitre.shared.tasks.lifecycle import LIFECYCLE, PLANNERS
from maitre.shared.tasks.models import Item, Task, Template
from maitre.shared.tasks.querysets import asked_anew, hold_host
from maitre.shared.tasks.rules import ITEM_LIMIT, ITEMS_LIMIT, TASKS_LIMIT, due_after


@transaction.atomic
def plan(
    host: Record,
    *,
    by: Actor,
    title: str,
    description: str = "",
    team: Team | None = None,
    assignee: Person | None = None,
    due_at: datetime | None = None,
    blocks: bool = False,
    checklist: Sequence[str] = (),
    origin: Record | None = None,
    why: Why | None = None,
    at: datetime | None = None,
) -> Task:
    """Plan a task under `host`; both timelines say so. It is seen by whoever works on `host`, and by who has it.

    `origin` is the record it is for, where that one lives on as `host`: it goes back there with it.
    """
    _may_plan(host, by)
    at = at or timezone.now()
    title = checked_line(title, "title")
    description = checked_text(description, field="description", required=False)
    lines = _checked(checklist)
    _claim(host, at, by=by)
    task = begin(
        Task,
        LIFECYCLE.kind,
        "plan",
        by=by,
        record={
            "title": title,
            "host_id": host.pk,
            "organisation_id": host.organisation_id,
            "circle_id": host.circle_id,
            "priority": host.priority,
            "team_id": team.pk if team else None,
            "next_deadline": due_at or NO_DEADLINE,
        },
        own={
            "description": description,
            "blocks": blocks,
            "place": _last_place(host) + 1,
            "origin_id": origin.pk if origin else None,
        },
        text=description,
        why=why,
        at=at,
    )  # fmt: skip
    Item.objects.bulk_create(Item(task=task, place=place, text=text) for place, text in enumerate(lines, 1))
    change = {"task": (None, task.record.label)}
    append(
        host, Line("plan_task", Visibility.INTERNAL, change=change, private={"title": title}), by=by, at=at
    )
    if assignee is not None:
        assign(task, by=by, team=team, assignee=assignee)
    asked_anew(host)
    return task


def _checked(checklist: Sequence[str]) -> list[str]:
    lines = [checked_line(each, "checklist", limit=ITEM_LIMIT) for each in checklist]
    if len(lines) > ITEMS_LIMIT:
        raise Invalid(
            _("A checklist has at most %(most)s items.") % {"most": ITEMS_LIMIT},
            errors=[FieldError("checklist", "too_many", str(len(lines)))],
        )
    return lines


def _last_place(host: Record) -> int:
    """Of its tasks. Raises Invalid where it has as many as it may."""
    before = asked_anew(host)
    if len(before) >= TASKS_LIMIT:
        raise Invalid(_("A record has at most %(most)s tasks.") % {"most": TASKS_LIMIT})
    return max((each.place for each in before), default=0)


def _may_plan(host: Record, by: Actor) -> None:
    permit(host, "plan", PLANNERS, by=by)
    if host.host_id is not None:
        raise Invalid(
            _("%(record)s is a task itself; plan beside it.") % {"record": host.label},
            errors=[FieldError("record", "is_task", _("is a task"))],
        )
    not_ended(host)


def _claim(host: Record, at: datetime, *, by: Actor) -> None:
    """Hold the row of the host: nobody resolves, ends or hides it while a task comes to be."""
    locked = Record.objects.select_for_update(no_key=True).get(pk=host.pk)
    host.phase, host.state, host.circle_id = locked.phase, locked.state, locked.circle_id
    host.team_id = locked.team_id
    _may_plan(host, by)


@transaction.atomic
def apply_template(
    host: Record, template: Template, *, by: Actor, why: Why | None = None, at: datetime | None = None
) -> list[Task]:
    """Plan every task of a template, in its order; due times count from now in the organisation's working time."""
    at = at or timezone.now()
    calendar = calendar_of(host.organisation)
    teams = {
        team.key: team for team in Team.objects.filter(key__in=[each.get("team") for each in template.tasks])
    }
    why = why or Why("task.from_template", {"template": template.key})
    return [
        plan(
            host,
            by=by,
            title=each["title"],
            description=each.get("description", ""),
            team=teams.get(each.get("team") or ""),
            due_at=due_after(each["due"], at, calendar) if each.get("due") else None,
            blocks=each.get("blocks", False),
            checklist=each.get("checklist", []),
            why=why,
            at=at,
        )
        for each in template.tasks
    ]


@transaction.atomic
def move(task: Task, *, by: Actor, up: bool) -> None:
    """One place up or down among the tasks of its record; at the end nothing happens. No entry: order is no event."""
    permit(task.record, "move", PLANNERS, by=by)
    host = hold_host(task)
    order = [part.id for part in asked_anew(host)]
    here = order.index(task.pk)
    there = here + (-1 if up else 1)
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        for place, pk in enumerate(order, 1):
            Task.objects.filter(pk=pk).exclude(place=place).update(place=place)

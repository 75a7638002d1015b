"""Puts on desks what loose_ends.yaml says, through the ordinary actions: tasks, reminders, and texts not sent yet."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from maitre.product.demo.clock import standing_at
from maitre.product.demo.stage import Stage
from maitre.shared.conversation.actions import Tab, keep_draft
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Record
from maitre.shared.reminders.actions import remind_me
from maitre.shared.tasks.actions import finish, plan, start, tick
from maitre.shared.tasks.models import Item, Task

HERE = Path(__file__).parent
PLANNER = "lead@demo.example"
SETTLES = timedelta(minutes=4)
"""How long after the last word on an incident a task is planned."""

Given = Mapping[str, Any]


def leave_loose_ends(stage: Stage, now: datetime) -> None:
    """All of them; which incident each is about follows from what is open, so the same moment gives the same."""
    told = yaml.safe_load((HERE / "loose_ends.yaml").read_text(encoding="utf-8"))
    for each in told["tasks"]:
        if host := _about(each):
            _planned(stage, host, each, now)
    for each in told["reminders"]:
        if record := _about(each):
            at = now + timedelta(hours=each["hours"])
            with standing_at(now):
                remind_me(record, by=stage.actors[each["of"]], at=at, note=each.get("note", ""))
    for count, each in enumerate(told["drafts"]):
        if record := _about(each):
            written = now - timedelta(minutes=25 * (count + 1))
            with standing_at(written):
                tab = Tab(f"demo{count}", 1)
                by = stage.actors[each["of"]]
                keep_draft(each["place"], each["text"], tab, by=by, record=record, voice=each["voice"])


def _about(given: Given) -> Record | None:
    """The incident something is about; a quiet day may have none."""
    team, place = given["about"]
    open_ones = Record.objects.open().filter(kind="incident", team__key=team, circle=None)
    return open_ones.order_by("number")[place : place + 1].first()


def _planned(stage: Stage, host: Record, given: Given, now: datetime) -> None:
    planner, person = stage.actors[PLANNER], _person(stage, given)
    with standing_at(min(now, host.updated_at + SETTLES)):
        task = plan(
            host,
            by=planner,
            title=given["title"],
            team=stage.teams[given["about"][0]],
            assignee=person,
            due_at=now + timedelta(hours=given["due"]),
            checklist=given.get("checklist", ()),
        )
    with standing_at(now):
        _worked_on(stage, task, given)


def _worked_on(stage: Stage, task: Task, given: Given) -> None:
    if "state" not in given:
        return
    by = stage.actors[given["of"]]
    start(task, by=by)
    for item in Item.objects.filter(task=task).order_by("place")[: given.get("ticked", 0)]:
        tick(item, by=by)
    if given["state"] == "finished":
        finish(Task.objects.select_related("record").get(pk=task.pk), by=by)


def _person(stage: Stage, given: Given) -> Person | None:
    return stage.people[given["of"]] if "of" in given else None

"""What each timeline entry of a task says, and what its record says of it, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.shared.records.notices import Told

STATES = {
    "open": gettext_lazy("To do"),
    "in_progress": gettext_lazy("In progress"),
    "done": gettext_lazy("Done"),
    "cancelled": gettext_lazy("Cancelled"),
}
VERBS = {
    "start": gettext_lazy("Start"),
    "finish": gettext_lazy("Done"),
    "assign": gettext_lazy("Assign"),
    "edit": gettext_lazy("Edit"),
    "tick": gettext_lazy("Tick"),
    "untick": gettext_lazy("Take the tick away"),
    "reopen": gettext_lazy("Reopen"),
    "cancel": gettext_lazy("Cancel"),
    "go_along": gettext_lazy("Go along"),
    "confide": gettext_lazy("Make confidential"),
}
FIELDS = {
    "title": gettext_lazy("title"),
    "description": gettext_lazy("description"),
    "next_deadline": gettext_lazy("due time"),
    "blocks": gettext_lazy("whether it holds up the record"),
}


def assigned(told: Told) -> str:
    team, person = told.names.get("team"), told.names.get("assignee")
    if team and person:
        return _("Assigned to %(person)s, %(team)s") % {"person": person, "team": team}
    return _("Assigned to %(who)s") % {"who": person or team or _("nobody")}


def started(told: Told) -> str:
    if person := told.names.get("assignee"):
        return _("%(person)s took it and began") % {"person": person}
    return _("Work has begun")


def edited(told: Told) -> str:
    if added := told.names.get("added"):
        return _("Added to the checklist: “%(item)s”") % {"item": added}
    if dropped := told.names.get("dropped"):
        return _("Taken off the checklist: “%(item)s”") % {"item": dropped}
    names = [str(FIELDS[name]) for name in told.change if name in FIELDS]
    return _("Changed %(fields)s") % {"fields": ", ".join(names)}


def cancelled(told: Told) -> str:
    if told.why and told.why["code"] == "task.record_cancelled":
        return _("Cancelled with the record it belongs to")
    if told.why and told.why["code"] == "task.record_merged":
        return _("Cancelled: the record it belongs to was merged")
    return _("Cancelled")


def went_along(told: Told) -> str:
    if told.why and told.why["code"] == "task.record_unmerged":
        said = _("Came back: merging the record it belongs to was undone")
    else:
        said = _("Went along: the record it belongs to was merged")
    if "assignee_id" in told.change:
        said += ". " + _left()
    return said


def confided(told: Told) -> str:
    said = _("As confidential as the record it belongs to")
    return f"{said}. {_left()}" if "assignee_id" in told.change else said


def _left() -> str:
    return _("Nobody has it now: who had it may not work there")


def why(explanation: Mapping[str, Any] | None) -> str:
    """The explanation a decision gave of itself, in words; empty where it gave none or it says nothing new."""
    if not explanation:
        return ""
    if explanation["code"] == "task.from_template":
        return _("Planned by the template “%(template)s”.") % dict(explanation["params"])
    return ""


SENTENCES = {
    "plan": lambda told: _("Planned"),
    "start": started,
    "finish": lambda told: _("Done"),
    "assign": assigned,
    "edit": edited,
    "tick": lambda told: _("Ticked “%(item)s”") % {"item": told.names.get("item", "…")},
    "untick": lambda told: _("No longer ticked: “%(item)s”") % {"item": told.names.get("item", "…")},
    "reopen": lambda told: _("Reopened"),
    "cancel": cancelled,
    "go_along": went_along,
    "confide": confided,
}


def _task(told: Told) -> str:
    label = next((end for end in told.change.get("task", ()) if end), "")
    return f"{label} {told.private.get('title', '')}".strip()


def _tasks(told: Told) -> str:
    return str(next((end for end in told.change.get("tasks", ()) if end), "")).replace(" ", ", ")


OF_HOST = {
    "plan_task": lambda told: _("Planned the task %(task)s") % {"task": _task(told)},
    "finish_task": lambda told: _("Finished the task %(task)s") % {"task": _task(told)},
    "reopen_task": lambda told: _("Reopened the task %(task)s") % {"task": _task(told)},
    "cancel_task": lambda told: _("Cancelled the task %(task)s") % {"task": _task(told)},
    "give_tasks": lambda told: _("Went along: %(tasks)s") % {"tasks": _tasks(told)},
    "take_tasks": lambda told: (
        _("Came along with what was merged into this: %(tasks)s") % {"tasks": _tasks(told)}
    ),
}
"""What a record of any kind says of its tasks."""

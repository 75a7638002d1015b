"""The verbs of tasks."""

from maitre.shared.tasks.actions.along import cancel_all, go_along, go_back, opens_nothing
from maitre.shared.tasks.actions.change import assign, edit, kept_by
from maitre.shared.tasks.actions.checklist import add_item, drop_item, tick, untick
from maitre.shared.tasks.actions.finish import cancel, finish, reopen, start
from maitre.shared.tasks.actions.plan import apply_template, move, plan

__all__ = [
    "add_item",
    "apply_template",
    "assign",
    "cancel",
    "cancel_all",
    "drop_item",
    "edit",
    "finish",
    "go_along",
    "go_back",
    "kept_by",
    "move",
    "opens_nothing",
    "plan",
    "reopen",
    "start",
    "tick",
    "untick",
]

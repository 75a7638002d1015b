"""The verbs of this room, for records of every practice that has the columns and the rows in its life cycle."""

from maitre.shared.workflow.actions.edit import check_category, confide, edit, prioritise
from maitre.shared.workflow.actions.end import cancel, close, reopen, resolve
from maitre.shared.workflow.actions.wait import pause, resume, wake

__all__ = [
    "cancel",
    "check_category",
    "close",
    "confide",
    "edit",
    "pause",
    "prioritise",
    "reopen",
    "resolve",
    "resume",
    "wake",
]

"""The verbs of incidents."""

from maitre.operation.incident.actions.dispatch import assign, prioritise, take
from maitre.operation.incident.actions.edit import confide, edit
from maitre.operation.incident.actions.end import cancel, close, reopen, resolve
from maitre.operation.incident.actions.report import report
from maitre.operation.incident.actions.wait import pause, resume

__all__ = [
    "assign",
    "cancel",
    "close",
    "confide",
    "edit",
    "pause",
    "prioritise",
    "reopen",
    "report",
    "resolve",
    "resume",
    "take",
]

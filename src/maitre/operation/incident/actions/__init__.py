"""The verbs of incidents."""

from maitre.operation.incident.actions.dispatch import assign, hand_back, prioritise, requeue, take
from maitre.operation.incident.actions.edit import confide, edit
from maitre.operation.incident.actions.end import cancel, close, reopen, resolve
from maitre.operation.incident.actions.family import (
    Outcome,
    adopt,
    broadcast,
    release,
    reopen_children,
    resolve_children,
)
from maitre.operation.incident.actions.major import (
    appoint,
    declare_major,
    demote_major,
    inform_management,
    propose_major,
    update_stakeholders,
)
from maitre.operation.incident.actions.merge import merge, unmerge
from maitre.operation.incident.actions.report import report
from maitre.operation.incident.actions.review import finish_review, write_review
from maitre.operation.incident.actions.split import split
from maitre.operation.incident.actions.wait import pause, resume

__all__ = [
    "Outcome",
    "adopt",
    "appoint",
    "assign",
    "broadcast",
    "cancel",
    "close",
    "confide",
    "declare_major",
    "demote_major",
    "edit",
    "finish_review",
    "hand_back",
    "inform_management",
    "merge",
    "pause",
    "prioritise",
    "propose_major",
    "release",
    "reopen",
    "reopen_children",
    "report",
    "requeue",
    "resolve",
    "resolve_children",
    "resume",
    "split",
    "take",
    "unmerge",
    "update_stakeholders",
    "write_review",
]

"""The verbs of incidents: their own, and those they share with other practices."""

from maitre.operation.incident.actions.major import (
    appoint,
    declare_major,
    demote_major,
    inform_management,
    propose_major,
    update_stakeholders,
)
from maitre.operation.incident.actions.report import report
from maitre.operation.incident.actions.review import finish_review, write_review
from maitre.shared.assignment.actions import assign, hand_back, requeue, take
from maitre.shared.relationships.actions import (
    Outcome,
    adopt,
    broadcast,
    merge,
    release,
    reopen_children,
    resolve_children,
    split,
    unmerge,
)
from maitre.shared.workflow.actions import (
    cancel,
    close,
    confide,
    edit,
    pause,
    prioritise,
    reopen,
    resolve,
    resume,
)

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

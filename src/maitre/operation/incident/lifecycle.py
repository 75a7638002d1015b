"""The life of an incident as a table. Buttons, REST, documentation and the drawn diagram come from it."""

from maitre.kernel.states import Machine, Need, Phase, State
from maitre.operation.incident.rules import major
from maitre.shared.access.rules import ANYONE, REQUESTER, SYSTEM
from maitre.shared.assignment.lifecycle import CAME_FROM, HAS_WORKER
from maitre.shared.relationships.lifecycle import HAS_SURVIVOR, IS_MERGED, NOT_MERGED
from maitre.shared.tasks.querysets import TASKS_FINISHED
from maitre.shared.workflow.lifecycle import (
    HAS_CAUSE,
    HAS_CODE,
    HAS_PAUSE_REASON,
    HAS_QUESTION,
    HAS_REASON,
    HAS_SOLUTION,
    HAS_WAKE_DATE,
    LEADS,
    OBSERVERS,
    WITHIN_WINDOW,
    WORKERS,
    row,
)

NEW, ASSIGNED, IN_PROGRESS, PENDING = "new", "assigned", "in_progress", "pending"
RESOLVED, CLOSED, CANCELLED = "resolved", "closed", "cancelled"

STATES = (
    State(NEW, Phase.QUEUED),
    State(ASSIGNED, Phase.QUEUED),
    State(IN_PROGRESS, Phase.ACTIVE),
    State(PENDING, Phase.WAITING),
    State(RESOLVED, Phase.DONE),
    State(CLOSED, Phase.CLOSED),
    State(CANCELLED, Phase.CANCELLED),
)

OPEN = frozenset({NEW, ASSIGNED, IN_PROGRESS, PENDING})

HAS_CRITERION = Need("criterion", major.lacks_criterion)
HAS_WORDS = Need("words", major.lacks_words)
HAS_APPOINTMENT = Need("appointment", major.lacks_appointment)
HAS_REVIEW = Need("review", major.lacks_review)
NOT_YET_MAJOR = Need("not_major_yet", major.lacks_never_proposed, given=False)
NOT_DECLARED = Need("not_declared", major.lacks_undeclared, given=False)
MAJOR_OR_PROPOSED = Need("major_or_proposed", major.lacks_standing, given=False)
IS_MAJOR = Need("major", major.lacks_declaration, given=False)


LIFECYCLE = Machine(
    "incident",
    STATES,
    NEW,
    [
        # from                           verb          to           who may                what must be true first
        row({NEW, ASSIGNED, IN_PROGRESS}, "take", IN_PROGRESS, WORKERS),
        row(
            {IN_PROGRESS, PENDING},
            "resolve",
            RESOLVED,
            WORKERS,
            TASKS_FINISHED,
            HAS_CODE,
            HAS_CAUSE,
            HAS_SOLUTION,
        ),
        row({RESOLVED}, "close", CLOSED, LEADS | {REQUESTER}),
        row({PENDING}, "resume", IN_PROGRESS, WORKERS),
        row(
            {ASSIGNED, IN_PROGRESS}, "pause", PENDING, WORKERS, HAS_PAUSE_REASON, HAS_QUESTION, HAS_WAKE_DATE
        ),
        row({NEW, IN_PROGRESS}, "assign", ASSIGNED, WORKERS, HAS_WORKER),
        row({ASSIGNED, PENDING}, "assign", None, WORKERS, HAS_WORKER),
        row(
            {RESOLVED, CLOSED},
            "reopen",
            IN_PROGRESS,
            WORKERS | {REQUESTER},
            NOT_MERGED,
            WITHIN_WINDOW,
            HAS_REASON,
        ),
        row({IN_PROGRESS}, "hand_back", ASSIGNED, WORKERS, CAME_FROM, HAS_REASON),
        row({ASSIGNED, PENDING}, "hand_back", None, WORKERS, CAME_FROM, HAS_REASON),
        row(OPEN, "prioritise", None, WORKERS),
        row(OPEN | {RESOLVED}, "edit", None, WORKERS),
        row(OPEN | {RESOLVED}, "confide", None, WORKERS),
        row({NEW, ASSIGNED, PENDING}, "cancel", CANCELLED, WORKERS | {REQUESTER}, HAS_REASON),
        row({NEW, ASSIGNED}, "merge", CLOSED, WORKERS, HAS_SURVIVOR, via=(IN_PROGRESS, RESOLVED)),
        row({IN_PROGRESS, PENDING}, "merge", CLOSED, WORKERS, HAS_SURVIVOR, via=(RESOLVED,)),
        row({RESOLVED}, "merge", CLOSED, WORKERS, HAS_SURVIVOR),
        row({CLOSED}, "unmerge", IN_PROGRESS, WORKERS, IS_MERGED, WITHIN_WINDOW, HAS_REASON),
        # A major incident is a mark beside the state: it changes who hears, what is due, and nothing of the above.
        row(OPEN, "propose_major", None, OBSERVERS, NOT_YET_MAJOR, HAS_CRITERION, HAS_REASON),
        row(OPEN, "declare_major", None, LEADS, NOT_DECLARED, HAS_CRITERION, HAS_REASON),
        row(OPEN | {RESOLVED}, "demote_major", None, LEADS, MAJOR_OR_PROPOSED, HAS_REASON),
        row(OPEN | {RESOLVED}, "appoint", None, WORKERS, IS_MAJOR, HAS_APPOINTMENT),
        row(OPEN | {RESOLVED}, "inform_management", None, WORKERS, IS_MAJOR),
        row(OPEN | {RESOLVED}, "update_stakeholders", None, WORKERS, IS_MAJOR, HAS_WORDS),
        row(OPEN | {RESOLVED, CLOSED}, "remind", None, frozenset({SYSTEM}), IS_MAJOR),
        row({RESOLVED, CLOSED}, "write_review", None, WORKERS, IS_MAJOR),
        row({RESOLVED, CLOSED}, "finish_review", None, LEADS, IS_MAJOR, HAS_REVIEW),
    ],
)

MAJOR_VERBS = frozenset(
    {
        "propose_major",
        "declare_major",
        "demote_major",
        "appoint",
        "inform_management",
        "update_stakeholders",
        "write_review",
        "finish_review",
    }
)
"""Verbs that somebody takes on the mark; they are offered where it matters and hidden where it does not."""

MAY_REPORT = ANYONE
"""Everybody who can sign in may report; for somebody else only those who work on incidents there."""

"""The life of an incident as a table. Buttons, REST, documentation and the drawn diagram come from it."""

from maitre.kernel.states import Machine, Need, Phase, State, Transition
from maitre.operation.incident import rules
from maitre.shared.access.rules import ANYONE, REQUESTER, SYSTEM, Role
from maitre.shared.tasks.querysets import TASKS_FINISHED

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

WORKERS = frozenset({Role.AGENT, Role.LEAD, Role.ADMIN, SYSTEM})
LEADS = frozenset({Role.LEAD, Role.ADMIN, SYSTEM})
OPEN = frozenset({NEW, ASSIGNED, IN_PROGRESS, PENDING})

HAS_WORKER = Need("worker", rules.lacks_worker)
HAS_REASON = Need("reason", rules.lacks_reason)
HAS_PAUSE_REASON = Need("pause_reason", rules.lacks_pause_reason)
HAS_QUESTION = Need("question", rules.lacks_question)
HAS_WAKE_DATE = Need("wake_date", rules.lacks_wake_date)
HAS_CODE = Need("code", rules.lacks_code)
HAS_CAUSE = Need("cause", rules.lacks_cause)
HAS_SOLUTION = Need("solution", rules.lacks_solution)
WITHIN_WINDOW = Need("reopen_window", rules.lacks_reopen_window, given=False)


def _row(
    sources: set[str] | frozenset[str], verb: str, target: str | None, who: frozenset[str], *needs: Need
) -> Transition:
    return Transition(frozenset(sources), verb, target, who, needs)


LIFECYCLE = Machine(
    "incident",
    STATES,
    NEW,
    [
        # from                           verb          to           who may                what must be true first
        _row({NEW, ASSIGNED, IN_PROGRESS}, "take", IN_PROGRESS, WORKERS),
        _row({IN_PROGRESS, PENDING}, "resolve", RESOLVED, WORKERS, TASKS_FINISHED, HAS_CODE, HAS_CAUSE, HAS_SOLUTION),
        _row({RESOLVED}, "close", CLOSED, LEADS | {REQUESTER}),
        _row({PENDING}, "resume", IN_PROGRESS, WORKERS),
        _row(
            {ASSIGNED, IN_PROGRESS}, "pause", PENDING, WORKERS, HAS_PAUSE_REASON, HAS_QUESTION, HAS_WAKE_DATE
        ),
        _row({NEW, IN_PROGRESS}, "assign", ASSIGNED, WORKERS, HAS_WORKER),
        _row({ASSIGNED, PENDING}, "assign", None, WORKERS, HAS_WORKER),
        _row({RESOLVED, CLOSED}, "reopen", IN_PROGRESS, WORKERS | {REQUESTER}, WITHIN_WINDOW, HAS_REASON),
        _row(OPEN, "prioritise", None, WORKERS),
        _row(OPEN | {RESOLVED}, "edit", None, WORKERS),
        _row(OPEN | {RESOLVED}, "confide", None, WORKERS),
        _row({NEW, ASSIGNED, PENDING}, "cancel", CANCELLED, WORKERS | {REQUESTER}, HAS_REASON),
    ],
)

MAY_REPORT = ANYONE
"""Everybody who can sign in may report; for somebody else only those who work on incidents there."""

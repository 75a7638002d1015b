"""The life of an incident as a table. Buttons, REST, documentation and the drawn diagram come from it."""

from maitre.kernel.states import Machine, Need, Phase, State, Transition
from maitre.operation.incident import rules
from maitre.operation.incident.rules import major
from maitre.operation.incident.rules.dispatch import lacks_origin
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
OBSERVERS = WORKERS | {Role.SERVICE_OWNER}
"""Whoever may say that something is worse than it looks."""
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
CAME_FROM = Need("origin", lacks_origin, given=False)
HAS_CRITERION = Need("criterion", major.lacks_criterion)
HAS_WORDS = Need("words", major.lacks_words)
HAS_APPOINTMENT = Need("appointment", major.lacks_appointment)
HAS_REVIEW = Need("review", major.lacks_review)
NOT_YET_MAJOR = Need("not_major_yet", major.lacks_never_proposed, given=False)
NOT_DECLARED = Need("not_declared", major.lacks_undeclared, given=False)
MAJOR_OR_PROPOSED = Need("major_or_proposed", major.lacks_standing, given=False)
IS_MAJOR = Need("major", major.lacks_declaration, given=False)
HAS_SURVIVOR = Need("survivor", rules.lacks_survivor)
IS_MERGED = Need("merged", rules.lacks_merger, given=False)
NOT_MERGED = Need("not_merged", rules.lacks_life_of_its_own, given=False)


def _row(
    sources: set[str] | frozenset[str],
    verb: str,
    target: str | None,
    who: frozenset[str],
    *needs: Need,
    via: tuple[str, ...] = (),
) -> Transition:
    return Transition(frozenset(sources), verb, target, who, needs, via)


LIFECYCLE = Machine(
    "incident",
    STATES,
    NEW,
    [
        # from                           verb          to           who may                what must be true first
        _row({NEW, ASSIGNED, IN_PROGRESS}, "take", IN_PROGRESS, WORKERS),
        _row(
            {IN_PROGRESS, PENDING},
            "resolve",
            RESOLVED,
            WORKERS,
            TASKS_FINISHED,
            HAS_CODE,
            HAS_CAUSE,
            HAS_SOLUTION,
        ),
        _row({RESOLVED}, "close", CLOSED, LEADS | {REQUESTER}),
        _row({PENDING}, "resume", IN_PROGRESS, WORKERS),
        _row(
            {ASSIGNED, IN_PROGRESS}, "pause", PENDING, WORKERS, HAS_PAUSE_REASON, HAS_QUESTION, HAS_WAKE_DATE
        ),
        _row({NEW, IN_PROGRESS}, "assign", ASSIGNED, WORKERS, HAS_WORKER),
        _row({ASSIGNED, PENDING}, "assign", None, WORKERS, HAS_WORKER),
        _row(
            {RESOLVED, CLOSED},
            "reopen",
            IN_PROGRESS,
            WORKERS | {REQUESTER},
            NOT_MERGED,
            WITHIN_WINDOW,
            HAS_REASON,
        ),
        _row({IN_PROGRESS}, "hand_back", ASSIGNED, WORKERS, CAME_FROM, HAS_REASON),
        _row({ASSIGNED, PENDING}, "hand_back", None, WORKERS, CAME_FROM, HAS_REASON),
        _row(OPEN, "prioritise", None, WORKERS),
        _row(OPEN | {RESOLVED}, "edit", None, WORKERS),
        _row(OPEN | {RESOLVED}, "confide", None, WORKERS),
        _row({NEW, ASSIGNED, PENDING}, "cancel", CANCELLED, WORKERS | {REQUESTER}, HAS_REASON),
        _row({NEW, ASSIGNED}, "merge", CLOSED, WORKERS, HAS_SURVIVOR, via=(IN_PROGRESS, RESOLVED)),
        _row({IN_PROGRESS, PENDING}, "merge", CLOSED, WORKERS, HAS_SURVIVOR, via=(RESOLVED,)),
        _row({RESOLVED}, "merge", CLOSED, WORKERS, HAS_SURVIVOR),
        _row({CLOSED}, "unmerge", IN_PROGRESS, WORKERS, IS_MERGED, WITHIN_WINDOW, HAS_REASON),
        # A major incident is a mark beside the state: it changes who hears, what is due, and nothing of the above.
        _row(OPEN, "propose_major", None, OBSERVERS, NOT_YET_MAJOR, HAS_CRITERION, HAS_REASON),
        _row(OPEN, "declare_major", None, LEADS, NOT_DECLARED, HAS_CRITERION, HAS_REASON),
        _row(OPEN | {RESOLVED}, "demote_major", None, LEADS, MAJOR_OR_PROPOSED, HAS_REASON),
        _row(OPEN | {RESOLVED}, "appoint", None, WORKERS, IS_MAJOR, HAS_APPOINTMENT),
        _row(OPEN | {RESOLVED}, "inform_management", None, WORKERS, IS_MAJOR),
        _row(OPEN | {RESOLVED}, "update_stakeholders", None, WORKERS, IS_MAJOR, HAS_WORDS),
        _row(OPEN | {RESOLVED, CLOSED}, "remind", None, frozenset({SYSTEM}), IS_MAJOR),
        _row({RESOLVED, CLOSED}, "write_review", None, WORKERS, IS_MAJOR),
        _row({RESOLVED, CLOSED}, "finish_review", None, LEADS, IS_MAJOR, HAS_REVIEW),
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

"""Of what the tables of practices are made: who may, and what must be true first."""

from maitre.kernel.states import Need, Transition
from maitre.shared.access.rules import SYSTEM, Role
from maitre.shared.workflow import rules

WORKERS = frozenset({Role.AGENT, Role.LEAD, Role.ADMIN, SYSTEM})
LEADS = frozenset({Role.LEAD, Role.ADMIN, SYSTEM})
OBSERVERS = WORKERS | {Role.SERVICE_OWNER}
"""Whoever may say that something is worse than it looks."""

HAS_REASON = Need("reason", rules.lacks_reason)
HAS_PAUSE_REASON = Need("pause_reason", rules.lacks_pause_reason)
HAS_QUESTION = Need("question", rules.lacks_question)
HAS_WAKE_DATE = Need("wake_date", rules.lacks_wake_date)
HAS_CODE = Need("code", rules.lacks_code)
HAS_CAUSE = Need("cause", rules.lacks_cause)
HAS_SOLUTION = Need("solution", rules.lacks_solution)
WITHIN_WINDOW = Need("reopen_window", rules.lacks_reopen_window, given=False)


def row(
    sources: set[str] | frozenset[str],
    verb: str,
    target: str | None,
    who: frozenset[str],
    *needs: Need,
    via: tuple[str, ...] = (),
) -> Transition:
    """A row of a table, in the order in which one reads it."""
    return Transition(frozenset(sources), verb, target, who, needs, via)

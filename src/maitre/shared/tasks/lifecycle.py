"""The life of a task as a table. Buttons, REST, documentation and the drawn diagram come from it."""

from maitre.kernel.states import Machine, Need, Phase, State, Transition
from maitre.shared.access.rules import DOER, STAFF, SYSTEM
from maitre.shared.tasks import rules

OPEN, IN_PROGRESS, DONE, CANCELLED = "open", "in_progress", "done", "cancelled"

STATES = (
    State(OPEN, Phase.QUEUED),
    State(IN_PROGRESS, Phase.ACTIVE),
    State(DONE, Phase.DONE),
    State(CANCELLED, Phase.CANCELLED),
)

PLANNERS = STAFF | {SYSTEM}
"""Whoever works on records plans their tasks."""
DOERS = PLANNERS | {DOER}
"""And whom one was given to does it, with or without a grant."""
UNFINISHED = frozenset({OPEN, IN_PROGRESS})

HAS_REASON = Need("reason", rules.lacks_reason)
HOST_LIVES = Need("record", rules.lacks_living_host, given=False)
IS_TICKED = Need("checklist", rules.lacks_ticks, given=False)


def _row(
    sources: frozenset[str], verb: str, target: str | None, who: frozenset[str], *needs: Need
) -> Transition:
    return Transition(sources, verb, target, who, needs)


LIFECYCLE = Machine(
    "task",
    STATES,
    OPEN,
    [
        # from                       verb       to           who may    what must be true first
        _row(frozenset({OPEN}), "start", IN_PROGRESS, DOERS),
        _row(UNFINISHED, "finish", DONE, DOERS, IS_TICKED),
        _row(UNFINISHED, "assign", None, PLANNERS),
        _row(UNFINISHED, "edit", None, PLANNERS),
        _row(UNFINISHED, "tick", None, DOERS),
        _row(UNFINISHED, "untick", None, DOERS),
        _row(frozenset({DONE, CANCELLED}), "reopen", OPEN, DOERS, HOST_LIVES),
        _row(UNFINISHED, "cancel", CANCELLED, PLANNERS, HAS_REASON),
        _row(UNFINISHED, "go_along", None, frozenset({SYSTEM})),
        _row(frozenset({OPEN, IN_PROGRESS, DONE, CANCELLED}), "confide", None, frozenset({SYSTEM})),
    ],
)

"""Pure decisions about incidents, one module for each concern."""

from maitre.operation.incident.rules.family import (
    CHILDREN_LIMIT,
    Part,
    lacks_life_of_its_own,
    lacks_merger,
    lacks_survivor,
    part_of,
)
from maitre.operation.incident.rules.incident import (
    CLOSE_AFTER_DAYS,
    REOPEN_WITHIN_DAYS,
    Cause,
    Kind,
    PauseReason,
    ResolutionCode,
    lacks_cause,
    lacks_code,
    lacks_pause_reason,
    lacks_question,
    lacks_reason,
    lacks_reopen_window,
    lacks_solution,
    lacks_wake_date,
    lacks_worker,
    priority_of,
)
from maitre.operation.incident.rules.major import Major

__all__ = [
    "CHILDREN_LIMIT",
    "CLOSE_AFTER_DAYS",
    "REOPEN_WITHIN_DAYS",
    "Cause",
    "Kind",
    "Major",
    "PauseReason",
    "ResolutionCode",
    "lacks_cause",
    "lacks_code",
    "lacks_life_of_its_own",
    "lacks_merger",
    "lacks_pause_reason",
    "lacks_question",
    "lacks_reason",
    "lacks_reopen_window",
    "lacks_solution",
    "lacks_survivor",
    "lacks_wake_date",
    "lacks_worker",
    "part_of",
    "priority_of",
]

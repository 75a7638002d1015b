"""Pure decisions about incidents, one module for each concern."""

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

__all__ = [
    "CLOSE_AFTER_DAYS",
    "REOPEN_WITHIN_DAYS",
    "Cause",
    "Kind",
    "PauseReason",
    "ResolutionCode",
    "lacks_cause",
    "lacks_code",
    "lacks_pause_reason",
    "lacks_question",
    "lacks_reason",
    "lacks_reopen_window",
    "lacks_solution",
    "lacks_wake_date",
    "lacks_worker",
    "priority_of",
]

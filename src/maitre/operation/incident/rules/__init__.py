"""Pure decisions about incidents, one module for each concern."""

from maitre.operation.incident.rules.incident import (
    CLOSE_AFTER_DAYS,
    REOPEN_WITHIN_DAYS,
    Cause,
    Channel,
    Kind,
    PauseReason,
    ResolutionCode,
)
from maitre.operation.incident.rules.major import Major

__all__ = [
    "CLOSE_AFTER_DAYS",
    "REOPEN_WITHIN_DAYS",
    "Cause",
    "Channel",
    "Kind",
    "Major",
    "PauseReason",
    "ResolutionCode",
]

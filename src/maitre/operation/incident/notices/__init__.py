"""What incidents say: words for timeline entries and values, and the row that lists show."""

from maitre.operation.incident.notices.row import Row, row, rows
from maitre.operation.incident.notices.words import (
    CAUSES,
    CHANNELS,
    CODES,
    KINDS,
    LEVELS,
    PAUSE_REASONS,
    PRIORITIES,
    SENTENCES,
    STATES,
    why,
)

__all__ = [
    "CAUSES",
    "CHANNELS",
    "CODES",
    "KINDS",
    "LEVELS",
    "PAUSE_REASONS",
    "PRIORITIES",
    "SENTENCES",
    "STATES",
    "Row",
    "row",
    "rows",
    "why",
]

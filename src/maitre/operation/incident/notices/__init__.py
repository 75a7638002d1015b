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
    VERB_ICONS,
    VERBS,
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
    "VERBS",
    "VERB_ICONS",
    "Row",
    "row",
    "rows",
    "why",
]

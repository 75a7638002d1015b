"""What incidents say: words for timeline entries and values."""

from maitre.operation.incident.notices.words import (
    CAUSES,
    CHANNELS,
    CODES,
    KINDS,
    LEVELS,
    PAUSE_REASONS,
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
    "SENTENCES",
    "STATES",
    "why",
]

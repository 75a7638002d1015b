"""What incidents say: words for timeline entries and values."""

from maitre.operation.incident.notices.words import (
    CAUSES,
    CHANNELS,
    CODES,
    ENDING,
    FAMILY,
    KINDS,
    PAUSE_REASONS,
    SENTENCES,
    STATES,
    WAITING,
    why,
)

__all__ = [
    "CAUSES",
    "CHANNELS",
    "CODES",
    "ENDING",
    "FAMILY",
    "KINDS",
    "PAUSE_REASONS",
    "SENTENCES",
    "STATES",
    "WAITING",
    "why",
]

"""What figures, groups and periods are called, and how numbers are told."""

from maitre.shared.flow.notices.periods import period_of, periods_to_choose
from maitre.shared.flow.notices.words import (
    HITS,
    MEANINGS,
    NOTHING,
    NUMBERS,
    PLACES,
    SIGNS,
    STEPS,
    SUMS,
    Meaning,
    amount,
    group_name,
    in_words,
    left_out,
    span_name,
    span_tick,
    sum_name,
)
from maitre.shared.flow.rules import FEW

__all__ = [
    "FEW",
    "HITS",
    "MEANINGS",
    "NOTHING",
    "NUMBERS",
    "PLACES",
    "SIGNS",
    "STEPS",
    "SUMS",
    "Meaning",
    "amount",
    "group_name",
    "in_words",
    "left_out",
    "period_of",
    "periods_to_choose",
    "span_name",
    "span_tick",
    "sum_name",
]

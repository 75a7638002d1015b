"""Keeping the index, and asking it."""

from maitre.shared.search.actions.index import drop, index_part, index_record, index_texts
from maitre.shared.search.actions.lexicon import count_words

__all__ = ["count_words", "drop", "index_part", "index_record", "index_texts"]

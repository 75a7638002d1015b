"""Keeping the index, and asking it."""

from maitre.shared.search.actions.index import (
    PARTS,
    Text,
    drop,
    index_part,
    index_record,
    index_texts,
    part_rows,
)
from maitre.shared.search.actions.lexicon import count_words

__all__ = ["PARTS", "Text", "count_words", "drop", "index_part", "index_record", "index_texts", "part_rows"]

"""Keeping the index, and asking it."""

from maitre.shared.search.actions.index import (
    PARTS,
    drop,
    index_part,
    index_record,
    index_texts,
    part_rows,
)
from maitre.shared.search.actions.lexicon import count_words
from maitre.shared.search.actions.reindex import records_left, reindex, reindex_all_again
from maitre.shared.search.actions.texts import Text
from maitre.shared.search.actions.verify_index import verify_index

__all__ = [
    "PARTS",
    "Text",
    "count_words",
    "drop",
    "index_part",
    "index_record",
    "index_texts",
    "part_rows",
    "records_left",
    "reindex",
    "reindex_all_again",
    "verify_index",
]

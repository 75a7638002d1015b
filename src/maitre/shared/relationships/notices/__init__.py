"""What families say: lines of other records, sentences of entries, explanations."""

from maitre.shared.relationships.notices.lines import (
    children_in,
    line,
    merged_into,
    open_children,
    own_page,
    split_url,
)
from maitre.shared.relationships.notices.words import family_explained, family_sentences

__all__ = [
    "children_in",
    "family_explained",
    "family_sentences",
    "line",
    "merged_into",
    "open_children",
    "own_page",
    "split_url",
]

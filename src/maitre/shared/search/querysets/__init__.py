"""The vocabulary for asking the index of words."""

from maitre.shared.search.querysets.asking import alike, candidates, texts_of_entries
from maitre.shared.search.querysets.lexicon import MANY, Lexicon, lexicon_for, vocabulary, weights_of

__all__ = [
    "MANY",
    "Lexicon",
    "alike",
    "candidates",
    "lexicon_for",
    "texts_of_entries",
    "vocabulary",
    "weights_of",
]

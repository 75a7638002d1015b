"""Which impact is proposed for an incident. Pure: facts come in, a line of the table comes out."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Expectation:
    """A line of the table: what an incident of this category, or on a service of these words, usually means."""

    key: str
    category_id: int | None
    words: tuple[str, ...]
    impact: int
    urgency: int | None = None
    critical: bool = False


def expected(
    table: Iterable[Expectation], *, category_id: int | None, service: str
) -> tuple[Expectation, str] | None:
    """The weightiest line that fits, and what it fits by ("category" or the word); None where none does."""
    named = service.casefold()
    fitting: list[tuple[Expectation, str]] = []
    for line in table:
        word = next((word for word in line.words if named and word.casefold() in named), None)
        by_category = line.category_id is not None and line.category_id == category_id
        if line.category_id is not None and line.words and not (by_category and word):
            continue  # both are asked for
        if by_category or word:
            fitting.append((line, word or "category"))
    return min(fitting, key=lambda each: (each[0].impact, each[0].urgency or 3, each[0].key), default=None)

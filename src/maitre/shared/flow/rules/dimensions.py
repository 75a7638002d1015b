"""By what figures of a practice can be grouped: each practice declares it once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import Promise


class Names(StrEnum):
    """Where the names of a dimension's values are found."""

    WORDS = "words"
    """In `words`; a value that is not among them is its own name."""
    CATEGORY = "category"
    TEAM = "team"
    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing by which records are told apart. `name` is that of its field in the query language, too.

    `column`: of the course (c). `nothing`: what those are called of which it is not known. `in_order`: the values have
    an order of their own; others follow each other by size. `guarded`: values that somebody may not see are told
    together, as not known.
    """

    name: str
    label: "str | Promise"
    column: str
    nothing: "str | Promise"
    names: Names = Names.WORDS
    words: "Mapping[str, str | Promise]" = field(default_factory=dict)
    in_order: bool = False
    guarded: bool = False


_dimensions: dict[str, dict[str, Dimension]] = {}


def offer_dimensions(kind: str, dimensions: Iterable[Dimension]) -> None:
    _dimensions[kind] = {each.name: each for each in dimensions}


def dimensions_of(kind: str) -> Mapping[str, Dimension]:
    """By name, in the order in which they are offered."""
    return _dimensions[kind]

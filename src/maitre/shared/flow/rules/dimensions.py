"""By what figures of a practice can be grouped: each practice declares it once."""

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Grouping:
    """By what a practice's records are grouped, and its page of groups: below `path`, called `title`.

    Its other pages are those called "list" and "figures" among the addresses of its kind.
    """

    kind: str
    path: str
    name: "str | Promise"
    title: "str | Promise"
    dimensions: tuple[Dimension, ...]


_groupings: dict[str, Grouping] = {}


def offer_grouping(grouping: Grouping) -> None:
    """Let figures of a practice be told by groups; each practice says so once."""
    _groupings[grouping.kind] = grouping


def groupings() -> tuple[Grouping, ...]:
    return tuple(_groupings.values())


def grouping_of(kind: str) -> Grouping:
    return _groupings[kind]


def dimensions_of(kind: str) -> Mapping[str, Dimension]:
    """By name, in the order in which they are offered."""
    return {each.name: each for each in _groupings[kind].dimensions}

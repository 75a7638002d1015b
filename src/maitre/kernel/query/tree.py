"""A query as a tree of conditions, as written: names are not yet known to exist, values not yet read.

Equality ignores places: two queries are equal when they say the same. A tree that breaks a rule of its own
(a group of one, an unquoted value that needs quotes) cannot be made.
"""

import dataclasses
import re
from enum import StrEnum
from typing import TypeAlias

LONGEST_TEXT = 4_000
MOST_CONDITIONS = 200
"""Counted by value: `team:a,b` is two."""
DEEPEST = 30

Span: TypeAlias = tuple[int, int]
NOWHERE: Span = (0, 0)

QUOTES = '"“”„'
FIELD_NAME = re.compile(r"[a-z_][a-z0-9_.]*")
PLAIN_VALUE = re.compile(rf"[^\s{QUOTES}(),:=<>~!][^\s{QUOTES}(),]*")


class Operator(StrEnum):
    IS = ":"
    WORDS = "~"
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


@dataclasses.dataclass(frozen=True, slots=True)
class Value:
    """One value of a condition. A quoted one is `literal`: the team called "me", not the person asking."""

    text: str
    literal: bool = False
    span: Span = dataclasses.field(default=NOWHERE, compare=False)

    def __post_init__(self) -> None:
        if not self.literal and not PLAIN_VALUE.fullmatch(self.text):
            raise ValueError(f"{self.text!r} can only be a literal value")


@dataclasses.dataclass(frozen=True, slots=True)
class Condition:
    """`field operator value,value`: any one of the values is enough."""

    field: str
    operator: Operator
    values: tuple[Value, ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False)

    def __post_init__(self) -> None:
        if not FIELD_NAME.fullmatch(self.field):
            raise ValueError(f"{self.field!r} is not the name of a field")
        if not self.values:
            raise ValueError(f"a condition on {self.field} needs a value")


@dataclasses.dataclass(frozen=True, slots=True)
class Words:
    """Bare text: it holds all these words."""

    text: str
    span: Span = dataclasses.field(default=NOWHERE, compare=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Not:
    part: "Node"
    span: Span = dataclasses.field(default=NOWHERE, compare=False)

    def __post_init__(self) -> None:
        _refuse_empty(self.part)


@dataclasses.dataclass(frozen=True, slots=True)
class All:
    """Every part holds. Without parts it is the query that asks for everything, and stands alone."""

    parts: tuple["Node", ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False)

    def __post_init__(self) -> None:
        if len(self.parts) == 1:
            raise ValueError("a group of one is its one part")
        _refuse_empty(*self.parts)


@dataclasses.dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple["Node", ...]
    span: Span = dataclasses.field(default=NOWHERE, compare=False)

    def __post_init__(self) -> None:
        if len(self.parts) < 2:
            raise ValueError("a choice needs two parts")
        _refuse_empty(*self.parts)


Node: TypeAlias = Condition | Words | Not | All | Either


def _refuse_empty(*parts: Node) -> None:
    if any(isinstance(part, All) and not part.parts for part in parts):
        raise ValueError("the query for everything cannot be a part of another")


EVERYTHING = All(())


def all_of(*nodes: Node) -> Node:
    """The query that asks for all of these; top groups are joined, so each part stays removable."""
    parts: list[Node] = []
    for node in nodes:
        parts.extend(node.parts if isinstance(node, All) else (node,))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def moved(node: Node, span: Span) -> Node:
    """The same node, said to stand elsewhere (its parentheses belong to its place)."""
    return dataclasses.replace(node, span=span)

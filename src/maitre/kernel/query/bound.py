"""A query bound to fields: names found, values read, named values expanded. Both evaluators read this."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from maitre.kernel.forms import Term
from maitre.kernel.query.fields import Field, Scalar


@dataclass(frozen=True, slots=True)
class OneOf:
    """Equal to any of these; with none of them, never true."""

    field: Field
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    field: Field


@dataclass(frozen=True, slots=True)
class Edge:
    """An end of a range; `open` leaves the value itself out."""

    value: int | Decimal | datetime
    open: bool


@dataclass(frozen=True, slots=True)
class Between:
    field: Field
    low: Edge | None
    high: Edge | None


@dataclass(frozen=True, slots=True)
class HasWords:
    """Holds everything asked for, and a word that begins with `prefix`."""

    field: Field
    terms: tuple[Term, ...]
    prefix: str | None = None


@dataclass(frozen=True, slots=True)
class BoundNot:
    part: "Test"


@dataclass(frozen=True, slots=True)
class BoundAll:
    parts: tuple["Test", ...]


@dataclass(frozen=True, slots=True)
class BoundEither:
    parts: tuple["Test", ...]


Leaf: TypeAlias = OneOf | Absent | Between | HasWords
Test: TypeAlias = Leaf | BoundNot | BoundAll | BoundEither


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name that means nothing this person may see: whether it is hidden or unknown cannot be told."""

    field: str
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Bound:
    test: Test
    unresolved: tuple[Unresolved, ...] = ()

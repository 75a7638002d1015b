"""What may be asked about: the allow-list of fields, and who asks when.

A field a person may not see is left out of the person's FieldSet and is then refused exactly like one that
never existed. Column expressions are written in code by a practice; nothing of a query's text becomes SQL.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import Enum, auto
from types import MappingProxyType
from typing import TypeAlias
from uuid import UUID

from maitre.kernel.query.parsing import parse
from maitre.kernel.query.tree import FIELD_NAME, Node, Operator

Key: TypeAlias = int | str | UUID
Scalar: TypeAlias = bool | int | Decimal | str | datetime | UUID
Resolver: TypeAlias = Callable[[str, str], Sequence[Key]]
"""(source, written name) -> the ids it means for this person; none for unknown and hidden alike. Raises Several."""


class Kind(Enum):
    CHOICE = auto()
    """One of `choices` (written name -> stored value), or any text when there are none."""
    WORDS = auto()
    """Forms as made by kernel/forms; SQL column: a tsvector from array_to_tsvector."""
    NUMBER = auto()
    """`choices` are numbers that have names."""
    INSTANT = auto()
    """A timestamptz, an aware datetime in Python."""
    REFERENCE = auto()
    """Ids, written as names that the caller's resolver knows."""
    FLAG = auto()


_ORDERED = (Operator.IS, Operator.BELOW, Operator.AT_MOST, Operator.ABOVE, Operator.AT_LEAST)
_OPERATORS: Mapping[Kind, tuple[Operator, ...]] = {
    Kind.CHOICE: (Operator.IS,),
    Kind.WORDS: (Operator.WORDS, Operator.IS),
    Kind.NUMBER: _ORDERED,
    Kind.INSTANT: _ORDERED,
    Kind.REFERENCE: (Operator.IS,),
    Kind.FLAG: (Operator.IS,),
}
PLACE = "{test}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that can be asked about.

    `sql`: a column expression, or a condition with `{test}` where a comparison is put, for things of which a
    record has many: `EXISTS (SELECT 1 FROM participation p WHERE p.record_id = r.id AND p.person_id {test})`.
    `column`: where `sql` has a place, the column that is compared there, so that a range can name it twice.
    `within`: for what a record has at most one of, the ids of those in a short range, by an index: a condition with
    `{test}` that stands beside `sql`. A range is believed to be spread evenly over a list, and may lie far back in it.
    `get`: reads the same from a row in Python (default: the item or attribute `name`); a collection is many.
    `named`: words that stand for a query, `"open": "phase:draft,queued,active,waiting"`.
    `internal`: only the queries in `named` may use it; for people it does not exist.
    """

    name: str
    kind: Kind
    sql: str
    column: str = ""
    within: str = ""
    get: Callable[[object], object] | None = None
    nullable: bool = False
    operators: tuple[Operator, ...] = ()
    choices: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    named: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""
    begun: str = ""
    """Where words are held among marks that are none: a condition that a word begins with `%s`, besides the index."""
    person: bool = False
    """Whether "me" is a value."""
    internal: bool = False
    folded: bool = False
    """Of text: upper and lower case are the same, and what is empty is none. `sql` compares it in lower case."""

    def __post_init__(self) -> None:
        if not FIELD_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} cannot be the name of a field")
        if PLACE in self.sql and self.kind in (Kind.NUMBER, Kind.INSTANT) and not self.column:
            raise ValueError(f"{self.name}: a range needs one column")
        if not set(self.operators) <= set(_OPERATORS[self.kind]):
            raise ValueError(f"{self.name}: an operator does not fit {self.kind.name}")
        if self.kind is Kind.REFERENCE and not self.source:
            raise ValueError(f"{self.name}: a reference needs a source of names")

    @property
    def permitted(self) -> tuple[Operator, ...]:
        return self.operators or _OPERATORS[self.kind]

    def read(self, row: object) -> object:
        """The value in this row: one, a collection, or None."""
        if self.get is not None:
            return self.get(row)
        return row.get(self.name) if isinstance(row, Mapping) else getattr(row, self.name)

    def cells(self, row: object) -> list[object]:
        """The values of this row that can be compared."""
        value = self.read(row)
        many = value if isinstance(value, list | tuple | Set) else (value,)
        if self.folded:
            return [str(cell).lower() for cell in many if cell]
        return [cell for cell in many if cell is not None]

    def value_names(self) -> list[str]:
        """What may be written as a value, for suggestions."""
        names = [*self.named, *self.choices]
        if self.kind is Kind.FLAG:
            names += ["yes", "no"]
        return names + ["me"] * self.person + ["none"] * self.nullable


class FieldSet:
    """The fields one person may ask about in one list.

    `words` is the field that bare text asks, `withheld` the names of fields that are no secret, but only for others.
    """

    def __init__(self, fields: Iterable[Field], *, words: str = "text", withheld: Iterable[str] = ()) -> None:
        self.withheld = frozenset(withheld)
        self._fields = {one.name: one for one in fields}
        self.words = words
        self._named: dict[tuple[str, str], Node] = {
            (one.name, name.casefold()): parse(text)
            for one in self._fields.values()
            for name, text in one.named.items()
        }

    def __iter__(self) -> Iterator[Field]:
        """What a person may write, in the order given."""
        return (one for one in self._fields.values() if not one.internal)

    def find(self, name: str, *, inside: bool = False) -> Field | None:
        """The field, if it may be used here; `inside` a named value internal ones may."""
        found = self._fields.get(name)
        return None if found is None or (found.internal and not inside) else found

    def meaning(self, one: Field, name: str) -> Node | None:
        """The query a named value stands for."""
        return self._named.get((one.name, name.casefold()))


def _nothing(source: str, name: str) -> Sequence[Key]:
    return ()


@dataclass(frozen=True, slots=True)
class Context:
    """Who asks, when and where: all that a query's meaning depends on besides its text."""

    now: datetime
    zone: tzinfo
    person_id: Key | None = None
    resolve: Resolver = _nothing

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now must be an instant with a zone")

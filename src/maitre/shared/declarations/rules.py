"""What a definition is: a kind, its schema and its room's hands; what differs between file, last apply and present.

Pure: how files are read and how rows are written are actions; what a calendar or a team means belongs to its room.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from itertools import chain, count
from typing import Annotated, Any, ClassVar, Protocol, TypeAlias, TypeVar
from unicodedata import normalize

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from maitre.kernel.chain import JSON, seal
from maitre.kernel.texts import is_blank, is_one_line

Content: TypeAlias = dict[str, Any]
"""A definition's fields as plain JSON values, without kind and key."""


def _one_line(text: str) -> str:
    if not is_one_line(text):
        raise ValueError("holds control characters or line breaks")
    if is_blank(text):
        raise ValueError("holds nothing that can be seen")
    return text


Name = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(_one_line)]
"""One line for people, as it will be shown."""
LongName = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
"""The same with more room: people, teams and organisations are called what they are called."""
Key = Annotated[str, StringConstraints(max_length=60, pattern=r"^[A-Za-z0-9_-]+$")]
"""The stable name other definitions point at: letters, digits, - and _."""
Email = Annotated[
    str, StringConstraints(max_length=254, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$", to_lower=True)
]


def key_from(text: str, taken: Container[str]) -> str:
    """A key for what somebody named by hand: its letters and digits, with a number where that is taken."""
    folded = normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    key = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")[:50] or "unnamed"
    return next(each for each in chain([key], (f"{key}-{n}" for n in count(2))) if each not in taken)


class _Sorted(Protocol):
    def __lt__(self, other: Any, /) -> bool: ...


S = TypeVar("S", bound=_Sorted)


def each_once(values: list[S]) -> list[S]:
    """A list whose order says nothing, sorted, so that two ways of writing it compare equal; nothing stands twice."""
    if len({repr(value) for value in values}) != len(values):
        raise ValueError("names something twice")
    return sorted(values)


@dataclass(frozen=True, slots=True)
class Reference:
    """That a definition's field points at another definition."""

    field: tuple[str | int, ...]
    kind: str
    key: str


class Definition(BaseModel):
    """One definition as people write it. Unknown fields and values of another type are refused, never guessed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    kind: str
    key: Key

    def content(self) -> Content:
        """Everything but kind and key; equal definitions have equal contents."""
        return self.model_dump(mode="json", exclude={"kind", "key"})

    def references(self) -> Iterator[Reference]:
        """The definitions this one points at; they are applied first."""
        yield from ()

    def check(self) -> None:
        """Raises Invalid for what types alone cannot tell."""


class Author(Protocol):
    """Whoever changes definitions, for the audit book."""

    @property
    def person_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of definition as its room declares it.

    `read` gives everything present by key, `write` makes it so (new or not), `remove` takes it away or raises Invalid
    with the reason why it must stay.
    """

    name: str
    schema: type[Definition]
    read: Callable[[], Mapping[str, Definition]]
    write: Callable[[Any], None]
    remove: Callable[[str], None]


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Make a kind known. Rooms load bottom up, which is the order in which exports list them."""
    _kinds[kind.name] = kind


def kinds() -> Mapping[str, Kind]:
    return dict(_kinds)


def digest(content: Mapping[str, JSON]) -> str:
    return sha256(seal(content).encode()).hexdigest()


class Doing(StrEnum):
    """What applying would do to one definition."""

    CREATE = "create"
    CHANGE = "change"
    REMOVE = "remove"
    CONFLICT = "conflict"  # edited in the installation since it was last applied
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a plan. `intent` is what happens to a conflict when the files win."""

    kind: str
    key: str
    doing: Doing
    where: str
    changes: tuple[FieldChange, ...] = ()
    reason: str = ""
    intent: Doing = Doing.UNCHANGED

    @property
    def differs(self) -> bool:
        return self.doing is not Doing.UNCHANGED


@dataclass(frozen=True, slots=True)
class Sides:
    """The three sides of one definition: in the files, as last applied, in the installation. None is absent."""

    file: Content | None
    applied: Content | None
    present: Content | None


@dataclass(frozen=True, slots=True)
class Judgement:
    doing: Doing
    intent: Doing
    reason: str = field(default="")


class Reasons:
    """Why a definition conflicts, in a sentence's second half."""

    REMOVED: ClassVar = "was removed in the installation since it was last applied"
    FOREIGN: ClassVar = "stands in the installation with other content, and did not come from files"
    EDITED: ClassVar = "was edited in the installation since it was last applied"
    BOTH: ClassVar = "was edited both in the installation and in the files since it was last applied"


def judge(sides: Sides) -> Judgement:
    """What to do about one definition; whatever the installation changed by itself is a conflict, never overwritten."""
    file, applied, present = sides.file, sides.applied, sides.present
    if file == present:
        return Judgement(Doing.UNCHANGED, Doing.UNCHANGED)
    intent = Doing.REMOVE if file is None else Doing.CREATE if present is None else Doing.CHANGE
    if present == applied:
        return Judgement(intent, intent)
    if present is None:
        return Judgement(Doing.CONFLICT, intent, Reasons.REMOVED)
    if applied is None:
        return Judgement(Doing.CONFLICT, intent, Reasons.FOREIGN)
    return Judgement(Doing.CONFLICT, intent, Reasons.EDITED if file == applied else Reasons.BOTH)


def changes(before: Content | None, after: Content | None) -> tuple[FieldChange, ...]:
    """Field by field, in the order of the schema."""
    old, new = before or {}, after or {}
    names = dict.fromkeys([*new, *old])
    return tuple(
        FieldChange(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)
    )

"""What a list becomes as a file: its columns, which cells could harm and how they are made harmless, how much at once.

Pure. What a column holds is its practice's; which rows there are is the list engine's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, TypeAlias

from maitre.shared.access.rules import Actor
from maitre.shared.records.querysets import ListRow

if TYPE_CHECKING:
    from django.utils.functional import Promise

AT_ONCE = 10_000
"""Rows that come with the answer; more are written in the background."""
MOST = 100_000
"""Rows in one file."""
KEPT_DAYS = 7
"""How long a file waits for who asked for it."""
WAITING = 5
"""Files one person can have in the making."""

Value: TypeAlias = str | int | datetime | None
"""What a cell can hold: text, a number, an instant with a zone, nothing."""


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Cell(StrEnum):
    """What a column is made of."""

    TEXT = "text"
    NUMBER = "number"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True)
class Column:
    """`for_staff`: told only to those who work here, as the list does."""

    name: str
    label: "str | Promise"
    cell: Cell = Cell.TEXT
    for_staff: bool = False
    width: int = 18


@dataclass(frozen=True, slots=True)
class Sheet:
    """How lists of one kind become files. `values` gives a mapping of the wanted columns for each row, in order."""

    kind: str
    name: str
    columns: tuple[Column, ...]
    values: Callable[[Sequence[ListRow], frozenset[str]], Iterator[Mapping[str, Value]]]

    def wanted(self, names: Sequence[str], actor: Actor) -> list[Column]:
        """The columns called `names`, in the order of the sheet; every one when none is named. Unknown ones are not."""
        open_to = [each for each in self.columns if actor.is_staff or actor.is_system or not each.for_staff]
        return [each for each in open_to if not names or each.name in names]


_sheets: dict[str, Sheet] = {}


def offer_sheet(sheet: Sheet) -> None:
    """Declare how lists of a kind become files; each practice does so once."""
    _sheets[sheet.kind] = sheet


def sheet_of(kind: str) -> Sheet:
    return _sheets[kind]


_LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it (N41).

    Blanks and marks that some programs skip before they look are skipped here, too.
    """
    bare = text.lstrip(" \u00a0\u200b\ufeff'\"")
    return f"'{text}" if text.startswith(_LIVE) or bare.startswith(_LIVE) else text


def stamp(actor: Actor) -> str:
    """What a person may see, as a word that changes when it does: a file made under other rights is not given out."""
    scopes = sorted((each.role.value, each.team or 0, sorted(each.organisations)) for each in actor.scopes)
    return sha256(repr((actor.person_id, scopes, sorted(actor.circles))).encode()).hexdigest()

"""What every format yields: cases with their rows, in the words of the file. No meaning is given to any of it here."""

import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import IO, BinaryIO, NamedTuple, Protocol, cast

from django.utils.translation import gettext as _

from maitre.shared.arrivals.rules import Fault

CASE = "case:"
"""Before the name of an attribute of the case itself, where a format tells it from those of its events."""


GZIP_MAGIC = b"\x1f\x8b"
DAMAGES = (EOFError, gzip.BadGzipFile, zlib.error)
"""What reading a damaged compressed file raises."""


class Format(StrEnum):
    XES = "xes"
    CSV = "csv"
    XLSX = "xlsx"


class Row(NamedTuple):
    """One event of a case, or one line of a table with its number after the header."""

    place: str
    values: Mapping[str, str]
    number: int = 0
    is_whole: bool = True
    """Whether its cells stand where they belong; else nothing more is read from it."""


@dataclass(slots=True)
class Case:
    """One record of the file: its own attributes (prefixed with CASE) and its rows, and what is wrong with them."""

    place: str
    values: Mapping[str, str]
    rows: Sequence[Row]
    faults: list[Fault] = field(default_factory=list)
    in_order: bool = False
    """Whether the order of the rows says what came first; else their times do."""


@dataclass(slots=True)
class Names:
    """Which names a mapping uses, and which of the file's it passes over on purpose (None: all others)."""

    used: frozenset[str]
    ignored: frozenset[str] | None
    seen: set[str] = field(default_factory=set)

    def unknown(self, name: str) -> bool:
        """Whether the file has a name the mapping says nothing about; True once a name."""
        if name in self.seen:
            return False
        self.seen.add(name)
        return self.ignored is not None and name not in self.used and name not in self.ignored

    def passes(self, name: str) -> bool:
        """Whether the mapping passes over this name on purpose."""
        return name not in self.used and (self.ignored is None or name in self.ignored)

    def missing(self, place: str) -> Iterator[Fault]:
        """Names the mapping uses and the file does not have."""
        for name in sorted(self.used - self.seen):
            near = get_close_matches(name, self.seen, n=1) or sorted(self.seen)
            remedy = _("take it out of the mapping, or write what the file has: %(names)s")
            sentence = _("the mapping uses it, but the file does not have it")
            yield Fault(place, name, "missing", sentence, remedy % {"names": ", ".join(near) or "-"})


def unknown_fault(place: str, name: str) -> Fault:
    sentence = _("the mapping says nothing about it")
    return Fault(place, name, "unknown", sentence, _("map it, or name it under `ignore`"))


def no_text_fault(place: str, name: str, encoding: str) -> Fault:
    sentence = _("is not %(encoding)s") % {"encoding": encoding}
    return Fault(
        place, name, "not_text", sentence, _("name the encoding in the mapping, or save it as UTF-8")
    )


class Reading(Protocol):
    """A file being read: cases and faults of the file as a whole, and how far its reading is."""

    def __iter__(self) -> Iterator[Case | Fault]: ...

    def position(self) -> int: ...

    @property
    def cases(self) -> int | None:
        """How many there are, where that is known before the last one is read."""
        ...

    @property
    def is_spoilt(self) -> bool:
        """Whether nothing of it may arrive, even where bad records are skipped: they are only judged."""
        ...


def position_in(file: BinaryIO) -> int:
    """Bytes read; a closed file has been read to its end."""
    return -1 if file.closed else file.tell()


def opened(raw: BinaryIO) -> IO[bytes]:
    """The content of a file that may be gzipped."""
    compressed = raw.read(2) == GZIP_MAGIC
    raw.seek(0)
    return cast("IO[bytes]", gzip.open(raw)) if compressed else raw


def damage(error: Exception) -> str:
    """What one of DAMAGES means, in words."""
    if isinstance(error, EOFError):
        return _("the compressed file ends in the middle")
    return _("the compression is damaged: %(error)s") % {"error": error}


def fetch_again() -> str:
    """What to do about a file that is damaged."""
    return _("get the file again, or let what is whole arrive with --skip-bad")

"""What CSV and workbooks share: one row per record, or one row per event (gathered into cases in `gathering`)."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

from django.utils.translation import gettext as _

from maitre.shared.arrivals.imports.cases import Case, Names, Row, no_text_fault, position_in, unknown_fault
from maitre.shared.arrivals.imports.cleaning import Cleaner
from maitre.shared.arrivals.imports.gathering import Gathered
from maitre.shared.arrivals.imports.mapping import Mapping
from maitre.shared.arrivals.rules import Fault, remedy_of

R = TypeVar("R")


class Line(NamedTuple):
    """One row of cells and where it stands; with a fault it could not be read."""

    place: str
    cells: Sequence[str]
    fault: Fault | None = None


class TableFile(ABC):
    """Iterate once. Yields faults of the file as a whole (its header, a damaged end) among the cases."""

    encoding = ""
    whole: int | None = None
    """Rows of a table that is held whole."""
    is_spoilt = False
    """Whether its header names columns that nothing is said about, or that stand twice: its rows are only judged."""

    def __init__(
        self,
        path: Path,
        names: Names,
        mapping: Mapping,
        heard: Callable[[int], None] = lambda position: None,
    ) -> None:
        """`heard` is told how many bytes have been read, while rows are gathered before the first case."""
        self._heard = heard
        self.names, self.mapping = names, mapping
        self.raw = path.open("rb")
        self._clean = Cleaner(mapping)
        self._gathered: Gathered | None = None

    def position(self) -> int:
        return position_in(self.raw)

    @property
    def cases(self) -> int | None:
        """How many there are, where the whole file had to be read first; before that, None."""
        return self._gathered.cases if self._gathered else self.whole

    @abstractmethod
    def __iter__(self) -> Iterator[Case | Fault]: ...

    def table(self, lines: Iterator[Line]) -> Iterator[Case | Fault]:
        """The cases of a table that begins with its header."""
        header_line = next(lines, Line("line 1", ()))
        if header_line.fault:
            yield header_line.fault
            return
        header = [name.strip() for name in header_line.cells]
        faults = list(self._header_faults(header_line.place, header))
        yield from faults
        if any(fault.code in UNREADABLE for fault in faults):
            return
        self.is_spoilt = bool(faults)
        rows = self._rows(lines, header)
        if self.mapping.layout == "flat":
            yield from map(_alone, rows)
        else:
            self._gathered = Gathered(self._telling(rows), self.mapping.id_column)
            yield from self._gathered

    def _telling(self, rows: Iterator[R]) -> Iterator[R]:
        for row in rows:
            self._heard(self.position())
            yield row

    def _header_faults(self, place: str, header: list[str]) -> Iterator[Fault]:
        if not any(header):
            yield Fault(place, "", "empty", _("there is no header"), _("let the first line name the columns"))
            return
        for name, times in Counter(filter(None, header)).items():
            if not _is_text(name):
                yield no_text_fault(place, repr(name), self.encoding)
            elif times > 1 and (name in self.names.used or not self.names.passes(name)):
                self.names.seen.add(name)
                sentence = _("%(count)s columns have this name") % {"count": times}
                yield Fault(place, name, "twice", sentence, _("give each its own"))
            elif self.names.unknown(name):
                yield unknown_fault(place, name)
        yield from self.names.missing(place)

    def _rows(self, lines: Iterator[Line], header: list[str]) -> Iterator[tuple[Row, list[Fault]]]:
        """Each row with what is wrong with it as text; blank lines are passed over."""
        number = 0
        for place, cells, fault in lines:
            if fault is not None:
                yield Row(place, {}, is_whole=False), [fault]
            elif any(cells):
                number += 1
                values = {name: cell for name, cell in zip(header, cells, strict=False) if name}
                faults = list(self._row_faults(place, cells, header))
                is_whole = all(fault.code != "cells" for fault in faults)
                yield Row(place, self._clean(values), number, is_whole), faults

    def _row_faults(self, place: str, cells: Sequence[str], header: list[str]) -> Iterator[Fault]:
        if len(cells) < len(header) or any(cells[len(header) :]):
            counts = {"count": len(cells), "header": len(header)}
            sentence = _("has %(count)s cells where the header has %(header)s") % counts
            yield Fault(place, "", "cells", sentence, _("look for a missing quote or delimiter"))
        for column, (name, cell) in enumerate(zip(header, cells, strict=False), 1):
            if cell and not name:
                found = {"column": column, "cell": cell[:40]}
                sentence = _("column %(column)s holds “%(cell)s” and has no name") % found
                yield Fault(place, "", "unnamed", sentence, _("name it in the header"))
            elif not _is_text(cell):
                yield no_text_fault(place, name, self.encoding)
            if "\x00" in cell and self.mapping.clean == "refuse":
                yield Fault(place, name, "nul", _("contains a NUL character"), remedy_of("nul"))


UNREADABLE = frozenset({"empty", "not_text", "missing"})
"""Faults of a header after which rows would only be refused for what it does not name."""


def _alone(found: tuple[Row, list[Fault]]) -> Case:
    row, faults = found
    return Case(row.place, {}, [row], faults)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

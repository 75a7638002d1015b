"""CSV, read line by line: one row per record, or one row per event (gathered into cases in `gathering`)."""

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import IO, Any

from maitre.shared.arrivals.imports.cases import (
    DAMAGES,
    Case,
    Names,
    Row,
    damage,
    opened,
    position_in,
    unknown_fault,
)
from maitre.shared.arrivals.imports.gathering import gathered
from maitre.shared.arrivals.imports.mapping import Mapping
from maitre.shared.arrivals.rules import Fault

DELIMITERS = (",", ";", "\t", "|")
LINE_LIMIT = 5_000_000  # bytes
BOM = "\ufeff"


class CsvFile:
    """Iterate once. Yields faults of the file as a whole (its header, a damaged end) among the cases."""

    def __init__(self, path: Path, names: Names, mapping: Mapping) -> None:
        self._names = names
        self._mapping = mapping
        self._raw = path.open("rb")

    def position(self) -> int:
        return position_in(self._raw)

    def __iter__(self) -> Iterator[Case | Fault]:
        csv.field_size_limit(LINE_LIMIT)
        with self._raw:
            try:
                yield from self._whole(opened(self._raw))
            except DAMAGES as error:
                yield self._wrong("broken", damage(error))

    def _wrong(self, code: str, sentence: str) -> Fault:
        return Fault("", "", code, sentence)

    def _whole(self, stream: IO[bytes]) -> Iterator[Case | Fault]:
        lines = self._lines(stream)
        first = next(lines, "")
        delimiter = self._mapping.csv.delimiter or max(DELIMITERS, key=first.count)
        reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
        try:
            header = [name.strip() for name in next(reader, [])]
        except csv.Error as error:
            yield self._wrong("broken", f"the header cannot be read: {error}")
            return
        faults = list(self._header_faults(header))
        if faults:
            yield from faults
            return
        if self._mapping.layout == "flat":
            yield from map(_alone, self._rows(reader, header))
        else:
            yield from gathered(self._rows(reader, header), self._mapping.id)

    def _lines(self, stream: IO[bytes]) -> Iterator[str]:
        """Text of each line. Bytes that are none stay as lone surrogates, so that only their row is refused."""
        encoding = self._mapping.csv.encoding
        for number, line in enumerate(iter(lambda: stream.readline(LINE_LIMIT), b""), 1):
            text = line.decode(encoding, "surrogateescape")
            yield text.removeprefix(BOM) if number == 1 else text

    def _header_faults(self, header: list[str]) -> Iterator[Fault]:
        place = "line 1"
        if not any(header):
            yield Fault(place, "", "empty", "there is no header: the first line must name the columns")
            return
        for name, times in Counter(header).items():
            if times > 1:
                yield Fault(
                    place,
                    name,
                    "twice",
                    f"{times} columns have this name" if name else "a column has no name",
                )
            elif not _is_text(name):
                yield Fault(place, repr(name), "not_text", f"is not {self._mapping.csv.encoding}")
            elif self._names.unknown(name):
                yield unknown_fault(place, name, "column")
        yield from self._names.missing(place, "column")

    def _rows(self, reader: Any, header: list[str]) -> Iterator[tuple[Row, list[Fault]]]:
        """Each row with what is wrong with it as text; blank lines are passed over."""
        while True:
            place = f"line {reader.line_num + 1}"
            try:
                cells = next(reader, None)
            except csv.Error as error:
                yield Row(place, {}), [Fault(place, "", "broken", f"the row cannot be read: {error}")]
                continue
            if cells is None:
                return
            if any(cells):
                values = dict(zip(header, cells, strict=False))
                yield Row(place, values), list(self._row_faults(place, cells, header))

    def _row_faults(self, place: str, cells: list[str], header: list[str]) -> Iterator[Fault]:
        if len(cells) != len(header):
            yield Fault(place, "", "cells", f"has {len(cells)} cells where the header has {len(header)}")
        for name, cell in zip(header, cells, strict=False):
            if not _is_text(cell):
                encoding = self._mapping.csv.encoding
                yield Fault(place, name, "not_text", f"is not {encoding}; name the encoding in the mapping")
            if "\x00" in cell:
                yield Fault(place, name, "nul", "contains a NUL character")


def _alone(found: tuple[Row, list[Fault]]) -> Case:
    row, faults = found
    return Case(row.place, {}, [row], faults)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

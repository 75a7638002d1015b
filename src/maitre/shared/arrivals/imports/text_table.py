"""CSV and its kin, read line by line: any delimiter, any line ends, UTF-8, UTF-16 and Windows-1252."""

import csv
import re
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import chain
from typing import IO, Any

from django.utils.translation import gettext as _

from maitre.shared.arrivals.imports.cases import DAMAGES, Case, damage, fetch_again, opened
from maitre.shared.arrivals.imports.sniffing import encoding_of, head_of, no_table
from maitre.shared.arrivals.imports.table import Line, TableFile
from maitre.shared.arrivals.rules import Fault

DELIMITERS = (",", ";", "\t", "|")
LINE_LIMIT = 5_000_000  # characters
SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE | re.DOTALL)
"""A first line with which spreadsheets name the delimiter."""


class CsvFile(TableFile):
    def __iter__(self) -> Iterator[Case | Fault]:
        csv.field_size_limit(LINE_LIMIT)
        with self.raw:
            try:
                yield from self._whole(opened(self.raw))
            except DAMAGES as error:
                yield Fault("", "", "broken", damage(error), fetch_again())
            except UnicodeDecodeError as error:
                found = {"encoding": self.encoding, "error": error.reason}
                sentence = _("the file is not whole %(encoding)s (%(error)s)") % found
                yield Fault("", "", "not_text", sentence, _("save it as UTF-8"))

    def _whole(self, stream: IO[bytes]) -> Iterator[Case | Fault]:
        head = head_of(stream)
        if what := no_table(head):
            yield Fault("", "", "not_a_table", *what)
            return
        self.encoding = encoding_of(head, self.mapping.csv.encoding)
        with _text_of(stream, self.encoding) as text:
            yield from self.table(self._lines(text))

    def _lines(self, text: TextIOWrapper) -> Iterator[Line]:
        lines = iter(lambda: text.readline(LINE_LIMIT), "")
        first, before = next(lines, "").removeprefix("\ufeff"), 0
        delimiter = self.mapping.csv.delimiter
        if named := SEPARATOR_LINE.match(first):
            first, before = next(lines, ""), 1
            delimiter = delimiter or named.group(1)
        delimiter = delimiter or max(DELIMITERS, key=first.count)
        yield from _read(csv.reader(chain([first], lines), delimiter=delimiter, strict=True), before)


def _text_of(stream: IO[bytes], encoding: str) -> TextIOWrapper:
    """Bytes that are no text stay as lone surrogates, so that only their row is refused; UTF-16 knows no such thing."""
    errors = "strict" if encoding.startswith("utf-16") else "surrogateescape"
    return TextIOWrapper(stream, encoding, errors, newline="")


def _read(reader: Any, before: int) -> Iterator[Line]:
    """Each row with its first line; `before` lines stand before the header."""
    while True:
        place = f"line {reader.line_num + 1 + before}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            sentence = _("the row cannot be read: %(error)s") % {"error": error}
            remedy = _("look for a quote that is not doubled")
            yield Line(place, (), Fault(place, "", "broken", sentence, remedy))
            continue
        if cells is None:
            return
        yield Line(place, cells)

"""A small table as a file: what a page shows, its headings in the person's words, nothing in it a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

import xlsxwriter

from maitre.shared.exports.actions.written import BOM
from maitre.shared.exports.rules import Format, harmless

Line = Sequence[str | float | None]


def table_file(format_: Format, name: str, headings: Sequence[str], lines: Iterable[Line]) -> BinaryIO:
    """The whole file, in memory: pages show no more than some thousand numbers. `name` is that of the sheet."""
    file = io.BytesIO()
    if format_ is Format.XLSX:
        _write_book(file, name, headings, lines)
    else:
        text = io.StringIO(newline="")
        rows = ([harmless(each) if isinstance(each, str) else each for each in line] for line in lines)
        csv.writer(text, lineterminator="\r\n").writerows([[harmless(each) for each in headings], *rows])
        file.write((BOM + text.getvalue()).encode())
    file.seek(0)
    return file


def _write_book(file: BinaryIO, name: str, headings: Sequence[str], lines: Iterable[Line]) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet(name[:31])
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 1)
        for place, heading in enumerate(headings):
            sheet.set_column(place, place, 28 if place == 0 else 16)
            sheet.write_string(0, place, harmless(heading), bold)
        for row, line in enumerate(lines, 1):
            for place, value in enumerate(line):
                if isinstance(value, str):
                    sheet.write_string(row, place, harmless(value))
                elif value is not None:
                    sheet.write_number(row, place, value)

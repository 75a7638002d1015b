"""Rows as bytes: CSV a page at a time, a workbook row by row in constant memory."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from maitre.shared.exports.actions.rows import Table
from maitre.shared.exports.rules import Cell, Value, harmless

CELL_LIMIT = 32_767
"""Characters a cell of a workbook can hold."""
BOM = "\ufeff"
"""Tells spreadsheets that the text is UTF-8. Programs are not told: they know."""


def as_csv(table: Table, pages: Iterable[list[list[Value]]], *, mark: bool = True) -> Iterator[bytes]:
    """RFC 4180 with every text in quotes, so that nothing in it divides a cell."""
    yield ((BOM if mark else "") + _lines([[harmless(each) for each in table.headings]])).encode()
    for page in pages:
        yield _lines([[_csv_cell(value) for value in row] for row in page]).encode()


def _lines(rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _csv_cell(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value if isinstance(value, int) else harmless(value)


def _fitting(text: str) -> str:
    """A workbook leaves out a cell of more characters than it can hold: the end is cut, and it says so."""
    if len(text) <= CELL_LIMIT:
        return text
    sign = "… " + _("(cut: a cell of a workbook holds no more; the whole text is in CSV)")
    return text[: CELL_LIMIT - len(sign)] + sign


def write_xlsx(table: Table, pages: Iterable[list[list[Value]]], to: BinaryIO) -> int:
    """Write a workbook; how many rows. Numbers are numbers, instants are dates, nothing is a formula or a link."""
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    }  # fmt: skip
    count = 0
    with xlsxwriter.Workbook(to, options) as book:
        sheet = book.add_worksheet(str(table.sheet.name)[:31])
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(table.columns):
            width = 19 if column.cell is Cell.INSTANT else column.width
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, harmless(table.headings[place]), bold)
        for page in pages:
            for row in page:
                count += 1
                for place, value in enumerate(row):
                    if isinstance(value, datetime):
                        sheet.write_datetime(count, place, value, moment)
                    elif isinstance(value, int):
                        sheet.write_number(count, place, value)
                    elif value:
                        sheet.write_string(count, place, _fitting(harmless(value)))
        sheet.autofilter(0, 0, count, max(len(table.columns) - 1, 0))
    return count

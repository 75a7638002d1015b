"""Workbooks (XLSX): one sheet as a table. Times and numbers become the text that CSV would have of them."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from maitre.shared.arrivals.imports.cases import Case
from maitre.shared.arrivals.imports.sniffing import head_of, no_workbook
from maitre.shared.arrivals.imports.table import Line, TableFile
from maitre.shared.arrivals.rules import Fault

CELL_LIMIT = 20_000_000
"""Cells of a sheet; it is held in memory."""


class WorkbookFile(TableFile):
    encoding = "text"

    def __iter__(self) -> Iterator[Case | Fault]:
        with self.raw:
            if what := no_workbook(head_of(self.raw)):
                yield Fault("", "", "not_a_workbook", *what)
                return
            try:
                found = self._sheet(CalamineWorkbook.from_filelike(self.raw))
            except (CalamineError, OSError, ValueError) as error:
                sentence = _("the workbook cannot be read: %(error)s") % {"error": error}
                found = Fault("", "", "broken", sentence, _("save it again as .xlsx"))
            if isinstance(found, Fault):
                yield found
            else:
                yield from self.table(found)

    def _sheet(self, book: CalamineWorkbook) -> Iterator[Line] | Fault:
        """The rows of the sheet that is meant."""
        shown = [each.name for each in book.sheets_metadata if each.visible is SheetVisibleEnum.Visible]
        wanted = self.mapping.xlsx.sheet
        if wanted is None:
            filled = [name for name in shown if book.get_sheet_by_name(name).height]
            if len(filled) > 1:
                sentence = _("several sheets hold something: %(names)s") % {"names": _listed(filled)}
                return Fault("", "", "sheets", sentence, _("name one under `xlsx`"))
            wanted = next(iter(filled), None)
        if wanted is None or wanted not in book.sheet_names:
            sentence = _("there is no such sheet with rows")
            remedy = _("name one of these under `xlsx`: %(names)s") % {"names": _listed(book.sheet_names)}
            return Fault("", "", "sheets", sentence, remedy)
        sheet = book.get_sheet_by_name(wanted)
        if sheet.total_height * sheet.total_width > CELL_LIMIT:
            sentence = _("the sheet has more than %(limit)s cells") % {"limit": f"{CELL_LIMIT:,}"}
            return Fault("", "", "too_long", sentence, _("save it as CSV"))
        self.whole = sheet.height - 1
        return _lines(sheet.iter_rows())


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _lines(rows: Iterator[Sequence[object]]) -> Iterator[Line]:
    for number, cells in enumerate(rows, 1):
        yield Line(f"row {number}", [_text(cell) for cell in cells])


def _text(cell: object) -> str:
    """A cell as one would type it; times as ISO writes them."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)

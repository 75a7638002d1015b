"""The rows of a list as values, through the list engine, a page at a time: what is not listed is not exported."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext as _

from maitre.kernel.errors import TooLarge
from maitre.shared.access.rules import Actor
from maitre.shared.exports.rules import Cell, Column, Format, Sheet, Value, sheet_of
from maitre.shared.records.querysets import listing_of
from maitre.shared.records.querysets.pages import MOST_ROWS


@dataclass(frozen=True, slots=True)
class Wanted:
    """A list as it is asked for as a file. No columns are all of them."""

    kind: str
    format: Format
    query: str = ""
    sort: str = "newest"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A list about to be written: its sheet, columns with their headings in the person's words, and where they live."""

    wanted: Wanted
    actor: Actor
    sheet: Sheet
    columns: list[Column]
    headings: list[str]
    zone: ZoneInfo


def table_of(wanted: Wanted, actor: Actor) -> Table:
    sheet = sheet_of(wanted.kind)
    columns = sheet.wanted(wanted.columns, actor)
    with translation.override(actor.language):
        headings = [
            f"{each.label} ({actor.zone})" if each.cell is Cell.INSTANT else str(each.label)
            for each in columns
        ]
    return Table(wanted, actor, sheet, columns, headings, ZoneInfo(actor.zone))


def batches(table: Table, limit: int) -> Iterator[list[list[Value]]]:
    """Rows in the order of the list. A record that moves while one reads is there once; beyond `limit`: TooLarge."""
    wanted, names = table.wanted, frozenset(column.name for column in table.columns)
    cursor: str | None = None
    seen: set[int] = set()
    while True:
        page = listing_of(
            wanted.kind, table.actor, query=wanted.query, sort=wanted.sort, cursor=cursor, limit=MOST_ROWS
        )
        fresh = [row for row in page.rows if row.id not in seen]
        seen.update(row.id for row in fresh)
        if len(seen) > limit:
            raise TooLarge(
                _("The list has more than %(limit)s rows. Narrow it, or take it in parts.")
                % {"limit": f"{limit:,}"}
            )
        # Words are looked up here, not while the answer is on its way: by then the request's language is gone.
        with translation.override(table.actor.language):
            values = list(table.sheet.values(fresh, names))
        if values:
            yield [_cells(table.columns, each, table.zone) for each in values]
        cursor = page.next
        if cursor is None:
            return


def _cells(columns: Sequence[Column], values: object, zone: ZoneInfo) -> list[Value]:
    """In the order of the columns; instants as the person's own clock shows them."""
    found: list[Value] = []
    for column in columns:
        value: Value = values[column.name]  # type: ignore[index]
        is_instant = column.cell is Cell.INSTANT and value is not None
        found.append(value.astimezone(zone).replace(tzinfo=None) if is_instant else value)  # type: ignore[union-attr]
    return found

"""A list as a file, at once where it is small enough. Every export stands in the audit book before its first byte."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, cast

from django.utils import timezone

from maitre.kernel.chain import JSON
from maitre.kernel.errors import TooLarge
from maitre.shared.access.rules import Actor
from maitre.shared.audit.actions import note
from maitre.shared.exports.actions.rows import Wanted, batches, table_of
from maitre.shared.exports.actions.written import as_csv, write_xlsx
from maitre.shared.exports.rules import AT_ONCE, MEDIA_TYPES, Format
from maitre.shared.records.querysets import count_of


@dataclass(frozen=True, slots=True)
class Taken:
    """A file on its way: its name, its kind, its bytes as they come or to be read."""

    name: str
    media_type: str
    content: Iterator[bytes] | BinaryIO


def take_along(wanted: Wanted, *, by: Actor, mark: bool = True) -> Taken:
    """The list as a file. Raises TooLarge beyond AT_ONCE rows, and what the list engine raises for what it refuses."""
    count, is_exact = count_of(wanted.kind, by, query=wanted.query)
    if not is_exact:
        raise TooLarge(
            f"The list has more than {AT_ONCE:,} rows; so many come with an answer. Narrow it, read it page by page,"
            " or ask for it on the desk: it is written in the background there."
        )
    table = table_of(wanted, by)
    unread = batches(table, AT_ONCE + 1_000)  # some may come while it is read
    first = next(unread, None)  # what is refused is refused now, not in the middle of a file
    pages = unread if first is None else chain([first], unread)
    if wanted.format is Format.CSV:
        noted(wanted, by=by, rows=count)
        return Taken(file_name(wanted), MEDIA_TYPES[wanted.format], as_csv(table, pages, mark=mark))
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - whoever sends it closes it
    try:
        noted(wanted, by=by, rows=write_xlsx(table, pages, file))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Taken(file_name(wanted), MEDIA_TYPES[wanted.format], file)


def noted(wanted: Wanted, *, by: Actor, rows: int) -> None:
    """Who took what along, for the audit book."""
    detail: dict[str, JSON] = {
        "query": wanted.query,
        "sort": wanted.sort,
        "columns": list(wanted.columns),
        "format": wanted.format.value,
        "rows": rows,
    }
    note("exported", wanted.kind, by_id=by.person_id, by_name=by.name, detail=detail)


def file_name(wanted: Wanted) -> str:
    return f"{wanted.kind}s-{timezone.localdate():%Y-%m-%d}.{wanted.format}"

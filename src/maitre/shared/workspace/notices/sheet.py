"""Records as rows of a file: the columns that every practice has, and how those of its own join them."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from maitre.shared.exports.rules import Cell, Column, Sheet, Value
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import ListRow

ALWAYS = ("number", "title", "state", "priority")
"""Columns every list shows; the others are chosen."""
COLUMNS = (
    Column("number", _("Number"), width=12),
    Column("title", _("Title"), width=60),
    Column("state", _("State"), width=14),
    Column("priority", _("Priority"), Cell.NUMBER, width=9),
    Column("requester", _("Requester")),
    Column("team", _("Team")),
    Column("assignee", _("Assignee")),
    Column("category", _("Category")),
    Column("organisation", _("Organisation")),
    Column("created", _("Created"), Cell.INSTANT),
    Column("updated", _("Updated"), Cell.INSTANT, for_staff=True),
)
_PLACES = frozenset({"category", "organisation"})

Values = Callable[[Sequence[ListRow], frozenset[str]], Mapping[int, Mapping[str, Value]]]
"""The cells of the wanted columns of a practice's own, for each of some rows by its id."""


def sheet(kind: str, name: str, own: Sequence[Column], values: Values) -> Sheet:
    """How lists of a practice become files: the common columns, then its own."""

    def cells(rows: Sequence[ListRow], wanted: frozenset[str]) -> Iterator[Mapping[str, Value]]:
        found = values(rows, wanted)
        for common, row in zip(_common(kind, rows, wanted), rows, strict=True):
            yield {**common, **found.get(row.id, {})}

    return Sheet(kind, name, (*COLUMNS, *own), cells)


def _common(kind: str, rows: Sequence[ListRow], wanted: frozenset[str]) -> Iterator[Mapping[str, Value]]:
    """A mapping a row; one statement for places, where they are wanted."""
    places = Record.objects.places([row.id for row in rows]) if wanted & _PLACES else {}
    states = {name: str(word) for name, word in practice_of(kind).states.items()}
    for row in rows:
        category, organisation = places.get(row.id, ("", ""))
        yield {
            "number": row.number,
            "title": row.title,
            "state": states[row.state],
            "priority": row.priority,
            "requester": row.requester_name,
            "team": row.team_name,
            "assignee": row.assignee_name,
            "category": category,
            "organisation": organisation,
            "created": row.created_at,
            "updated": row.updated_at,
        }

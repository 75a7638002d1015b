"""How a person wants the list to look: columns, grouping, rows a page. Kept on the server, the same at every desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.practice.rules import Practice
from maitre.shared.records.actions.views import prefer_list
from maitre.shared.records.notices import PRIORITIES
from maitre.shared.records.querysets import Furniture
from maitre.shared.records.rules import COLUMNS, GROUPINGS, PAGE_SIZES, USUAL_COLUMNS
from maitre.shared.workspace.notices import Row
from maitre.shared.workspace.pages.list_query import way_back


@dataclass(frozen=True, slots=True)
class ListLayout:
    columns: tuple[str, ...] = USUAL_COLUMNS
    grouping: str = ""
    rows: int = PAGE_SIZES[0]

    @property
    def names_places(self) -> bool:
        """Whether it shows what a row does not hold by itself."""
        return bool({"category", "organisation"} & set(self.columns))


def layout_of(furniture: Furniture) -> ListLayout:
    if furniture.look is None:
        return ListLayout()
    columns, grouping, rows = furniture.look
    return ListLayout(tuple(name for name in COLUMNS if name in columns), grouping, rows)


def choices(layout: ListLayout) -> dict[str, Any]:
    """What the chooser offers, and what is chosen."""
    columns = {
        "requester": _("Requester"),
        "team": _("Team"),
        "assignee": _("Assignee"),
        "category": _("Category"),
        "organisation": _("Organisation"),
        "created": _("Created"),
        "updated": _("Updated"),
    }
    groupings = {"": _("Nothing"), "priority": _("Priority"), "state": _("State"), "assignee": _("Assignee")}
    return {
        "columns": [(name, columns[name], name in layout.columns) for name in COLUMNS],
        "groupings": [(name, groupings[name], name == layout.grouping) for name in GROUPINGS],
        "sizes": [(size, str(size), size == layout.rows) for size in PAGE_SIZES],
    }


def grouped(practice: Practice, rows: Sequence[Row], by: str) -> list[dict[str, Any]]:
    """The rows of a page under headings; within one they keep their order."""
    if not by:
        return [{"label": "", "rows": rows}]
    order = [str(practice.states[name]) for name in practice.lifecycle.states]

    def key(row: Row) -> tuple[Any, ...]:
        if by == "priority":
            return (row.priority,)
        if by == "state":
            return (order.index(row.state),)
        return (bool(row.assignee_name), row.assignee_name)

    def label(row: Row) -> str:
        if by == "priority":
            return f"{row.priority} {PRIORITIES[row.priority]}"
        return row.state if by == "state" else row.assignee_name or _("Nobody yet")

    gathered = groupby(sorted(rows, key=key), key)
    return [{"label": label(found[0]), "rows": found} for found in (list(each) for _key, each in gathered)]


@require_POST
@signed_in
def choose(request: SignedInRequest, practice: Practice) -> HttpResponse:
    """Keep what the chooser says."""
    given = request.POST
    size = given.get("rows", "")
    prefer_list(
        practice.kind,
        given.getlist("columns"),
        given.get("grouping", ""),
        int(size) if size.isdecimal() and len(size) < 5 else 0,
        by=request.actor,
    )
    return redirect(way_back(practice, request))

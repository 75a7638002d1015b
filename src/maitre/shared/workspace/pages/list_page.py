"""The list of a practice: views, a query, a page of rows or a board of states."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from maitre.kernel.errors import Invalid
from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.access.rules import Actor
from maitre.shared.practice.rules import Practice
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import furniture_of, listing_of
from maitre.shared.workspace.notices import rows
from maitre.shared.workspace.notices.query_error import query_error
from maitre.shared.workspace.pages import board, bulk, list_layout, saved_views
from maitre.shared.workspace.pages.list_layout import ListLayout
from maitre.shared.workspace.pages.list_query import ListQuery
from maitre.shared.workspace.pages.query_box import chips_of, joined


@signed_in
def show_list(request: SignedInRequest, practice: Practice) -> HttpResponse:
    """Requesters have their own list in the portal."""
    actor = request.actor
    if not actor.is_staff:
        return redirect("portal:mine")
    asked = ListQuery.of(practice, request.GET)
    if more := request.GET.get("add", "").strip():
        return redirect(asked.url(query=joined(asked.query, more)))
    furniture = furniture_of(practice.kind, actor)
    layout = list_layout.layout_of(furniture)
    error, found = None, _nothing(layout)
    try:
        found = (
            board.columns(practice, actor, asked) if asked.is_board else _rows(practice, actor, asked, layout)
        )
    except Invalid as refused:
        error = query_error(asked.query, refused)
    context = {
        **found,
        "practice": practice,
        "asked": asked,
        "here": asked.url(cursor=asked.cursor),
        "views": saved_views.tabs(practice, furniture.views, actor, asked),
        "teams": furniture.teams,
        "chips": chips_of(practice, asked) if asked.query and not error else [],
        "query_error": error,
        "sorts": _sorts(asked),
        "layout": list_layout.choices(layout),
        "bulk_verbs": bulk.verbs(practice),
        "more_verbs": bulk.more_verbs(practice),
        "create_url": address_of(f"{practice.kind}:create"),
    }
    return render(request, "shared/workspace/pages/list.html", context, status=422 if error else 200)


def _nothing(layout: ListLayout) -> dict[str, Any]:
    return {
        "count": 0, "groups": [], "columns": layout.columns, "board": [], "first_url": None, "next_url": None,
        "unknown": "",
    }  # fmt: skip


def _rows(practice: Practice, actor: Actor, asked: ListQuery, layout: ListLayout) -> dict[str, Any]:
    """One page of rows. Raises Invalid for what cannot be asked."""
    page = listing_of(
        practice.kind, actor, query=asked.query, sort=asked.sort, cursor=asked.cursor, limit=layout.rows
    )
    found = _nothing(layout) | {
        "unknown": ", ".join(page.unknown),
        "count": len(page.rows),
        "first_url": asked.url() if asked.cursor else None,
        "next_url": asked.url(cursor=page.next) if page.next else None,
    }
    if page.rows:
        ids = [each.id for each in page.rows]
        places = Record.objects.places(ids) if layout.names_places else {}
        shown = rows(page.rows, places, practice.marks(ids))
        found["groups"] = list_layout.grouped(practice, shown, layout.grouping)
    return found


def _sorts(asked: ListQuery) -> list[dict[str, Any]]:
    named = {
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "priority": _("Priority"),
        "updated": _("Updated last"),
    }
    return [
        {"label": label, "url": asked.url(sort=name), "current": name == asked.sort}
        for name, label in named.items()
    ]

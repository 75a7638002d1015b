"""The queue: views, a query, a page of rows or a board of states."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from maitre.kernel.errors import Invalid
from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import rows
from maitre.operation.incident.pages import board, bulk, looks, saved_views
from maitre.operation.incident.pages.asked import Asked
from maitre.operation.incident.pages.query_box import chips_of, joined
from maitre.operation.incident.pages.query_words import told
from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import furniture_of, listing_of


@signed_in
def show_list(request: SignedInRequest) -> HttpResponse:
    """The queue; requesters have their own list in the portal."""
    actor = request.actor
    if not actor.is_staff:
        return redirect("portal:mine")
    asked = Asked.of(request.GET)
    if more := request.GET.get("add", "").strip():
        return redirect(asked.url(query=joined(asked.query, more)))
    furniture = furniture_of("incident", actor)
    look = looks.look_of(furniture)
    error, found = None, _nothing(look)
    try:
        found = board.columns(actor, asked) if asked.is_board else _rows(actor, asked, look)
    except Invalid as refused:
        error = told(asked.query, refused)
    context = {
        **found,
        "asked": asked,
        "here": asked.url(cursor=asked.cursor),
        "views": saved_views.tabs(furniture.views, actor, asked),
        "teams": furniture.teams,
        "chips": chips_of(asked) if asked.query and not error else [],
        "query_error": error,
        "sorts": _sorts(asked),
        "look": looks.choices(look),
        "bulk_verbs": bulk.verbs(),
        "more_verbs": bulk.more_verbs(),
        "report_url": address_of("incident:report"),
    }
    return render(request, "operation/incident/pages/list.html", context, status=422 if error else 200)


def _nothing(look: looks.Look) -> dict[str, Any]:
    return {
        "count": 0, "groups": [], "columns": look.columns, "board": [], "first_url": None, "next_url": None,
        "unknown": "",
    }  # fmt: skip


def _rows(actor: Actor, asked: Asked, look: looks.Look) -> dict[str, Any]:
    """One page of rows. Raises Invalid for what cannot be asked."""
    page = listing_of(
        "incident", actor, query=asked.query, sort=asked.sort, cursor=asked.cursor, limit=look.rows
    )
    ids = [each.id for each in page.rows]
    families, majors = Incident.objects.marks(ids) if ids else ({}, frozenset())
    places = Record.objects.places(ids) if look.names_places else {}
    return _nothing(look) | {
        "unknown": ", ".join(page.unknown),
        "count": len(page.rows),
        "groups": looks.grouped(rows(page.rows, places, families, majors), look.grouping)
        if page.rows
        else [],
        "first_url": asked.url() if asked.cursor else None,
        "next_url": asked.url(cursor=page.next) if page.next else None,
    }


def _sorts(asked: Asked) -> list[dict[str, Any]]:
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

"""The queue: views, a query, a page of rows, and verbs for many at once."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from maitre.kernel.errors import Invalid, MaitreError
from maitre.kernel.query import QueryError, chips, parse, show, without
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.operation.incident.actions import take
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import rows
from maitre.shared.access.rules import Actor
from maitre.shared.records.actions.views import drop_view, save_view
from maitre.shared.records.models import SavedView
from maitre.shared.records.querysets import Listing, listing_of

MOST_AT_ONCE = 100


def _views(actor: Actor, query: str) -> list[dict[str, Any]]:
    """Views that everybody has, then one's own and one's teams'."""
    named = [
        (_("All open"), "state:open"),
        (_("Mine"), "state:open assignee:me"),
        (_("Unassigned"), "state:open assignee:none"),
        (_("Waiting"), "state:pending"),
        (_("Resolved"), "state:resolved"),
        (_("All"), ""),
    ]
    views = [{"label": label, "url": _address(q=text), "current": text == query} for label, text in named]
    for saved in SavedView.objects.of_kind("incident").visible_to(actor):
        address = _address(q=saved.query, sort=saved.sort)
        views.append({"label": saved.name, "url": address, "current": saved.query == query})
    return views


def _chips(query: str, sort: str) -> list[dict[str, str]]:
    """Each part of the query, and the address of the list without it."""
    tree = parse(query)
    return [
        {"text": chip.text, "remove_url": _address(q=show(without(tree, chip)), sort=sort)}
        for chip in chips(tree)
    ]


@require_POST
@signed_in
def save(request: SignedInRequest) -> HttpResponse:
    """Keep the present query under a name."""
    given = request.POST
    view = save_view(
        "incident", given.get("name", ""), given.get("q", ""), given.get("sort", "newest"), by=request.actor
    )
    said(request, _("Saved as %(name)s.") % {"name": view.name})
    return redirect(_address(q=view.query, sort=view.sort))


@require_POST
@signed_in
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    drop_view(pk, by=request.actor)
    return redirect("incident:list")


def _sorts(query: str, sort: str) -> list[dict[str, Any]]:
    named = {
        "newest": _("Newest first"),
        "oldest": _("Oldest first"),
        "priority": _("Priority"),
        "updated": _("Updated last"),
    }
    return [
        {"label": label, "url": _address(q=query, sort=name), "current": name == sort}
        for name, label in named.items()
    ]


def _address(**parameters: str | None) -> str:
    given = {name: value for name, value in parameters.items() if value is not None}
    return f"{reverse('incident:list')}?{urlencode(given)}"


@signed_in
def show_list(request: SignedInRequest) -> HttpResponse:
    """The queue; requesters have their own list in the portal."""
    if not request.actor.is_staff:
        return redirect("portal:mine")
    query = request.GET.get("q", "state:open").strip()
    sort = request.GET.get("sort", "newest")
    cursor = request.GET.get("cursor")
    error, page = None, Listing([], None)
    try:
        page = listing_of("incident", request.actor, query=query, sort=sort, cursor=cursor)
    except QueryError as refused:
        error = {"sentence": refused.sentence, "start": refused.start, "end": refused.end}
    except Invalid as refused:
        error = {"sentence": refused.sentence, "start": None, "end": None}
    context = {
        "rows": rows(page.rows),
        "views": _views(request.actor, query),
        "chips": _chips(query, sort) if query and not error else [],
        "sort": sort,
        "save_url": reverse("incident:save_view"),
        "query": query,
        "query_error": error,
        "sorts": _sorts(query, sort),
        "first_url": _address(q=query, sort=sort) if cursor else None,
        "next_url": _address(q=query, sort=sort, cursor=page.next) if page.next else None,
        "can_report": True,
        "report_url": reverse("incident:report"),
    }
    return render(request, "operation/incident/pages/list.html", context, status=422 if error else 200)


@require_POST
@signed_in
def bulk(request: SignedInRequest) -> HttpResponse:
    """Take every ticked incident; what could not be taken is named, the others are done."""
    labels = request.POST.getlist("record")[:MOST_AT_ONCE]
    done, refused = 0, []
    for label in labels:
        try:
            take(Incident.objects.labelled(label, request.actor), by=request.actor)
            done += 1
        except MaitreError as error:
            refused.append(error.sentence)
    said(
        request,
        ngettext("%(n)s incident is yours now.", "%(n)s incidents are yours now.", done) % {"n": done},
    )
    for sentence in refused[:5]:
        said(request, sentence)
    back = request.META.get("HTTP_REFERER", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if safe else reverse("incident:list"))

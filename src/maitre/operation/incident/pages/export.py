"""The queue as a file: its query, its order, its columns. A long one is written in the background."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotFound, TooLarge
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.kit.web.sending import download
from maitre.operation.incident.notices.sheet import ALWAYS
from maitre.operation.incident.pages.asked import Asked
from maitre.operation.incident.pages.looks import look_of
from maitre.shared.exports.actions import Wanted, ask_for, take_along
from maitre.shared.exports.rules import AT_ONCE, MOST, Format
from maitre.shared.records.querysets import furniture_of


@signed_in
def export_page(request: SignedInRequest) -> HttpResponseBase:
    """The file; where it is too long for that, a page that offers to write it in the background."""
    if not request.actor.is_staff:
        raise NotFound("There is no such page.")
    given = request.POST if request.method == "POST" else request.GET
    wanted = _wanted(request, given)
    if request.method == "POST":
        ask_for(wanted, by=request.actor)
        said(request, _("The list is being written. It appears here when it is ready."))
        return redirect("exports:downloads")
    try:
        taken = take_along(wanted, by=request.actor)
        return download(taken.content, taken.name, taken.media_type)
    except TooLarge:
        return _too_long(request, wanted, given)


def _wanted(request: SignedInRequest, given: Any) -> Wanted:
    asked = Asked.of(given)
    if given.get("format") not in set(Format):
        raise NotFound("There is no such format.")
    columns = (
        ()
        if given.get("columns") == "all"
        else (*ALWAYS, *look_of(furniture_of("incident", request.actor)).columns)
    )
    return Wanted("incident", Format(given["format"]), asked.query, asked.sort, columns)


def _too_long(request: SignedInRequest, wanted: Wanted, given: Any) -> HttpResponse:
    names = ("q", "sort", "format", "columns")
    back = f"{reverse('incident:list')}?{urlencode({'q': wanted.query, 'sort': wanted.sort})}"
    context = {
        "given": {name: given[name] for name in names if name in given},
        "at_once": AT_ONCE,
        "most": MOST,
        "back": back,
    }
    return render(request, "operation/incident/pages/export.html", context)

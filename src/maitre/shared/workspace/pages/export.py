"""A list as a file: its query, its order, its columns. A long one is written in the background."""

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
from maitre.shared.exports.actions import Wanted, ask_for, take_along
from maitre.shared.exports.rules import AT_ONCE, MOST, Format
from maitre.shared.practice.rules import Practice
from maitre.shared.records.querysets import furniture_of
from maitre.shared.workspace.notices.sheet import ALWAYS
from maitre.shared.workspace.pages.list_layout import layout_of
from maitre.shared.workspace.pages.list_query import ListQuery


@signed_in
def export_page(request: SignedInRequest, practice: Practice) -> HttpResponseBase:
    """The file; where it is too long for that, a page that offers to write it in the background."""
    if not request.actor.is_staff:
        raise NotFound("There is no such page.")
    given = request.POST if request.method == "POST" else request.GET
    wanted = _wanted(practice, request, given)
    if request.method == "POST":
        ask_for(wanted, by=request.actor)
        said(request, _("The list is being written. It appears here when it is ready."))
        return redirect("exports:downloads")
    try:
        taken = take_along(wanted, by=request.actor)
        return download(taken.content, taken.name, taken.media_type)
    except TooLarge:
        return _too_long(practice, request, wanted, given)


def _wanted(practice: Practice, request: SignedInRequest, given: Any) -> Wanted:
    asked = ListQuery.of(practice, given)
    if given.get("format") not in set(Format):
        raise NotFound("There is no such format.")
    columns = (
        ()
        if given.get("columns") == "all"
        else (*ALWAYS, *layout_of(furniture_of(practice.kind, request.actor)).columns)
    )
    return Wanted(practice.kind, Format(given["format"]), asked.query, asked.sort, columns)


def _too_long(practice: Practice, request: SignedInRequest, wanted: Wanted, given: Any) -> HttpResponse:
    names = ("q", "sort", "format", "columns")
    back = f"{reverse(f'{practice.kind}:list')}?{urlencode({'q': wanted.query, 'sort': wanted.sort})}"
    context = {
        "practice": practice,
        "given": {name: given[name] for name in names if name in given},
        "at_once": AT_ONCE,
        "most": MOST,
        "back": back,
    }
    return render(request, "shared/workspace/pages/export.html", context)

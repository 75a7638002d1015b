"""The query box: its conditions as chips, one more condition, and what could be typed next."""

from functools import partial

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from maitre.kernel.query import (
    LONGEST_TEXT,
    Condition,
    Node,
    Not,
    QueryError,
    all_of,
    chips,
    complete,
    parse,
    show,
    without,
)
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.practice.rules import Practice
from maitre.shared.records.querysets import names_like
from maitre.shared.records.rules import fields_of
from maitre.shared.workspace.notices.conditions import called, in_halves
from maitre.shared.workspace.pages.list_query import ListQuery

SUGGESTED = 12


def chips_of(practice: Practice, asked: ListQuery) -> list[dict[str, str]]:
    """Each part of the query in two halves, and the address of the list without it. Raises QueryError."""
    tree = parse(asked.query)
    return [
        {
            **_halves(practice, chip.node),
            "text": chip.text,
            "remove_url": asked.url(query=show(without(tree, chip))),
        }
        for chip in chips(tree)
    ]


def _halves(practice: Practice, node: Node) -> dict[str, str]:
    """A condition as field and value in the reader's language; everything else stands for itself."""
    if isinstance(node, Condition) or (isinstance(node, Not) and isinstance(node.part, Condition)):
        key, value = in_halves(practice, node)
        return {"key": key, "value": value}
    return {"key": "", "value": show(node)}


def joined(query: str, more: str) -> str:
    """The query with another condition; as it was typed where that cannot be read yet."""
    try:
        return show(all_of(parse(query), parse(more)))
    except QueryError:
        return f"{query} {more}".strip()


@signed_in
def suggest(request: SignedInRequest, practice: Practice) -> HttpResponse:
    """What could come next in `text` at the place `at`: [{kind, text, start, end}]; `kind` says what it is."""
    text = request.GET.get("text", "")[:LONGEST_TEXT]
    place = request.GET.get("at", "")
    at = min(int(place), len(text)) if place.isdecimal() and len(place) < 6 else len(text)
    found = complete(text, at, fields_of(practice.kind), names_like(request.actor), partial(called, practice))
    kinds = {"field": _("Field"), "operator": _("Comparison"), "value": _("Value")}
    return JsonResponse(
        {
            "suggestions": [
                {"kind": one.told or kinds[one.kind], "text": one.text, "start": one.start, "end": one.end}
                for one in found[:SUGGESTED]
            ]
        }
    )

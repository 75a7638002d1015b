"""The list as a board: a column for each open state, a card for each record."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from maitre.kernel.query import all_of, parse, show
from maitre.kernel.states import OPEN_PHASES
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.access.rules import Actor
from maitre.shared.practice.rules import Practice
from maitre.shared.records.querysets import board_of
from maitre.shared.workspace.notices import buttons, rows
from maitre.shared.workspace.pages.list_query import ListQuery

CARDS = 20
"""Cards of a column; a link leads to the rest."""


def columns(practice: Practice, actor: Actor, asked: ListQuery) -> dict[str, Any]:
    """Columns with their cards, the most urgent first. Raises Invalid for what cannot be asked."""
    states = practice.lifecycle.states
    open_states = [name for name, state in states.items() if state.phase in OPEN_PHASES]
    found = board_of(practice.kind, actor, open_states, query=asked.query, limit=CARDS)
    board = [
        {
            "label": practice.states[state],
            "phase": states[state].phase.value,
            "rows": rows(listing.rows),
            "more_url": _column_url(asked, state) if listing.next else "",
        }
        for state, listing in found.items()
    ]
    count = sum(len(column["rows"]) for column in board)
    return {
        "board": board if count else [],
        "count": count,
        "groups": [],
        "columns": (),
        "unknown": "",
        **_NO_PAGES,
    }


_NO_PAGES = {"first_url": None, "next_url": None}


def _column_url(asked: ListQuery, state: str) -> str:
    only = show(all_of(parse(asked.query), parse(f"state:{state}"))) if asked.query else f"state:{state}"
    return asked.url(query=only, sort="priority", layout="")


@signed_in
def moves(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """The menu of one card: what would move it, asked for when the menu opens."""
    subject = practice.subject(label, request.actor)
    offered = buttons(practice, subject, request.actor)
    found = [verb for verb in offered if verb["name"] in practice.moves and not verb["blocked"]]
    context = {"verbs": found, "none": _("Nothing moves it from here."), "version": subject.record.version}
    return render(request, "shared/workspace/pages/moves.html", context)

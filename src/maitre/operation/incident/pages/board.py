"""The queue as a board: a column for each open state, a card for each incident."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from maitre.kernel.query import all_of, parse, show
from maitre.kernel.states import OPEN_PHASES
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.lifecycle import LIFECYCLE
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import STATES, rows
from maitre.operation.incident.pages.asked import Asked
from maitre.operation.incident.pages.show import verbs
from maitre.shared.access.rules import Actor
from maitre.shared.records.querysets import board_of

OPEN_STATES = [name for name, state in LIFECYCLE.states.items() if state.phase in OPEN_PHASES]
CARDS = 20
"""Cards of a column; a link leads to the rest."""
MOVES = ("take", "assign", "pause", "resume", "resolve", "cancel")
"""Verbs that lead to another state."""


def columns(actor: Actor, asked: Asked) -> dict[str, Any]:
    """Columns with their cards, the most urgent first. Raises Invalid for what cannot be asked."""
    found = board_of("incident", actor, OPEN_STATES, query=asked.query, limit=CARDS)
    board = [
        {
            "label": STATES[state],
            "phase": LIFECYCLE.states[state].phase.value,
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


def _column_url(asked: Asked, state: str) -> str:
    only = show(all_of(parse(asked.query), parse(f"state:{state}"))) if asked.query else f"state:{state}"
    return asked.url(query=only, sort="priority", layout="")


@signed_in
def moves(request: SignedInRequest, label: str) -> HttpResponse:
    """The menu of one card: what would move it, asked for when the menu opens."""
    incident = Incident.objects.labelled(label, request.actor)
    offered = verbs(incident, request.actor)
    found = [verb for verb in offered if verb["name"] in MOVES and not verb["blocked"]]
    context = {"verbs": found, "none": _("Nothing moves it from here."), "version": incident.record.version}
    return render(request, "operation/incident/pages/moves.html", context)

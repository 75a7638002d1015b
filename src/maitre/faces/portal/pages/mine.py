"""Everything one has asked for, or follows."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maitre.kernel.states import Phase
from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rules import PauseReason
from maitre.shared.records.querysets import ListRow, listing_of

VIEWS = {"open": "state:open,resolved", "all": ""}


def needs(rows: Sequence[ListRow]) -> list[dict[str, Any]]:
    """Records as friendly lines; one that waits for an answer says so."""
    waiting = [row.id for row in rows if row.phase == Phase.WAITING]
    asked = set(Incident.objects.waiting_for(PauseReason.REQUESTER, waiting)) if waiting else set()
    return [
        {
            "number": row.number,
            "url": address_of("portal:show", row.number),
            "title": row.title,
            "phase": row.phase,
            "updated_at": row.updated_at,
            "asks": row.id in asked,
            "note": _note(row, asks=row.id in asked),
            "action": _action(row, asks=row.id in asked),
        }
        for row in rows
    ]


def _note(row: ListRow, *, asks: bool) -> str:
    if asks:
        return _("We have a question for you.")
    if row.phase == Phase.WAITING:
        return _("We wait for somebody else and look again.")
    return _("Solved. Tell us whether it works again.") if row.phase == Phase.DONE else ""


def _action(row: ListRow, *, asks: bool) -> dict[str, str] | None:
    """The one thing that waits for the requester."""
    address = address_of("portal:show", row.number)
    if asks:
        return {"label": _("Answer"), "url": f"{address}#write", "icon": "reply"}
    return (
        {"label": _("Does it work again?"), "url": address, "icon": "check"}
        if row.phase == Phase.DONE
        else None
    )


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    view = request.GET.get("view", "open") if request.GET.get("view") in VIEWS else "open"
    cursor = request.GET.get("cursor")
    page = listing_of("incident", request.actor.taking_part(), query=VIEWS[view], cursor=cursor, limit=25)
    here = address_of("portal:mine")
    context = {
        "rows": needs(page.rows),
        "views": [
            {"label": label, "url": f"{here}?view={name}", "current": name == view}
            for name, label in (("open", pgettext("requests", "Open")), ("all", _("All")))
        ],
        "first_url": f"{here}?view={view}" if cursor else None,
        "next_url": f"{here}?{urlencode({'view': view, 'cursor': page.next})}" if page.next else None,
    }
    return render(request, "faces/portal/pages/mine.html", context)

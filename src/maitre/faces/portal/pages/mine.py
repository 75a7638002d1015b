"""Everything one has asked for, or follows."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maitre.kernel.states import Phase
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import page_of

VIEWS = {"open": "state:open,resolved requester:me", "all": "requester:me"}


def need(record: Record) -> dict[str, Any]:
    """A record as a friendly line."""
    note = _("We have a question for you.") if record.phase == Phase.WAITING else ""
    if record.phase == Phase.DONE:
        note = _("Solved. Tell us whether it works again.")
    return {
        "number": record.label,
        "url": reverse("portal:show", args=[record.label]),
        "title": record.title,
        "phase": record.phase,
        "updated_at": record.updated_at,
        "note": note,
    }


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    view = request.GET.get("view", "open") if request.GET.get("view") in VIEWS else "open"
    cursor = request.GET.get("cursor")
    page = page_of("incident", request.actor, query=VIEWS[view], cursor=cursor, limit=25)
    here = reverse("portal:mine")
    context = {
        "rows": [need(record) for record in page.records],
        "views": [
            {"label": label, "url": f"{here}?view={name}", "current": name == view}
            for name, label in (("open", pgettext("requests", "Open")), ("all", _("All")))
        ],
        "first_url": f"{here}?view={view}" if cursor else None,
        "next_url": f"{here}?{urlencode({'view': view, 'cursor': page.next})}" if page.next else None,
        "report_url": reverse("portal:report"),
    }
    return render(request, "faces/portal/pages/mine.html", context)

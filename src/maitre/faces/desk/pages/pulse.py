"""The one poll of an open page: counters that mean work for me, and how many new records a list has."""

import hashlib
import json
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maitre.kernel.errors import Invalid
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.access.rules import Actor
from maitre.shared.records.querysets import newer_than, newest_of, pulse
from maitre.shared.records.rules import KINDS


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """JSON with an ETag: 304 where nothing has changed.

    A list says `kind`, its query `q`, and `since`, the newest record it knew of: the first answer names that one.
    """
    told: dict[str, Any] = pulse(request.actor)
    kind = request.GET.get("kind", "")
    if kind in KINDS.values():
        told |= _fresh(kind, request.actor, request.GET.get("q", ""), request.GET.get("since", ""))
    body = json.dumps(told).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    return HttpResponse(
        body, content_type="application/json", headers={"ETag": tag, "Cache-Control": "private, no-cache"}
    )


def _fresh(kind: str, actor: Actor, query: str, since: str) -> dict[str, Any]:
    """What is new to a list. Only what came after `since` is looked at, and only when something did."""
    newest = newest_of(kind, actor)
    known = int(since) if since.isdecimal() and len(since) < 19 else newest
    fresh = 0
    if newest > known:
        try:
            fresh = newer_than(kind, actor, known, query=query)
        except Invalid:  # a filter that is not understood has no rows either
            fresh = 0
    said = ngettext("%(num)d new incident, show", "%(num)d new incidents, show", fresh) % {"num": fresh}
    return {"newest": newest, "fresh": fresh, "said": said if fresh < 99 else _("Many new incidents, show")}

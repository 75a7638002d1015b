"""What waits to be read, by record: a page, and the part of it that the bell shows. Serves both faces."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kernel.errors import Invalid
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.notices import STATES
from maitre.shared.notifications.actions import mark_read
from maitre.shared.notifications.notices import Group, centre_of
from maitre.shared.notifications.querysets import unread_of
from maitre.shared.records.rules import HOSTED
from maitre.shared.tasks.notices import STATES as TASK_STATES

IN_THE_BELL = 12
_STATES = {"incident": STATES, "task": TASK_STATES}


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """Unread ones first asked for; everything of the last 90 days is one tab away."""
    unread_only = request.GET.get("show") != "all"
    cursor = request.GET.get("cursor", "")
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        raise Invalid(_("This place in the list is not known; start at its first page."))
    centre = centre_of(request.actor, unread_only=unread_only, before=int(cursor) if cursor else None)
    here = reverse("desk:notifications")
    every = "" if unread_only else "show=all"
    context = {
        **_told(centre.groups),
        "views": [
            {"label": _("Unread"), "url": here, "current": unread_only},
            {"label": _("All"), "url": f"{here}?show=all", "current": not unread_only},
        ],
        "unread_only": unread_only,
        "first_url": f"{here}?{every}" if cursor else None,
        "next_url": f"{here}?{every}&cursor={centre.next}" if centre.next else None,
        "choices_url": f"{reverse('desk:profile')}#notifications",
        "is_desk": request.actor.is_staff,
    }
    return render(request, "faces/desk/pages/notifications.html", context)


@signed_in
def latest(request: SignedInRequest) -> HttpResponse:
    """The newest unread ones as a fragment; with how many there are, so that the bell can say it at once."""
    unread = unread_of(request.actor)
    groups = centre_of(request.actor, unread_only=True, limit=IN_THE_BELL).groups if unread else []
    context = {**_told(groups), "unread": unread}
    answer = render(request, "faces/desk/pages/latest_notifications.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@signed_in
def read(request: SignedInRequest) -> HttpResponse:
    """Mark everything read, or what is about one record; the bell asks how many are left."""
    mark_read(by=request.actor, label=request.POST.get("record"))
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"notifications": unread_of(request.actor)})
    return redirect("desk:notifications")


def _told(groups: list[Group]) -> dict[str, Any]:
    return {
        "groups": [
            {
                "number": group.record.label,
                "title": group.record.title,
                "state": str(_STATES[group.record.kind].get(group.record.state, group.record.state)),
                "phase": group.record.phase,
                "url": _address(group),
                "heard": group.heard,
                "unread": group.unread,
            }
            for group in groups
        ],
        "read_url": reverse("desk:read_notifications"),
    }


def _address(group: Group) -> str:
    works = group.works or group.record.kind in HOSTED
    name = f"{group.record.kind}:show" if works else "portal:show"
    return reverse(name, args=[group.record.label])

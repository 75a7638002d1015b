"""What frames every page: the rail of the desk, the menu of the portal, who is signed in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. Costs no statement."""
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"person": None, "messages": list(messages.get_messages(request))}
    return {
        "person": person,
        "menu": _rail(request),
        "portal_menu": _portal(request),
        "search_url": reverse("desk:search"),
        "report_url": reverse("incident:report"),
        "desk_url": reverse("desk:my_work") if request.actor.is_staff else "",  # type: ignore[attr-defined]
        "messages": list(messages.get_messages(request)),
    }


def _rail(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {"label": "", "icon": "", "items": [_place(request, _("My work"), "desk:my_work", "inbox", "m", "mine")]},
        {
            "label": _("Operation"),
            "icon": "activity",
            "items": [_place(request, _("Incidents"), "incident:list", "octagon-alert", "i", "unassigned")],
        },
    ]


def _portal(request: HttpRequest) -> list[dict[str, Any]]:
    places = ((_("Home"), "portal:home"), (_("My requests"), "portal:mine"))
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for label, name in places
    ]


def _place(
    request: HttpRequest, label: str, name: str, icon: str, key: str, pulse: str = ""
) -> dict[str, Any]:
    """`pulse` names the counter that the poll brings, where one means work for this person."""
    address = reverse(name)
    current = request.path == address or request.path.startswith(address + "/")
    place = {"label": label, "url": address, "icon": icon, "key": key, "current": current}
    return {**place, "pulse": pulse}

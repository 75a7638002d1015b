"""What frames every page: the rail of the desk, the menu of the portal, who is signed in."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from maitre.kit.web.addresses import address_of
from maitre.shared.access.rules import Role
from maitre.shared.flow.querysets.asking import may_read
from maitre.shared.mail.actions import switched_on


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template, made once a request. Costs no statement."""
    kept: dict[str, Any] | None = getattr(request, "frame", None)
    if kept is None:
        # One token a page, made where a form asks for it; Django's own context makes another at every place.
        token = SimpleLazyObject(lambda: get_token(request))
        kept = request.frame = {"csrf_token": token, **_around(request)}  # type: ignore[attr-defined]
    return kept


def _around(request: HttpRequest) -> dict[str, Any]:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return {"person": None, "messages": list(messages.get_messages(request)), **_demo(request)}
    return {
        "person": person,
        "menu": _with_figures(request, _rail(request)),
        "portal_menu": _portal(request),
        "search_url": address_of("desk:search"),
        "report_url": address_of("incident:create"),
        "desk_url": address_of("desk:my_work") if request.actor.is_staff else "",  # type: ignore[attr-defined]
        "person_links": _links(request),
        "messages": list(messages.get_messages(request)),
        "mail_on": switched_on(),
    }


def _demo(request: HttpRequest) -> dict[str, Any]:
    """The people of the demo company, on the sign-in page, while their public password opens them."""
    if request.path != address_of("access:sign_in"):
        return {}
    try:
        # Read when somebody signs in, not at each start; a packaged build may leave the demo out.
        from maitre.product import demo
    except ImportError:
        return {}
    if not demo.passwords_stand():
        return {}
    return {"demo": {"password": demo.PASSWORD, "people": demo.demo_people()}}


def _links(request: HttpRequest) -> list[dict[str, str]]:
    """In one's own menu."""
    links = [
        {"label": _("Profile and settings"), "url": address_of("desk:profile"), "icon": "settings"},
        {"label": _("Your drafts"), "url": address_of("conversation:drafts"), "icon": "pencil"},
    ]
    if request.actor.is_staff:  # type: ignore[attr-defined]
        links.append({"label": _("Downloads"), "url": address_of("exports:downloads"), "icon": "download"})
        links.append({"label": _("Your reminders"), "url": address_of("reminders:mine"), "icon": "bell"})
        links.append({"label": _("Help portal"), "url": address_of("portal:home"), "icon": "life-buoy"})
        links.append({"label": _("When you are away"), "url": address_of("access:absences"), "icon": "sun"})
    if request.actor.holds(Role.ADMIN):  # type: ignore[attr-defined]
        links.append(
            {"label": _("Administration"), "url": address_of("desk:administration"), "icon": "settings"}
        )
        links.append({"label": _("People"), "url": address_of("access:people"), "icon": "users"})
        links.append({"label": _("Outbox"), "url": address_of("mail:outbox"), "icon": "mail"})
    return links


def _rail(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "label": "",
            "icon": "",
            "items": [
                _place(request, _("My work"), "desk:my_work", "inbox", "m", "mine"),
                _place(request, _("Tasks"), "task:mine", "square-check", "t"),
                _place(request, _("Search"), "desk:search", "search"),
            ],
        },
        {
            "label": _("Operation"),
            "icon": "activity",
            "items": [
                _place(request, _("Incidents"), "incident:list", "octagon-alert", "i", "unassigned"),
                _place(request, _("Major incidents"), "incident:majors", "zap"),
                _place(request, _("Recurrences"), "recurrence:list", "refresh-cw"),
            ],
        },
    ]


def _with_figures(request: HttpRequest, rail: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For who reads them, at the end. Their address is under the practice's own: only one of both is where one is."""
    if may_read(request.actor):  # type: ignore[attr-defined]
        figures, items = _place(request, _("Figures"), "incident:figures", "trending-up"), rail[-1]["items"]
        items[0]["current"] = items[0]["current"] and not figures["current"]
        items.append(figures)
    return rail


def _portal(request: HttpRequest) -> list[dict[str, Any]]:
    places = ((_("Home"), "portal:home"), (_("My requests"), "portal:mine"))
    return [
        {"label": label, "url": address_of(name), "current": request.path == address_of(name)}
        for label, name in places
    ]


_OWN_PLACES = ("/incidents/majors",)
"""Pages beneath another place of the rail that stand in the rail themselves."""


def _place(
    request: HttpRequest, label: str, name: str, icon: str, key: str = "", pulse: str = ""
) -> dict[str, Any]:
    """`pulse` names the figure of /pulse that the place shows."""
    address = address_of(name)
    beneath = request.path.startswith(address + "/") and request.path not in _OWN_PLACES
    current = request.path == address or beneath
    return {"label": label, "url": address, "icon": icon, "key": key, "current": current, "pulse": pulse}

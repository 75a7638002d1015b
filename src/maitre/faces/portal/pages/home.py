"""The front door of whoever needs something."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.faces.portal.pages.mine import needs
from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.kit.web.slots import panels
from maitre.shared.records.querysets import listing_of

SHOWN = 5


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    page = listing_of("incident", request.actor, query="state:open,resolved requester:me", limit=SHOWN)
    context = {
        "greeting": greeting(timezone.localtime(), request.user.name),
        "banners": panels("portal.banners", request, request.actor),
        "mine": sorted(needs(page.rows), key=lambda need: (not need["asks"], not need["action"])),
        "mine_url": address_of("portal:mine"),
        "search_url": address_of("desk:search"),
    }
    return render(request, "faces/portal/pages/home.html", context)


def greeting(now: datetime, name: str) -> str:
    """By the clock of whoever is greeted."""
    first = {"name": name.split(" ")[0]}
    if 5 <= now.hour < 12:
        return _("Good morning, %(name)s. What do you need?") % first
    if 12 <= now.hour < 18:
        return _("Good afternoon, %(name)s. What do you need?") % first
    return _("Good evening, %(name)s. What do you need?") % first

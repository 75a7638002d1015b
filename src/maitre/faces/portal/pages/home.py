"""The front door of whoever needs something."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from maitre.faces.portal.pages.mine import needs
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.records.querysets import listing_of

SHOWN = 5


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    page = listing_of("incident", request.actor, query="state:open,resolved requester:me", limit=SHOWN)
    context = {
        "mine": needs(page.rows),
        "report_url": reverse("portal:report"),
        "mine_url": reverse("portal:mine"),
        "search_url": reverse("desk:search"),
    }
    return render(request, "faces/portal/pages/home.html", context)

"""Every part of the kit in every state, for those who build and translate pages."""

from django.http import HttpResponse
from django.shortcuts import render

from maitre.kernel.errors import NotFound
from maitre.kit.web.page import SignedInRequest, signed_in


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    if not request.actor.is_staff:
        raise NotFound("There is no such page.")
    return render(request, "kit/web/styleguide.html", {})

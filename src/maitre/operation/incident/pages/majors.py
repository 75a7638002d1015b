"""The board of major incidents: what is live, what is due next, what waits for a decision or a review."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.models import MajorIncident
from maitre.operation.incident.notices.majors import board_parts, leads
from maitre.operation.incident.rules.major import Major

MOST = 60
"""Cards of the board; more than these at once is another kind of emergency."""


@signed_in
def majors_page(request: SignedInRequest) -> HttpResponse:
    if not request.actor.is_staff:
        return redirect("portal:home")
    seen = MajorIncident.objects.visible_to(request.actor).with_people()
    found = [*seen.live()[:MOST], *seen.proposed()[:MOST], *seen.to_review().order_by("ended_at")[:MOST]]
    context = {**board_parts(leads(found)), "decides": Major.PROPOSED}
    return render(request, "operation/incident/pages/majors.html", context)

"""The board of major incidents: what is live, what is due next, what waits for a decision or a review."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.models import MajorIncident
from maitre.operation.incident.notices.majors import board_parts, leads
from maitre.operation.incident.rules.major import Major

MOST = 180
"""Of the board; more than these at once is another kind of emergency."""


@signed_in
def majors_page(request: SignedInRequest) -> HttpResponse:
    if not request.actor.is_staff:
        return redirect("portal:home")
    seen = MajorIncident.objects.unsettled().visible_to(request.actor)
    # Which they are is found first: mostly there are none, and a statement with everybody's names takes its time.
    shown = list(seen.values_list("pk", flat=True)[:MOST])
    known = MajorIncident.objects.with_people().in_bulk(shown)
    found = [known[pk] for pk in shown if pk in known]
    context = {**board_parts(leads(found)), "decides": Major.PROPOSED}
    return render(request, "operation/incident/pages/majors.html", context)

"""Who can be meant while somebody types a name: at most ten, found by the beginning of name, address or id."""

from django.http import HttpResponse, JsonResponse

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.conversation.querysets import people_known, people_named, who_see
from maitre.shared.records.models import Record

OFFERED = 10


@signed_in
def suggest(request: SignedInRequest) -> HttpResponse:
    """`record` narrows to those who see it, `staff` to those who hold a grant. Hidden people are no people."""
    text = request.GET.get("q", "").replace("\x00", "")[:200]
    known = people_known(request.actor, staff=bool(request.GET.get("staff")))
    if label := request.GET.get("record", ""):
        known = known.filter(who_see(Record.objects.labelled(label, request.actor)))
    found = people_named(text, known, OFFERED) if text.strip() else []
    offered = [
        {"id": each.pk, "name": each.name, "email": each.email, "note": each.organisation.name}
        for each in found
    ]
    return JsonResponse({"people": offered}, headers={"Cache-Control": "private, max-age=30"})

"""Who can be meant while somebody types a name: at most ten, found by the beginning of name, address or id."""

from django.http import HttpResponse, JsonResponse

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.access.querysets import workers_visible_to
from maitre.shared.conversation.querysets import people_named, who_see
from maitre.shared.records.models import Record

OFFERED = 10


@signed_in
def suggest(request: SignedInRequest) -> HttpResponse:
    """`record` narrows to those who see it, `staff` to those who hold a grant. Hidden people are no people."""
    text = request.GET.get("q", "").replace("\x00", "")[:200]
    found = people_named(text, request.actor) if text.strip() else None
    if found is not None and (label := request.GET.get("record", "")):
        found = found.filter(who_see(Record.objects.labelled(label, request.actor)))
    if found is not None and request.GET.get("staff"):
        found = found.filter(pk__in=workers_visible_to(request.actor).values("pk"))
    people = (
        found.values_list("pk", "name", "email", "organisation__name")[:OFFERED] if found is not None else []
    )
    offered = [{"id": pk, "name": name, "email": email, "note": where} for pk, name, email, where in people]
    return JsonResponse({"people": offered}, headers={"Cache-Control": "private, max-age=30"})

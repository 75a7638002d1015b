"""Who can be meant while somebody types a name: at most ten, found by the beginning of name, address or id."""

from typing import Any

from django.http import HttpResponse, JsonResponse

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.access.querysets import people_visible_to, workers_visible_to
from maitre.shared.conversation.querysets import people_named, who_see
from maitre.shared.records.models import Record

OFFERED = 10


@signed_in
def suggest(request: SignedInRequest) -> HttpResponse:
    """`record` narrows to those who see it, `staff` to those who hold a grant. Hidden people are no people."""
    text = request.GET.get("q", "").replace("\x00", "")[:200]
    offered = _offered(text, request) if text.strip() else []
    return JsonResponse({"people": offered}, headers={"Cache-Control": "private, no-store"})


def _offered(text: str, request: SignedInRequest) -> list[dict[str, Any]]:
    among = people_visible_to(request.actor).filter(is_active=True)
    if label := request.GET.get("record", ""):
        among = among.filter(who_see(Record.objects.labelled(label, request.actor)))
    if request.GET.get("staff"):
        among = among.filter(pk__in=workers_visible_to(request.actor).values("pk"))
    found = people_named(text, among, OFFERED).values_list("pk", "name", "email", "organisation__name")
    return [{"id": pk, "name": name, "email": email, "note": where} for pk, name, email, where in found]

"""Who else has a record open, and who writes: a sign of life, answered with those of the others."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from maitre.kernel.errors import NotFound
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.conversation.actions import be_present, leave
from maitre.shared.conversation.models import Presence
from maitre.shared.conversation.rules import WRITING_SECONDS
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.querysets import reads_internal, standing


@require_POST
@signed_in
def here(request: SignedInRequest, number: str) -> HttpResponse:
    """For those who work on it only: whoever takes part sees nobody, and is seen by nobody."""
    record = Record.objects.labelled(number, request.actor)
    if not reads_internal(standing(request.actor, record)):
        raise NotFound("There is no such page, or it is not open to you.")
    if request.POST.get("gone"):
        leave(record, by=request.actor)
        return HttpResponse(status=204)
    voice = request.POST.get("writes", "")
    be_present(record, by=request.actor, writes=voice if voice in Visibility.values else "")
    now = timezone.now()
    others = [
        {
            "name": each.person.name,
            "writes": each.wrote_at is not None and (now - each.wrote_at).total_seconds() < WRITING_SECONDS,
            "internal": each.voice == Visibility.INTERNAL,
        }
        for each in Presence.objects.beside(record, request.actor)[:5]
    ]
    seen = request.POST.get("seen", "")
    news = record.head_seq - int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    context = {"others": others, "news": max(0, news)}
    answer = render(request, "kit/web/parts/presence.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer

"""What one is writing: kept while one types, listed under "Your drafts", thrown away."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maitre.kernel.errors import Invalid
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.shared.conversation.actions import Tab, be_present, discard_draft, keep_draft
from maitre.shared.conversation.models import Draft
from maitre.shared.conversation.notices import drafts_on
from maitre.shared.conversation.rules import NOTE_PLACE, REPLY_PLACE
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.querysets import reads_internal, standing


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def drafts_page(request: SignedInRequest) -> HttpResponse:
    return keep(request) if request.method == "POST" else listed(request)


def keep(request: SignedInRequest) -> HttpResponse:
    """What a page sends while somebody types. A draft that is here stays theirs, whatever became of the record."""
    given = request.POST
    place, label = given.get("place", ""), given.get("record", "")
    if place == REPLY_PLACE and given.get("voice") == Visibility.INTERNAL:
        place = NOTE_PLACE
    tab = _tab(given.get("tab", ""), given.get("keystroke", ""))
    voice = Visibility.INTERNAL if place == NOTE_PLACE else Visibility.PUBLIC
    started = [name for name in (tab.name, given.get("from", "")) if name]
    own = (
        Draft.objects.of(request.actor).filter(place=place, tab__in=started).select_related("record").first()
    )
    record = own.record if own else Record.objects.labelled(label, request.actor) if label else None
    goes_on = _tab(given["from"], given.get("from_keystroke", "")) if given.get("from") else None
    version = given.get("version", "")
    keep_draft(
        place, given.get("text", "").replace("\r\n", "\n"), tab,
        by=request.actor, record=record, voice=voice, goes_on=goes_on,
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
    )  # fmt: skip
    if record and reads_internal(standing(request.actor, record)):
        be_present(record, by=request.actor, writes=voice)
    kept = drafts_on(record, request.actor).get(place)
    others = [each for each in kept.others if kept] if kept and kept.tab == tab.name else []
    return JsonResponse(
        {
            "said": _("Draft saved %(time)s") % {"time": timezone.localtime().strftime("%H:%M")}
            if kept
            else "",
            "others": render_to_string("kit/web/parts/held.html", {"others": others}, request)
            if others
            else "",
        }
    )


def _tab(name: str, keystroke: str) -> Tab:
    if not keystroke.isdecimal() or len(keystroke) > 9:
        raise Invalid("A draft says which keystroke it was.")
    return Tab(name, int(keystroke))


def listed(request: SignedInRequest) -> HttpResponse:
    """Every draft of one's own. Of a record that is no longer open to one, not even its number is said."""
    drafts = list(Draft.objects.of(request.actor)[:200])
    ids = [draft.record_id for draft in drafts if draft.record_id]
    records = {each.pk: each for each in Record.objects.visible_to(request.actor).filter(pk__in=ids)}
    rows: list[dict[str, Any]] = [
        {
            "pk": each.pk,
            "text": each.text,
            "voice": each.voice,
            "at": each.updated_at,
            "where": _where(each, records),
        }
        for each in drafts
    ]
    return render(request, "shared/conversation/pages/drafts.html", {"drafts": rows})


def _where(draft: Draft, records: dict[int, Record]) -> dict[str, str]:
    if draft.record_id is None:
        return {"label": _("Not sent to anybody yet"), "title": "", "url": ""}
    if record := records.get(draft.record_id):
        return {
            "label": record.label,
            "title": record.title,
            "url": reverse("portal:go", args=[record.label]),
        }
    return {"label": _("A record that is no longer open to you"), "title": "", "url": ""}


@require_POST
@signed_in
def discard(request: SignedInRequest) -> HttpResponse:
    pk = request.POST.get("draft", "")
    if discard_draft(int(pk) if pk.isdecimal() and len(pk) < 19 else 0, by=request.actor):
        said(request, _("The draft is gone."))
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect("conversation:drafts")

"""Canned replies: offered in the composer with their placeholders filled, kept and thrown away on a page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import NotFound
from maitre.kit.web.page import SignedInRequest, run_form, said, signed_in
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import drop_canned, keep_canned
from maitre.shared.conversation.models import CannedReply
from maitre.shared.conversation.rules import filled
from maitre.shared.organisation.models import Team
from maitre.shared.records.models import Record


class CannedForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("{requester}, {number} and {me} are filled in when you use it."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    team = forms.ModelChoiceField(
        label=gettext_lazy("Who may use it"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("Only I"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Team.objects.filter(members=actor.person_id or 0, is_active=True).order_by("name")
        self.fields["team"].queryset = mine  # type: ignore[attr-defined]


@signed_in
def canned_page(request: SignedInRequest) -> HttpResponse:
    if not request.actor.is_staff:
        raise NotFound("There is no such page.")
    form = CannedForm(request.POST or None, actor=request.actor)

    def act(given: Mapping[str, Any]) -> str:
        keep_canned(by=request.actor, **given)
        said(request, _("Kept."))
        return reverse("conversation:canned")

    rows = CannedReply.objects.open_to(request.actor).select_related("team", "owner")[:200]
    return run_form(
        request, form, act, "shared/conversation/pages/canned.html",
        {"replies": rows, "me": request.actor.person_id},
    )  # fmt: skip


@signed_in
def offered(request: SignedInRequest) -> HttpResponse:
    """A piece of the composer: what can be said with one click on this record."""
    if not request.actor.is_staff:
        raise NotFound("There is no such page.")
    record = Record.objects.labelled(request.GET.get("record", ""), request.actor)
    requester = record.requester.name if record.requester else ""
    words = {"requester": requester, "number": record.label, "me": request.user.name}
    replies = [
        {"name": each.name, "text": filled(each.text, words)}
        for each in CannedReply.objects.open_to(request.actor)[:50]
    ]
    return render(request, "kit/web/parts/canned.html", {"replies": replies})


@require_POST
@signed_in
def drop(request: SignedInRequest) -> HttpResponse:
    pk = request.POST.get("reply", "")
    drop_canned(int(pk) if pk.isdecimal() and len(pk) < 19 else 0, by=request.actor)
    said(request, _("The reply is gone."))
    return redirect("conversation:canned")

"""Canned replies: offered in the composer with their placeholders filled, kept, changed and thrown away on a page."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import NotFound
from maitre.kit.web.fields import RowField
from maitre.kit.web.page import SignedInRequest, run_form, said, signed_in
from maitre.shared.access.querysets import teams_led_by
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import drop_canned, keep_canned
from maitre.shared.conversation.models import CannedReply
from maitre.shared.conversation.notices import offered_on
from maitre.shared.conversation.rules import PLACEHOLDERS
from maitre.shared.organisation.models import Team
from maitre.shared.records.models import Record

SHOWN = 200


class CannedForm(forms.Form):
    """A text for each language of the installation; at least one."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    team = RowField(
        label=gettext_lazy("Who may use it"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("Only I"),
    )

    def __init__(self, *args: Any, actor: Actor, reply: CannedReply | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Q(members=actor.person_id or 0, is_active=True) | Q(pk__in=teams_led_by(actor))
        if reply is not None and reply.team_id:
            known |= Q(pk=reply.team_id)
        teams = Team.objects.filter(known).distinct().order_by("name")
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        for code, language in settings.LANGUAGES:
            label = _("Text (%(language)s)") % {"language": language}
            area = forms.Textarea(attrs={"rows": 5, "lang": code})
            self.fields[f"text_{code}"] = forms.CharField(label=label, required=False, widget=area)
        if reply is not None:
            self.initial = {"name": reply.name, "team": reply.team_id}
            self.initial |= {f"text_{code}": text for code, text in reply.texts.items()}

    def given(self) -> dict[str, Any]:
        codes = (code for code, _name in settings.LANGUAGES)
        texts = {code: self.cleaned_data[f"text_{code}"] for code in codes}
        return {"name": self.cleaned_data["name"], "team": self.cleaned_data["team"], "texts": texts}


@signed_in
def canned_page(request: SignedInRequest) -> HttpResponse:
    """What one uses and defines, and a form for one more."""
    _staff_only(request)
    form = CannedForm(request.POST or None, actor=request.actor)

    def act(given: Mapping[str, Any]) -> str:
        keep_canned(by=request.actor, **form.given())
        said(request, _("Kept."))
        return reverse("conversation:canned")

    rows = CannedReply.objects.shown_to(request.actor).select_related("team", "owner")[:SHOWN]
    mine = set(CannedReply.objects.changed_by(request.actor).values_list("pk", flat=True))
    context = {
        "replies": rows,
        "mine": mine,
        "placeholders": _braced(),
        "languages": dict(settings.LANGUAGES),
    }
    return run_form(request, form, act, "shared/conversation/pages/canned.html", context)


@signed_in
def change_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One reply, changed by its owner or a lead of its team."""
    _staff_only(request)
    reply = CannedReply.objects.changed_by(request.actor).filter(pk=pk).first() if pk < 2**63 else None
    if reply is None:
        raise NotFound("There is no such reply of yours.")
    form = CannedForm(request.POST or None, actor=request.actor, reply=reply)

    def act(given: Mapping[str, Any]) -> str:
        keep_canned(by=request.actor, reply=reply, **form.given())
        said(request, _("Kept."))
        return reverse("conversation:canned")

    path = "shared/conversation/pages/canned_one.html"
    return run_form(request, form, act, path, {"reply": reply, "placeholders": _braced()})


@signed_in
def offered(request: SignedInRequest) -> HttpResponse:
    """A piece of the composer: what can be said with one click on this record."""
    _staff_only(request)
    record = Record.objects.labelled(request.GET.get("record", ""), request.actor)
    context = {"replies": offered_on(record, request.actor)}
    return render(request, "kit/web/parts/canned.html", context)


@require_POST
@signed_in
def drop(request: SignedInRequest) -> HttpResponse:
    pk = request.POST.get("reply", "")
    drop_canned(int(pk) if pk.isdecimal() and len(pk) < 19 else 0, by=request.actor)
    said(request, _("The reply is gone."))
    return redirect("conversation:canned")


def _staff_only(request: SignedInRequest) -> None:
    if not request.actor.is_staff:
        raise NotFound("There is no such page.")


def _braced() -> list[str]:
    return [f"{{{{{name}}}}}" for name in PLACEHOLDERS]

"""Something is broken: three questions in the words of whoever has the trouble."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.faces.portal.pages.mine import needs
from maitre.kit.web.drafts import keep_drafts
from maitre.kit.web.page import SignedInRequest, complained, run_form, signed_in
from maitre.operation.incident.actions import report
from maitre.operation.incident.rules import Channel
from maitre.shared.conversation.actions import attach_or_say_why, drop_drafts
from maitre.shared.conversation.notices import drafts_on
from maitre.shared.search.notices import hints

# How much it hurts, in the requester's words, to impact, urgency and type. Those who work on it judge anew.
HURTS = {
    "slow": (3, 3, "degradation"),
    "stuck": (3, 2, "outage"),
    "many": (2, 1, "outage"),
}


class TroubleForm(forms.Form):
    title = forms.CharField(
        label=gettext_lazy("In one line, what is broken?"),
        max_length=300,
        widget=forms.TextInput(
            attrs={
                "hx-get": reverse_lazy("portal:hints"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": "#hints",
                "hx-sync": "this:replace",
                "autocomplete": "off",
                "data-draft": "report.title",
            }
        ),
    )
    description = forms.CharField(
        label=gettext_lazy("What happened, and since when?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    hurts = forms.ChoiceField(
        label=gettext_lazy("How much does it stop you?"),
        choices=[
            ("slow", gettext_lazy("I can work, but it is a nuisance")),
            ("stuck", gettext_lazy("I cannot work")),
            ("many", gettext_lazy("Several of us cannot work, or guests notice")),
        ],
        widget=forms.RadioSelect,
        initial="slow",
    )


@signed_in
def show_hints(request: SignedInRequest) -> HttpResponse:
    """What was reported alike, while somebody types: a piece of a page."""
    title = request.GET.get("title", "")[:300].replace("\x00", "")
    found = needs(hints(title, request.actor))
    return render(request, "faces/portal/pages/hints.html", {"hints": found})


@signed_in
def report_page(request: SignedInRequest) -> HttpResponse:
    form = TroubleForm(request.POST or None)
    keep_drafts(form, "report", drafts_on(None, request.actor))

    def act(given: Mapping[str, Any]) -> str:
        impact, urgency, kind = HURTS[given["hurts"]]
        incident = report(
            by=request.actor,
            title=given["title"],
            description=given["description"],
            requester=request.user,
            organisation=request.user.organisation,
            impact=impact,
            urgency=urgency,
            kind=kind,
            channel=Channel.PORTAL,
        )
        drop_drafts(
            request.POST.getlist("draft"), by=request.actor, said=[given["title"], given["description"]]
        )
        if why := attach_or_say_why(incident.record, request.FILES.getlist("files"), by=request.actor):
            complained(request, _("Your files did not arrive: %(why)s") % {"why": why})
        return f"{reverse('portal:show', args=[incident.record.label])}?thanks=1"

    return run_form(request, form, act, "faces/portal/pages/report.html", {})

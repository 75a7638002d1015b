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
from maitre.kit.web.page import SignedInRequest, run_form, said, signed_in
from maitre.operation.incident.actions import report
from maitre.shared.conversation.actions import attach
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
    picture = forms.FileField(
        label=gettext_lazy("A picture of it"), required=False, widget=forms.ClearableFileInput()
    )


@signed_in
def show_hints(request: SignedInRequest) -> HttpResponse:
    """What was reported alike, while somebody types: a piece of a page."""
    title = request.GET.get("title", "")[:300].replace("\x00", "")
    found = needs(hints(title, request.actor))
    return render(request, "faces/portal/pages/hints.html", {"hints": found})


@signed_in
def report_page(request: SignedInRequest) -> HttpResponse:
    form = TroubleForm(request.POST or None, request.FILES or None)

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
        )
        if given["picture"]:
            attach(incident.record, [given["picture"]], by=request.actor)
        said(request, _("Thank you. We have it as %(number)s.") % {"number": incident.record.label})
        return reverse("portal:show", args=[incident.record.label])

    return run_form(request, form, act, "faces/portal/pages/report.html", {})

"""Resolve an incident."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import resolve, resolve_children
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import CAUSES, CODES, STATES
from maitre.operation.incident.pages.children import report_outcomes, with_children
from maitre.operation.incident.pages.verb_page import verb_page
from maitre.shared.access.rules import Actor


class ResolveForm(forms.Form):
    solution = forms.CharField(
        label=_("What was done"),
        help_text=_("The requester reads this."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    code = forms.ChoiceField(label=_("How it ended"), choices=list(CODES.items()))
    cause = forms.ChoiceField(label=_("Kind of cause"), choices=list(CAUSES.items()))


@signed_in
def resolve_page(request: SignedInRequest, label: str) -> HttpResponse:
    def act(incident: Incident, by: Actor, given: Mapping[str, Any]) -> None:
        end = {name: given[name] for name in ("solution", "code", "cause")}
        resolve(incident, by=by, **end)
        if given.get("children"):
            report_outcomes(request, resolve_children(incident, by=by, **end), str(STATES["resolved"]))

    return verb_page(
        request,
        label,
        "resolve",
        lambda incident: with_children(ResolveForm(request.POST or None), incident, request.actor),
        act,
        heading=_("Resolve"),
        action_label=_("Resolve"),
        words=_("The requester hears of it now and can say if it is not solved."),
    )

"""Resolve an incident."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import resolve
from maitre.operation.incident.notices import CAUSES, CODES
from maitre.operation.incident.pages.verb_page import verb_page


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
    return verb_page(
        request,
        label,
        "resolve",
        lambda incident: ResolveForm(request.POST or None),
        lambda incident, by, given: resolve(incident, by=by, **given),
        heading=_("Resolve"),
        action_label=_("Resolve"),
        words=_("The requester hears of it now and can say if it is not solved."),
    )

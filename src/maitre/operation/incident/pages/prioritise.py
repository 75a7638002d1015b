"""Judge impact and urgency anew, or set another priority with a reason."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import prioritise
from maitre.operation.incident.notices import LEVELS, PRIORITIES
from maitre.operation.incident.pages.verb_page import verb_page


class PriorityForm(forms.Form):
    impact = forms.TypedChoiceField(label=_("Impact"), coerce=int, choices=list(LEVELS.items()))
    urgency = forms.TypedChoiceField(label=_("Urgency"), coerce=int, choices=list(LEVELS.items()))
    override = forms.TypedChoiceField(
        label=_("Another priority than they propose"),
        coerce=int,
        required=False,
        empty_value=None,
        choices=[("", _("No, as proposed")), *((level, f"{level}") for level in PRIORITIES)],
    )
    reason = forms.CharField(label=_("Reason"), required=False, help_text=_("Needed for another priority."))


@signed_in
def prioritise_page(request: SignedInRequest, label: str) -> HttpResponse:
    return verb_page(
        request,
        label,
        "prioritise",
        lambda incident: PriorityForm(
            request.POST or None,
            initial={"impact": incident.impact, "urgency": incident.urgency, "override": incident.override},
        ),
        lambda incident, by, given: prioritise(incident, by=by, **given),
        heading=_("Set priority"),
        action_label=_("Set priority"),
    )

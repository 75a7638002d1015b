"""Let an incident wait."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.fields import MomentField
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import pause
from maitre.operation.incident.notices import PAUSE_REASONS
from maitre.operation.incident.pages.verb_page import verb_page


class PauseForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Waits for"), choices=list(PAUSE_REASONS.items()), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("What you ask or tell the requester"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    wakes_at = MomentField(
        label=_("Look again on"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    exactly = forms.BooleanField(label=_("Exactly then, also outside working hours"), required=False)


@signed_in
def pause_page(request: SignedInRequest, label: str) -> HttpResponse:
    return verb_page(
        request,
        label,
        "pause",
        lambda incident: PauseForm(request.POST or None),
        lambda incident, by, given: pause(incident, by=by, **given),
        heading=_("Wait"),
        action_label=_("Wait"),
        words=_(
            "While it waits for somebody, say whom you asked and when you look again. The date wakes it up."
        ),
    )

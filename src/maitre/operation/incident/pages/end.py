"""Cancel an incident, or bring one back: both need only a reason."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import cancel, reopen
from maitre.operation.incident.pages.verb_page import verb_page


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), help_text=_("The requester reads this."), widget=forms.Textarea(attrs={"rows": 4})
    )


@signed_in
def cancel_page(request: SignedInRequest, label: str) -> HttpResponse:
    return verb_page(
        request,
        label,
        "cancel",
        lambda incident: ReasonForm(request.POST or None),
        lambda incident, by, given: cancel(incident, by=by, **given),
        heading=_("Cancel"),
        action_label=_("Cancel incident"),
    )


@signed_in
def reopen_page(request: SignedInRequest, label: str) -> HttpResponse:
    return verb_page(
        request,
        label,
        "reopen",
        lambda incident: ReasonForm(request.POST or None),
        lambda incident, by, given: reopen(incident, by=by, **given),
        heading=_("Reopen"),
        action_label=_("Reopen"),
    )

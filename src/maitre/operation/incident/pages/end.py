"""Cancel an incident, or bring one back: both need only a reason."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import cancel, reopen, reopen_children
from maitre.operation.incident.models import Incident
from maitre.operation.incident.pages.children import report_outcomes, with_children
from maitre.operation.incident.pages.verb_page import verb_page
from maitre.shared.access.rules import Actor


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The requester reads this."),
        widget=forms.Textarea(attrs={"rows": 4}),
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
    def act(incident: Incident, by: Actor, given: Mapping[str, Any]) -> None:
        reopen(incident, by=by, reason=given["reason"])
        if given.get("children"):
            report_outcomes(request, reopen_children(incident, by=by, reason=given["reason"]), _("Reopened"))

    return verb_page(
        request,
        label,
        "reopen",
        lambda incident: with_children(ReasonForm(request.POST or None), incident, request.actor, over=True),
        act,
        heading=_("Reopen"),
        action_label=_("Reopen"),
    )

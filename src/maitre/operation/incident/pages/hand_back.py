"""Give an incident back to the team it came from, with the reason."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import hand_back
from maitre.operation.incident.models import Incident
from maitre.operation.incident.pages.verb_page import verb_page


class HandBackForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is theirs"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What you found out, and what they need to go on."),
    )

    def __init__(self, *args: object, incident: Incident, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if incident.came_from:
            self.fields["reason"].label = _("Why %(team)s shall go on with it") % {
                "team": incident.came_from.name
            }


@signed_in
def hand_back_page(request: SignedInRequest, label: str) -> HttpResponse:
    return verb_page(
        request,
        label,
        "hand_back",
        lambda incident: HandBackForm(request.POST or None, incident=incident),
        lambda incident, by, given: hand_back(incident, by=by, **given),
        heading=_("Hand back"),
        action_label=_("Hand back"),
    )

"""Give an incident to a team or a person."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.fields import PersonField
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import assign
from maitre.operation.incident.models import Incident
from maitre.operation.incident.pages.verb_page import verb_page
from maitre.shared.access.querysets import people_visible_to, teams_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Team


class AssignForm(forms.Form):
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("As it is")
    )
    assignee = PersonField(
        label=_("Person"),
        required=False,
        help_text=_("Name or e-mail address; empty: nobody yet."),
        widget=forms.TextInput(attrs={"data-picker": "/people", "data-staff": "1", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("What they need to know"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams_visible_to(actor).filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
        workers = people_visible_to(actor).filter(is_active=True, grants__isnull=False).distinct()
        self.fields["assignee"].queryset = workers.order_by("folded_name")  # type: ignore[attr-defined]
        self.fields["assignee"].widget.attrs["data-record"] = incident.record.label
        self.fields["team"].initial = incident.record.team_id


@signed_in
def assign_page(request: SignedInRequest, label: str) -> HttpResponse:
    return verb_page(
        request,
        label,
        "assign",
        lambda incident: AssignForm(request.POST or None, actor=request.actor, incident=incident),
        lambda incident, by, given: assign(incident, by=by, **given),
        heading=_("Hand over"),
        action_label=_("Hand over"),
        words=_("The new team sees it in its queue at once; what you write here is for them."),
    )

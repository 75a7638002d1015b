"""Report an incident from the desk, for oneself or for somebody who called."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.fields import PersonField, RowField
from maitre.kit.web.page import SignedInRequest, complained, run_form, said, signed_in
from maitre.operation.incident.actions import report
from maitre.operation.incident.notices import CHANNELS, KINDS, LEVELS
from maitre.shared.access.querysets import organisations_visible_to, people_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import attach_or_say_why
from maitre.shared.records.models import Category


def _level(label: Any) -> forms.TypedChoiceField:
    """Left open, it is what the category or the service usually means, else low."""
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        required=False,
        empty_value=None,
        choices=[("", _("As category and service suggest")), *LEVELS.items()],
    )


HEARD_BY = ("phone", "mail", "chat", "walk_up")
"""Channels an agent may have heard of it by; the others are set by the door it comes through."""


class ReportForm(forms.Form):
    title = forms.CharField(label=_("What is broken"), max_length=300)
    requester = PersonField(
        label=_("Who reports it"), help_text=_("You, or whoever called: name or e-mail address.")
    )
    description = forms.CharField(
        label=_("What happened"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    kind = forms.ChoiceField(label=_("Type"), choices=list(KINDS.items()), initial="degradation")
    impact = _level(_("Impact"))
    urgency = _level(_("Urgency"))
    category = RowField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label=_("None")
    )
    service = forms.CharField(label=_("Service"), max_length=200, required=False)
    item = forms.CharField(label=_("Item"), max_length=200, required=False)
    location = forms.CharField(label=_("Location"), max_length=200, required=False)
    channel = forms.ChoiceField(
        label=_("How did it reach you?"),
        required=False,
        choices=[("", _("Not said")), *((name, CHANNELS[name]) for name in HEARD_BY)],
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = people_visible_to(actor).filter(is_active=True).select_related("organisation")
        self.fields["requester"].queryset = people  # type: ignore[attr-defined]
        self.fields["category"].queryset = categories_for(actor)  # type: ignore[attr-defined]


def categories_for(actor: Actor) -> Any:
    """Categories in use where the person belongs or works."""
    return Category.objects.filter(is_active=True, organisation__in=organisations_visible_to(actor)).order_by(
        "name"
    )


@signed_in
def report_page(request: SignedInRequest) -> HttpResponse:
    form = ReportForm(request.POST or None, actor=request.actor, initial={"requester": request.user})

    def act(given: Mapping[str, Any]) -> str:
        requester = given["requester"]
        incident = report(by=request.actor, organisation=requester.organisation, **given)
        if why := attach_or_say_why(incident.record, request.FILES.getlist("files"), by=request.actor):
            complained(request, _("Your files did not arrive: %(why)s") % {"why": why})
        said(request, str(_("%(number)s is reported.")) % {"number": incident.record.label})
        return reverse("incident:show", args=[incident.record.label])

    return run_form(
        request, form, act, "operation/incident/pages/report.html", {"list_url": reverse("incident:list")}
    )

"""The verbs of a major incident, each a form: propose, declare, demote, appoint, inform, update."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.fields import PersonField
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident, MajorIncident
from maitre.operation.incident.notices.major_words import CRITERIA, PARTS
from maitre.operation.incident.rules.major import HEADLINE_LIMIT, Part
from maitre.shared.access.querysets import workers_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.workspace.pages.verb import verb_page


def _long(label: Any, rows: int = 4, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ProposalForm(forms.Form):
    criteria = forms.MultipleChoiceField(
        label=_("What makes it a major incident"),
        choices=[(each.value, words) for each, words in CRITERIA.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    reason = _long(_("What is known so far"), help_text=_("For those who decide and for the review."))


class DeclarationForm(ProposalForm):
    headline = forms.CharField(
        label=_("What everybody affected may read"),
        max_length=HEADLINE_LIMIT,
        required=False,
        help_text=_(
            "One line on the home page of the help portal while it lasts. Empty: nothing is shown there."
        ),
    )
    lead = forms.BooleanField(label=_("I manage it"), required=False, initial=True)


class ManagementForm(forms.Form):
    text = _long(_("Who was told, and how"), rows=3, required=False)


class AppointmentForm(forms.Form):
    """A field for each part, with who has it now."""

    def __init__(self, *args: Any, actor: Actor, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = MajorIncident.objects.with_parts().filter(pk=incident.pk)
        major = known.first() if incident.major else None
        workers = workers_visible_to(actor)
        for part, words in PARTS.items():
            self.fields[part.value] = PersonField(
                label=words,
                required=False,
                queryset=workers,
                initial=getattr(major, part, None),
                staff=True,
                record=incident.record.label,
            )


def _known(incident: Incident) -> dict[str, Any]:
    """What was said when it was proposed, for who declares it."""
    major = MajorIncident.objects.filter(pk=incident.pk).first()
    criteria = list(major.criteria) if major else []
    return {"criteria": criteria, "headline": (major.headline if major else "") or incident.service}


@signed_in
def declare_page(request: SignedInRequest, label: str) -> HttpResponse:
    def act(incident: Incident, by: Actor, given: Mapping[str, Any]) -> object:
        said = dict(given)
        manager = request.user if said.pop("lead") else None
        return actions.declare_major(incident, by=by, manager=manager, **said)

    return verb_page(
        request,
        Incident.objects.labelled(label, request.actor),
        "declare_major",
        lambda incident: DeclarationForm(request.POST or None, initial=_known(incident)),
        act,
        heading=_("Declare a major incident"),
        action_label=_("Declare"),
        words=_(
            "From now on: a manager within 15 minutes, top management informed and a first word to everybody "
            "affected within 30, a review within 5 business days after it is resolved."
        ),
    )


@signed_in
def appoint_page(request: SignedInRequest, label: str) -> HttpResponse:
    return verb_page(
        request,
        Incident.objects.labelled(label, request.actor),
        "appoint",
        lambda incident: AppointmentForm(request.POST or None, actor=request.actor, incident=incident),
        lambda incident, by, given: actions.appoint(
            incident, {part: given[part.value] for part in Part}, by=by
        ),
        heading=_("Appoint people"),
        action_label=_("Appoint"),
        words=_("Each of them hears of it. A part without anybody is taken by the manager."),
    )


@signed_in
def inform_page(request: SignedInRequest, label: str) -> HttpResponse:
    return verb_page(
        request,
        Incident.objects.labelled(label, request.actor),
        "inform_management",
        lambda incident: ManagementForm(request.POST if request.method == "POST" else None),
        lambda incident, by, given: actions.inform_management(incident, by=by, **given),
        heading=_("Top management was informed"),
        action_label=_("Note it"),
    )

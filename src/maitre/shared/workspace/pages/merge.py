"""Merge an incident into another one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.errors import FieldError, Invalid, NotFound
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import merge
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import Actor
from maitre.shared.tasks.querysets import parts_of
from maitre.shared.workspace.pages.numbers import NumberField, named
from maitre.shared.workspace.pages.verb import verb_page

OPEN_TASKS = [
    ("along", gettext_lazy("Goes along, with who has it")),
    ("cancel", gettext_lazy("Is cancelled")),
]


class MergeForm(forms.Form):
    message = forms.CharField(
        label=gettext_lazy("What the requester shall know"),
        help_text=gettext_lazy("They hear once that it goes on elsewhere, with your words."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    let_follow = forms.BooleanField(
        label=gettext_lazy("Let those who take part follow the other incident"),
        help_text=gettext_lazy(
            "They see it from then on. Otherwise they keep reading their own; a reply becomes a new incident."
        ),
        required=False,
    )

    tasks = forms.ChoiceField(
        label=gettext_lazy("What is still to do"),
        choices=OPEN_TASKS,
        initial="along",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_tasks = [part for part in parts_of(incident.record) if part.is_open]
        if open_tasks:
            self.fields["tasks"].help_text = ", ".join(
                f"{part.label} {part.title}" for part in open_tasks[:5]
            )
        else:
            del self.fields["tasks"]
        self.fields["into"] = NumberField(
            kind="incident",
            record=incident.record.label,
            label=_("Which incident it goes on in"),
            help_text=_("Its number, or some words of its title."),
        )
        self.order_fields(["into", "message", "tasks", "let_follow"])


@signed_in
def merge_page(request: SignedInRequest, label: str) -> HttpResponse:
    """`into` in the address fills the field."""

    def make(incident: Incident) -> forms.Form:
        given = {"into": named("incident", request.GET.get("into", ""))}
        return MergeForm(request.POST or None, incident=incident, initial=given)

    return verb_page(
        request,
        Incident.objects.labelled(label, request.actor),
        "merge",
        make,
        take_in,
        heading=_("Merge"),
        action_label=_("Merge"),
        words=_(
            "It closes, and work goes on in the other one. What was said here is shown there, and not sent again."
        ),
    )


def take_in(incident: Incident, by: Actor, given: Mapping[str, Any]) -> None:
    merge(
        incident,
        chosen(given["into"], by, "into"),
        by=by,
        message=given["message"],
        let_follow=given["let_follow"],
        cancel_tasks=given.get("tasks") == "cancel",
    )


def chosen(label: str, by: Actor, field: str) -> Incident:
    """The incident of this number; where there is none for the person, that is said at the field."""
    try:
        return Incident.objects.labelled(label, by)
    except NotFound as error:
        raise Invalid(error.sentence, errors=[FieldError(field, "unknown", error.sentence)]) from None

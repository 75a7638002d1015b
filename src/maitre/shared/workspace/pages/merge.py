"""Merge a record into another one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.errors import FieldError, Invalid, NotFound
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.access.rules import Actor
from maitre.shared.fields.rules import Words
from maitre.shared.practice.rules import Practice, Subject, practice_of
from maitre.shared.records.models import Record
from maitre.shared.relationships.actions import merge
from maitre.shared.relationships.rules import phrases_of
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
    let_follow = forms.BooleanField(required=False)
    tasks = forms.ChoiceField(
        label=gettext_lazy("What is still to do"),
        choices=OPEN_TASKS,
        initial="along",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, record: Record, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_tasks = [part for part in parts_of(record) if part.is_open]
        if open_tasks:
            self.fields["tasks"].help_text = ", ".join(
                f"{part.label} {part.title}" for part in open_tasks[:5]
            )
        else:
            del self.fields["tasks"]
        self.fields["into"] = NumberField(
            kind=record.kind,
            record=record.label,
            label=_into_of(practice_of(record.kind)),
            help_text=_("Its number, or some words of its title."),
        )
        phrases = phrases_of(record.kind)
        self.fields["let_follow"].label = phrases.let_follow
        self.fields["let_follow"].help_text = phrases.let_follow_help
        self.order_fields(["into", "message", "tasks", "let_follow"])


def _into_of(practice: Practice) -> Words:
    """How the practice asks what it goes on in."""
    return next(each.ask.label for each in practice.verb("merge").fields if each.name == "into")


@signed_in
def merge_page(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """`into` in the address fills the field."""

    def make(subject: Subject) -> forms.Form:
        given = {"into": named(practice.kind, request.GET.get("into", ""))}
        return MergeForm(request.POST or None, record=subject.record, initial=given)

    return verb_page(
        request,
        practice.subject(label, request.actor),
        "merge",
        make,
        take_in,
        heading=_("Merge"),
        action_label=_("Merge"),
        words=practice.verb("merge").intro,
    )


def take_in(subject: Subject, by: Actor, given: Mapping[str, Any]) -> None:
    merge(
        subject,
        chosen(practice_of(subject.record.kind), given["into"], by, "into"),
        by=by,
        message=given["message"],
        let_follow=given["let_follow"],
        cancel_tasks=given.get("tasks") == "cancel",
    )


def chosen(practice: Practice, label: str, by: Actor, field: str) -> Subject:
    """The record of this number; where there is none for the person, that is said at the field."""
    try:
        return practice.subject(label, by)
    except NotFound as error:
        raise Invalid(error.sentence, errors=[FieldError(field, "unknown", error.sentence)]) from None

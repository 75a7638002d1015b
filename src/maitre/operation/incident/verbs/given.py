"""What the verbs of incidents are given: bodies of the interface and fields of forms at once."""

from typing import Annotated

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy, ngettext_lazy
from pydantic import Field, model_validator

from maitre.kit.rest.shapes import Given, Instant, Level, Reason, Reference, Text
from maitre.operation.incident.notices import CAUSES, CODES, LEVELS, PAUSE_REASONS
from maitre.operation.incident.notices.leading import CRITERIA
from maitre.operation.incident.rules import Cause, PauseReason, ResolutionCode
from maitre.operation.incident.rules.major import HEADLINE_LIMIT, NEXT_UPDATE_WITHIN, Criterion
from maitre.shared.fields.rules import Ask, FieldType
from maitre.shared.records.notices import PRIORITIES

REQUESTER_READS = gettext_lazy("The requester reads this.")


class AssignmentIn(Given):
    """A team, a person, or both."""

    team: Annotated[
        Reference | None, Ask(label=gettext_lazy("Team"), type=FieldType.TEAM, empty=gettext_lazy("As it is"))
    ] = Field(None, examples=["network"])
    assignee: Annotated[
        Reference | None,
        Ask(
            label=gettext_lazy("Person"),
            type=FieldType.PERSON,
            staff=True,
            help=gettext_lazy("Name or e-mail address; empty: nobody yet."),
        ),
    ] = None
    reason: Annotated[Text, Ask(label=gettext_lazy("What they need to know"), rows=3)] = Field(
        "", description="What they need to know; read only by those who work on it"
    )


class PauseIn(Given):
    reason: Annotated[PauseReason, Ask(label=gettext_lazy("Waits for"), words=PAUSE_REASONS, radio=True)] = (
        Field(examples=["requester"])
    )
    text: Annotated[Text, Ask(label=gettext_lazy("What you ask or tell the requester"), rows=4)] = Field(
        "", alias="body", description="What you ask, or why; the requester reads it"
    )
    wakes_at: Annotated[Instant | None, Ask(label=gettext_lazy("Look again on"))] = Field(
        None, description="When work goes on by itself: then, or when work begins"
    )
    exactly: Annotated[bool, Ask(label=gettext_lazy("Exactly then, also outside working hours"))] = Field(
        False, strict=True, description="True: exactly then, also outside working hours"
    )


class ResolutionIn(Given):
    code: Annotated[ResolutionCode, Ask(label=gettext_lazy("How it ended"), words=CODES)] = Field(
        examples=["fixed"]
    )
    cause: Annotated[Cause, Ask(label=gettext_lazy("Kind of cause"), words=CAUSES)] = Field(
        examples=["network"]
    )
    solution: Annotated[Text, Ask(label=gettext_lazy("What was done"), help=REQUESTER_READS, rows=5)] = Field(
        description="What was done, for the requester", examples=["The access point is new."]
    )


class PriorityIn(Given):
    """Impact and urgency judged anew, or another priority than they propose, with a reason."""

    impact: Annotated[Level | None, Ask(label=gettext_lazy("Impact"), words=LEVELS, required=True)] = None
    urgency: Annotated[Level | None, Ask(label=gettext_lazy("Urgency"), words=LEVELS, required=True)] = None
    override: Annotated[
        Annotated[int, Field(ge=1, le=5, strict=True)] | None,
        Ask(
            label=gettext_lazy("Another priority than they propose"),
            words={level: format_lazy("{} {}", level, word) for level, word in PRIORITIES.items()},
            empty=gettext_lazy("No, as proposed"),
        ),
    ] = Field(None, alias="priority")
    reason: Annotated[
        Text, Ask(label=gettext_lazy("Reason"), help=gettext_lazy("Needed for another priority."))
    ] = ""

    @model_validator(mode="after")
    def says_something(self) -> "PriorityIn":
        if self.impact is None and self.urgency is None and self.override is None:
            raise ValueError("give impact, urgency or priority")
        return self


class ConfidentialityIn(Given):
    circle: Annotated[
        Reference | None,
        Ask(
            label=gettext_lazy("Who may know of it"),
            type=FieldType.CIRCLE,
            empty=gettext_lazy("Everybody who works there"),
            required=False,
        ),
    ] = Field(description="One of your circles; null opens the incident again", examples=["hr"])


class CancellationIn(Reason):
    """It was none, or is not wanted any more."""


class MergerIn(Given):
    """What it is merged into; where that was merged itself, into what lives on."""

    into: Annotated[
        Reference, Ask(label=gettext_lazy("Which incident it goes on in"), type=FieldType.RECORD)
    ] = Field(examples=["INC-1042"])
    message: Text = Field("", description="What its requester hears with it, once")
    let_follow: bool = Field(
        False,
        strict=True,
        description="Let those who take part follow the other incident; they see it from then on",
    )
    cancel_tasks: bool = Field(
        False, strict=True, description="Cancel its open tasks, which go along otherwise"
    )


class ProposalIn(Given):
    criteria: Annotated[
        list[Criterion], Ask(label=gettext_lazy("What makes it a major incident"), words=CRITERIA)
    ] = Field(min_length=1, examples=[["critical_service"]])
    reason: Annotated[
        Text,
        Ask(
            label=gettext_lazy("What is known so far"),
            help=gettext_lazy("For those who decide and for the review."),
            rows=4,
        ),
    ] = Field(examples=["No house can take a reservation."])


class DeclarationIn(ProposalIn):
    headline: Annotated[
        str,
        Ask(
            label=gettext_lazy("What everybody affected may read"),
            help=gettext_lazy(
                "One line on the home page of the help portal while it lasts. Empty: nothing is shown there."
            ),
        ),
    ] = Field(
        "", max_length=HEADLINE_LIMIT, description="What everybody affected may read; empty: nothing is shown"
    )
    manager: Annotated[
        Reference | None,
        Ask(label=gettext_lazy("Who manages it"), type=FieldType.PERSON, staff=True),
    ] = None


class UpdateIn(Given):
    text: Annotated[
        Text,
        Ask(
            label=gettext_lazy("How things stand"),
            help=gettext_lazy("Everybody affected reads this. That nothing has changed is news as well."),
            rows=6,
        ),
    ] = Field(examples=["There is nothing new yet; we are still working on it."])
    next_within: Annotated[
        int,
        Ask(
            label=gettext_lazy("You hear from us again"),
            words={
                each: ngettext_lazy("within %(num)d minute", "within %(num)d minutes", "num") % {"num": each}
                for each in NEXT_UPDATE_WITHIN
            },
            required=True,
        ),
    ] = Field(30, strict=True, description="Minutes until the next word: 15, 30, 60, 120, 240")

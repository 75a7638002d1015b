"""What the verbs of incidents are given: bodies of the interface and fields of forms at once."""

from typing import Annotated

from django.utils.translation import gettext_lazy, ngettext_lazy
from pydantic import Field

from maitre.kit.rest.shapes import Given, Reference, Text
from maitre.operation.incident.notices import CAUSES, CODES, PAUSE_REASONS
from maitre.operation.incident.notices.major_words import CRITERIA
from maitre.operation.incident.rules import Cause, PauseReason, ResolutionCode
from maitre.operation.incident.rules.major import HEADLINE_LIMIT, NEXT_UPDATE_WITHIN, Criterion
from maitre.shared.fields.rules import Ask, FieldType
from maitre.shared.relationships import verbs as relationships
from maitre.shared.workflow.verbs import given as workflow
from maitre.shared.workflow.verbs.given import REQUESTER_READS


class PauseIn(workflow.PauseIn):
    reason: Annotated[PauseReason, Ask(label=gettext_lazy("Waits for"), words=PAUSE_REASONS, radio=True)] = (
        Field(examples=["requester"])
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


class ConfidentialityIn(workflow.ConfidentialityIn):
    circle: Annotated[
        Reference | None,
        Ask(
            label=gettext_lazy("Who may know of it"),
            type=FieldType.CIRCLE,
            empty=gettext_lazy("Everybody who works there"),
            required=False,
        ),
    ] = Field(description="One of your circles; null opens the incident again", examples=["hr"])


class MergerIn(relationships.MergerIn):
    """What it is merged into; where that was merged itself, into what lives on."""

    into: Annotated[
        Reference, Ask(label=gettext_lazy("Which incident it goes on in"), type=FieldType.RECORD)
    ] = Field(examples=["INC-1042"])
    let_follow: bool = Field(
        False,
        strict=True,
        description="Let those who take part follow the other incident; they see it from then on",
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

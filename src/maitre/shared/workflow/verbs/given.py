"""What these verbs are given: bodies of the interface and fields of forms at once.

A practice whose words are its own makes a class of its own from one of these, and keeps the order of its fields.
"""

from typing import Annotated

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from maitre.kit.rest.shapes import Given, Instant, Level, Reason, Reference, Text
from maitre.shared.fields.rules import Ask, FieldType
from maitre.shared.records.notices import PRIORITIES
from maitre.shared.workflow.notices import LEVELS

REQUESTER_READS = _("The requester reads this.")


class PauseIn(Given):
    reason: Annotated[str, Ask(label=_("Waits for"), radio=True)]
    text: Annotated[Text, Ask(label=_("What you ask or tell the requester"), rows=4)] = Field(
        "", alias="body", description="What you ask, or why; the requester reads it"
    )
    wakes_at: Annotated[Instant | None, Ask(label=_("Look again on"))] = Field(
        None, description="When work goes on by itself: then, or when work begins"
    )
    exactly: Annotated[bool, Ask(label=_("Exactly then, also outside working hours"))] = Field(
        False, strict=True, description="True: exactly then, also outside working hours"
    )


class PriorityIn(Given):
    """Impact and urgency judged anew, or another priority than they propose, with a reason."""

    impact: Annotated[Level | None, Ask(label=_("Impact"), words=LEVELS, required=True)] = None
    urgency: Annotated[Level | None, Ask(label=_("Urgency"), words=LEVELS, required=True)] = None
    override: Annotated[
        Annotated[int, Field(ge=1, le=5, strict=True)] | None,
        Ask(
            label=_("Another priority than they propose"),
            words={level: format_lazy("{} {}", level, word) for level, word in PRIORITIES.items()},
            empty=_("No, as proposed"),
        ),
    ] = Field(None, alias="priority")
    reason: Annotated[Text, Ask(label=_("Reason"), help=_("Needed for another priority."))] = ""

    @model_validator(mode="after")
    def says_something(self) -> "PriorityIn":
        if self.impact is None and self.urgency is None and self.override is None:
            raise ValueError("give impact, urgency or priority")
        return self


class ConfidentialityIn(Given):
    circle: Annotated[
        Reference | None,
        Ask(
            label=_("Who may know of it"),
            type=FieldType.CIRCLE,
            empty=_("Everybody who works there"),
            required=False,
        ),
    ] = Field(description="One of your circles; null opens it again", examples=["hr"])


class CancellationIn(Reason):
    """It was none, or is not wanted any more."""

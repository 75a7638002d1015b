"""What an incident is reported with, and what of it may be corrected: bodies of the interface and fields of forms."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from maitre.kit.rest.shapes import Given, Level, Reference, Text
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import CHANNELS, KINDS
from maitre.operation.incident.rules import Channel, Kind
from maitre.shared.access.rules import Actor
from maitre.shared.fields.rules import Ask, FieldType
from maitre.shared.organisation.models import Organisation, Person
from maitre.shared.practice.rules import Changes, Creates
from maitre.shared.workflow.notices import LEVELS

HEARD_BY = {name: CHANNELS[name] for name in ("phone", "mail", "chat", "walk_up")}
"""Channels an agent may have heard of it by; the others are set by the door it comes through."""
_SUGGESTED = _("As category and service suggest")
_PERSON = Ask(
    label=_("Who reports it"),
    type=FieldType.PERSON,
    required=True,
    help=_("You, or whoever called: name or e-mail address."),
)
_CATEGORY = Ask(label=_("Category"), type=FieldType.CATEGORY, empty=_("None"), brief=True)
_TYPE = Ask(label=_("Type"), words=KINDS, required=True)
_SERVICE = Ask(label=_("Service"), brief=True)
_ITEM = Ask(label=_("Item"))
_LOCATION = Ask(label=_("Location"))


class IncidentIn(Given):
    """A new incident. Without `requester` it is your own; priority is proposed from impact and urgency."""

    title: Annotated[str, Ask(label=_("What is broken"))] = Field(
        max_length=300, examples=["Wi-Fi drops in the lobby"]
    )
    description: Annotated[Text, Ask(label=_("What happened"), rows=5)] = Field(
        "", examples=["Since this morning, every few minutes."]
    )
    kind: Annotated[Kind, _TYPE] = Field(Kind.DEGRADATION, alias="type")
    impact: Annotated[Level | None, Ask(label=_("Impact"), words=LEVELS, empty=_SUGGESTED)] = Field(
        None, description="Without it, what category and service usually mean, else low", examples=[2]
    )
    urgency: Annotated[Level | None, Ask(label=_("Urgency"), words=LEVELS, empty=_SUGGESTED)] = Field(
        None, examples=[2]
    )
    requester: Annotated[Reference | None, _PERSON] = None
    organisation: Annotated[
        Reference | None, Ask(label=_("Organisation"), type=FieldType.ORGANISATION, on_form=False)
    ] = None
    category: Annotated[Reference | None, _CATEGORY] = None
    service: Annotated[str, _SERVICE] = Field("", max_length=200)
    item: Annotated[str, _ITEM] = Field("", max_length=200, alias="configuration_item")
    location: Annotated[str, _LOCATION] = Field("", max_length=200, examples=["Lobby"])
    channel: Annotated[
        Channel,
        Ask(
            label=_("How did it reach you?"), words=HEARD_BY, required=False, empty=_("Not said"), nothing=""
        ),
    ] = Field(Channel.API, description="How it reached you")


class IncidentPatch(Given):
    """What may be corrected; what is left out stays. State, people and priority have verbs of their own."""

    title: Annotated[str, Ask(label=_("Title"), required=True)] = Field("", max_length=300)
    description: Annotated[Text, Ask(label=_("Description"), rows=6)] = ""
    kind: Annotated[Kind, _TYPE] = Field(Kind.DEGRADATION, alias="type")
    impact: Annotated[Level, Ask(label=_("Impact"), words=LEVELS, required=True, brief=True)] = 3
    urgency: Annotated[Level, Ask(label=_("Urgency"), words=LEVELS, required=True)] = 3
    category: Annotated[Reference | None, _CATEGORY] = None
    service: Annotated[str, _SERVICE] = Field("", max_length=200)
    item: Annotated[str, _ITEM] = Field("", max_length=200, alias="configuration_item")
    location: Annotated[str, _LOCATION] = Field("", max_length=200)


def _report(
    *, by: Actor, requester: Person, organisation: Organisation | None = None, **given: object
) -> Incident:
    return actions.report(
        by=by,
        requester=requester,
        organisation=organisation or requester.organisation,
        **given,  # type: ignore[arg-type]
    )


CREATES = Creates(
    body=IncidentIn,
    act=_report,
    summary="Report an incident",
    about="For yourself; for somebody else it takes the right to work on incidents there.",
    heading=_("Report an incident"),
    button=_("Report"),
    lead=_("What is broken, for whom, since when. The priority is proposed from impact and urgency."),
    done=_("%(number)s is reported."),
)
CHANGES = Changes(body=IncidentPatch, act=actions.edit, summary="Correct an incident")

"""How an incident comes to be through REST, and what of it may be corrected there."""

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rest.shapes import IncidentIn, IncidentPatch
from maitre.shared.access.rest.references import organisation_named, person_named
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Person
from maitre.shared.practice.rules import Changes, Creates, Summaries
from maitre.shared.records.rest.loading import category_named


def reported(body: IncidentIn, actor: Actor, caller: Person) -> Incident:
    """For the caller, where the body names nobody."""
    requester = caller if body.requester is None else person_named(body.requester, actor, "requester")
    organisation = (
        requester.organisation
        if body.organisation is None
        else organisation_named(body.organisation, actor, "organisation")
    )
    return actions.report(
        by=actor,
        title=body.title,
        requester=requester,
        organisation=organisation,
        description=body.description,
        impact=body.impact,
        urgency=body.urgency,
        kind=body.type,
        category=None if body.category is None else category_named(body.category, organisation, "category"),
        service=body.service,
        item=body.configuration_item,
        location=body.location,
        channel=body.channel,
    )


SUMMARIES = Summaries(
    list="Incidents you may see",
    show="One incident",
    figures="Figures of incidents",
    figures_about="For leads, managers, auditors and admins, over the incidents open to them as such.",
    behind_figures="The incidents behind a figure",
    groups="Figures of groups of incidents",
)
CREATES = Creates(
    body=IncidentIn,
    make=reported,
    summary="Report an incident",
    about="For yourself; for somebody else it takes the right to work on incidents there.",
)
CHANGES = Changes(
    body=IncidentPatch,
    act=actions.edit,
    summary="Correct an incident",
    columns={"type": "kind", "configuration_item": "item"},
)

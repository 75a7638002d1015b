"""What pages say of other incidents of a family."""

from typing import Any

from maitre.kernel.states import OPEN_PHASES
from maitre.kit.web.addresses import address_of
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import STATES
from maitre.shared.access.rules import Actor
from maitre.shared.records.querysets import standing


def line(incident: Incident, removal: str = "") -> dict[str, Any]:
    """One incident as a line of a panel; `removal` takes it out of its family."""
    record = incident.record
    return {
        "number": record.label,
        "title": record.title,
        "phase": record.phase,
        "state": str(STATES[record.state]),
        "url": address_of("incident:show", record.label),
        "removal": removal,
    }


def own_page(label: str) -> str:
    """The page of a merged incident itself: its usual address leads on to where work goes on."""
    return f"{address_of('incident:show', label)}?merged=show"


def merged_into(incident: Incident, actor: Actor) -> dict[str, Any] | None:
    """What a merged incident says of where it goes on; without a number for whom that is not open."""
    if incident.merged_into_id is None:
        return None
    survivor = Incident.objects.survivor_of(incident)
    return line(survivor) if standing(actor, survivor.record) else {"number": ""}


def open_children(incident: Incident, actor: Actor) -> int:
    """Children the person sees that are not over: what is said to all goes to them."""
    if not incident.child_count:
        return 0
    children = Incident.objects.children_of(incident, actor)
    return children.filter(record__phase__in=[*OPEN_PHASES, "done"]).count()


def split_url(incident: Incident) -> str:
    """Where a reply is taken out; its place in the timeline follows."""
    return address_of("incident:split", incident.record.label, 0).removesuffix("0")

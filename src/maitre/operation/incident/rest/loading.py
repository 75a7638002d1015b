"""What every call on an incident begins and ends with: the incident as far as the caller may see it, and its JSON."""

from django.http import HttpRequest, HttpResponse

from maitre.kit.rest.versions import answer, seen
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rest.shapes import IncidentOut, incident_out
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.access.rules import Actor
from maitre.shared.records.querysets import numbered


def incident_in(request: HttpRequest, number: str) -> tuple[Incident, Actor, int | None]:
    """The incident, who calls, and the version they insist on."""
    actor = actor_of(request)
    incident = Incident.objects.labelled(number, actor)
    record = incident.record
    return incident, actor, seen(request.headers.get("If-Match"), record.version, record.label)


def out(incident: Incident, actor: Actor) -> IncidentOut:
    """The incident as it is now; whoever just acted is told, even where the verb took it out of their sight."""
    record = numbered("incident", incident.record.number, own="incident")
    assert record is not None  # noqa: S101 - incidents are never deleted
    return incident_out(record.incident, actor)


def told(incident: Incident, actor: Actor, *, status: int = 200, located: bool = False) -> HttpResponse:
    body = out(incident, actor)
    location = f"/api/v1/incidents/{body.number}" if located else ""
    return answer(body, status=status, version=body.version, location=location)

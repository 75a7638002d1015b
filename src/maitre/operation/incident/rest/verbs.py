"""The verbs of incidents as nouns: POST a pause to pause, DELETE it to go on."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.rest.shapes import Reason
from maitre.kit.rest.versions import IfMatch
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rest.loading import incident_in, told
from maitre.operation.incident.rest.shapes import (
    AssignmentIn,
    CancellationIn,
    ConfidentialityIn,
    IncidentOut,
    PauseIn,
    PriorityIn,
    ResolutionIn,
)
from maitre.shared.access.rest.references import circle_named, person_named, team_named
from maitre.shared.access.rules import Actor

router = Router(tags=["Incidents"])


def assign(incident: Incident, body: AssignmentIn, actor: Actor, seen: int | None) -> None:
    actions.assign(
        incident,
        by=actor,
        team=None if body.team is None else team_named(body.team, actor, "team"),
        assignee=None if body.assignee is None else person_named(body.assignee, actor, "assignee"),
        reason=body.reason,
        seen=seen,
    )


def pause(incident: Incident, body: PauseIn, actor: Actor, seen: int | None) -> None:
    actions.pause(
        incident,
        by=actor,
        reason=body.reason,
        text=body.body,
        wakes_at=body.wakes_at,
        exactly=body.exactly,
        seen=seen,
    )


def resolve(incident: Incident, body: ResolutionIn, actor: Actor, seen: int | None) -> None:
    actions.resolve(incident, by=actor, code=body.code, cause=body.cause, solution=body.solution, seen=seen)


def prioritise(incident: Incident, body: PriorityIn, actor: Actor, seen: int | None) -> None:
    actions.prioritise(
        incident,
        by=actor,
        impact=body.impact,
        urgency=body.urgency,
        override=body.priority,
        reason=body.reason,
        seen=seen,
    )


def confide(incident: Incident, body: ConfidentialityIn, actor: Actor, seen: int | None) -> None:
    circle = None if body.circle is None else circle_named(body.circle, actor, "circle")
    actions.confide(incident, circle, by=actor, seen=seen)


def given_reason(body: Reason | None, reason: str) -> str:
    """From the body or the address, never from both."""
    if body and reason:
        sentence = "stands in the body and in the address"
        raise Invalid(f"reason: {sentence}", errors=[FieldError("reason", "twice", sentence)])
    return body.reason if body else reason


@router.post("/{number}/assignment", response=IncidentOut, operation_id="incidents_assign", summary="Assign")
def post_assignment(
    request: HttpRequest, number: str, body: AssignmentIn, if_match: IfMatch = None
) -> HttpResponse:
    """Give it to a team, a person, or both. A person named alone brings a team of theirs along."""
    incident, actor, seen = incident_in(request, number)
    assign(incident, body, actor, seen)
    return told(incident, actor)


@router.post(
    "/{number}/taking", response=IncidentOut, operation_id="incidents_take", summary="Take it yourself"
)
def post_taking(request: HttpRequest, number: str, if_match: IfMatch = None) -> HttpResponse:
    """It is yours, and work begins."""
    incident, actor, seen = incident_in(request, number)
    actions.take(incident, by=actor, seen=seen)
    return told(incident, actor)


@router.post("/{number}/pause", response=IncidentOut, operation_id="incidents_pause", summary="Wait")
def post_pause(request: HttpRequest, number: str, body: PauseIn, if_match: IfMatch = None) -> HttpResponse:
    """For the requester (who is asked `body`), a supplier, a change or a date."""
    incident, actor, seen = incident_in(request, number)
    pause(incident, body, actor, seen)
    return told(incident, actor)


@router.delete(
    "/{number}/pause", response=IncidentOut, operation_id="incidents_resume", summary="Go on working"
)
def delete_pause(request: HttpRequest, number: str, if_match: IfMatch = None) -> HttpResponse:
    incident, actor, seen = incident_in(request, number)
    actions.resume(incident, by=actor, seen=seen)
    return told(incident, actor)


@router.post(
    "/{number}/resolution", response=IncidentOut, operation_id="incidents_resolve", summary="Resolve"
)
def post_resolution(
    request: HttpRequest, number: str, body: ResolutionIn, if_match: IfMatch = None
) -> HttpResponse:
    """It is over: how it ended, what caused it, and what was done."""
    incident, actor, seen = incident_in(request, number)
    resolve(incident, body, actor, seen)
    return told(incident, actor)


@router.delete(
    "/{number}/resolution", response=IncidentOut, operation_id="incidents_reopen", summary="Reopen"
)
def delete_resolution(
    request: HttpRequest,
    number: str,
    body: Annotated[Reason | None, Body()] = None,
    reason: Annotated[str, Query(max_length=2000, description="Why, for clients that send no body")] = "",
    if_match: IfMatch = None,
) -> HttpResponse:
    """It is not over: back to work with the same number. The reason comes in the body or as a parameter."""
    incident, actor, seen = incident_in(request, number)
    actions.reopen(incident, by=actor, reason=given_reason(body, reason), seen=seen)
    return told(incident, actor)


@router.post("/{number}/closure", response=IncidentOut, operation_id="incidents_close", summary="Close")
def post_closure(request: HttpRequest, number: str, if_match: IfMatch = None) -> HttpResponse:
    """The resolution holds."""
    incident, actor, seen = incident_in(request, number)
    actions.close(incident, by=actor, seen=seen)
    return told(incident, actor)


@router.post(
    "/{number}/priority", response=IncidentOut, operation_id="incidents_prioritise", summary="Set priority"
)
def post_priority(
    request: HttpRequest, number: str, body: PriorityIn, if_match: IfMatch = None
) -> HttpResponse:
    """Judge impact and urgency anew, or set another priority than they propose, with a reason."""
    incident, actor, seen = incident_in(request, number)
    prioritise(incident, body, actor, seen)
    return told(incident, actor)


@router.post(
    "/{number}/confidentiality",
    response=IncidentOut,
    operation_id="incidents_confide",
    summary="Make it confidential",
)
def post_confidentiality(
    request: HttpRequest, number: str, body: ConfidentialityIn, if_match: IfMatch = None
) -> HttpResponse:
    """Only members of the circle, and those who take part, know of it then."""
    incident, actor, seen = incident_in(request, number)
    confide(incident, body, actor, seen)
    return told(incident, actor)


@router.post(
    "/{number}/cancellation", response=IncidentOut, operation_id="incidents_cancel", summary="Cancel"
)
def post_cancellation(
    request: HttpRequest, number: str, body: CancellationIn, if_match: IfMatch = None
) -> HttpResponse:
    """It was none, or is not wanted any more. Final."""
    incident, actor, seen = incident_in(request, number)
    actions.cancel(incident, by=actor, reason=body.reason, seen=seen)
    return told(incident, actor)

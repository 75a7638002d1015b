"""Families of incidents: children and what is done to all of them, merging, splitting."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router
from pydantic import BaseModel, Field

from maitre.kernel.errors import NotFound
from maitre.kit.rest.shapes import Listed, Reason
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rest.loading import incident_in, told
from maitre.operation.incident.rest.shapes import (
    BroadcastIn,
    ChildIn,
    IncidentOut,
    SplitIn,
    incident_outs,
)
from maitre.operation.incident.verbs.given import ResolutionIn
from maitre.shared.access.rules import Actor
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.querysets import among
from maitre.shared.workspace.rest.verbs import given_reason, subject_named

router = Router(tags=["Incidents"])


class OutcomeOut(BaseModel):
    """What became of one child."""

    number: str
    done: bool
    message: str = Field(description="Why it was left alone; empty when it was not")


def outcomes(found: Sequence[actions.Outcome]) -> Listed[OutcomeOut]:
    items = [
        OutcomeOut(number=each.child.record.label, done=not each.refusal, message=each.refusal)
        for each in found
    ]
    return Listed[OutcomeOut](items=items)


@router.get(
    "/{number}/children",
    response=Listed[IncidentOut],
    operation_id="incidents_children",
    summary="Its children",
)
def children(request: HttpRequest, number: str) -> Listed[IncidentOut]:
    """Those you may see: an incident has at most 500."""
    incident, actor, _ = incident_in(request, number)
    ids = Incident.objects.children_of(incident, actor).order_by("pk").values_list("pk", flat=True)
    return Listed[IncidentOut](items=incident_outs(among(list(ids), own="incident"), actor))


@router.post(
    "/{number}/children",
    response={201: IncidentOut},
    operation_id="incidents_adopt",
    summary="Add a child",
)
def adopt(request: HttpRequest, number: str, body: ChildIn) -> HttpResponse:
    """Adding one twice is adding it once; it has one parent at most, and no children of its own."""
    incident, actor, _ = incident_in(request, number)
    child = subject_named(practice_of("incident"), body.child, actor, "child")
    actions.adopt(incident, child, by=actor)
    return told(child, actor, status=201, located=True)


@router.post(
    "/{number}/children/resolution",
    response=Listed[OutcomeOut],
    operation_id="incidents_resolve_children",
    summary="Resolve all open children",
)
def resolve_children(request: HttpRequest, number: str, body: ResolutionIn) -> Listed[OutcomeOut]:
    """Each by its own verb; one that cannot take it is told of and left alone."""
    incident, actor, _ = incident_in(request, number)
    return outcomes(
        actions.resolve_children(incident, by=actor, code=body.code, cause=body.cause, solution=body.solution)
    )


@router.delete(
    "/{number}/children/resolution",
    response=Listed[OutcomeOut],
    operation_id="incidents_reopen_children",
    summary="Reopen all children that are resolved or closed",
)
def reopen_children(
    request: HttpRequest,
    number: str,
    body: Annotated[Reason | None, Body()] = None,
    reason: Annotated[str, Query(max_length=2000, description="Why, for clients that send no body")] = "",
) -> Listed[OutcomeOut]:
    incident, actor, _ = incident_in(request, number)
    return outcomes(actions.reopen_children(incident, by=actor, reason=given_reason(body, reason)))


@router.delete(
    "/{number}/children/{child}",
    response={204: None},
    operation_id="incidents_release",
    summary="Take a child out of the family",
)
def release(request: HttpRequest, number: str, child: str) -> HttpResponse:
    """It keeps its own life; both timelines keep that it was there."""
    incident, actor, _ = incident_in(request, number)
    actions.release(_child(incident, child, actor), by=actor)
    return HttpResponse(status=204)


def _child(incident: Incident, label: str, actor: Actor) -> Incident:
    """One that is hidden is told of as one that is none."""
    with suppress(NotFound):
        found = Incident.objects.labelled(label, actor)
        if found.parent_id == incident.pk:
            return found
    raise NotFound("That is no child of this incident, or it is not open to you.")


@router.post(
    "/{number}/broadcast",
    response=Listed[OutcomeOut],
    operation_id="incidents_broadcast",
    summary="Say the same here and on all children",
)
def broadcast(request: HttpRequest, number: str, body: BroadcastIn) -> Listed[OutcomeOut]:
    """Everybody hears of it once, however many of them they take part in."""
    incident, actor, _ = incident_in(request, number)
    return outcomes(actions.broadcast(incident, body.body, by=actor)[1])


@router.post(
    "/{number}/splits",
    response={201: IncidentOut},
    operation_id="incidents_split",
    summary="Take a reply out into an incident of its own",
)
def split(request: HttpRequest, number: str, body: SplitIn) -> HttpResponse:
    """Its text is copied once; both say where the other is. A reply can be taken out once."""
    incident, actor, _ = incident_in(request, number)
    made = actions.split(incident, body.entry, by=actor, title=body.title)
    return told(made, actor, status=201, located=True)

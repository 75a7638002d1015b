"""Incidents themselves: list, report, show, correct."""

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from maitre.kit.rest.repeats import IdempotencyKey
from maitre.kit.rest.shapes import Cursor, Flag, Limit, Listed
from maitre.kit.rest.versions import IfMatch, IfNoneMatch, unchanged
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.rest.loading import incident_in, told
from maitre.operation.incident.rest.shapes import IncidentIn, IncidentOut, IncidentPatch, incident_outs
from maitre.shared.access.rest.callers import actor_of, caller_of
from maitre.shared.access.rest.references import organisation_named, person_named
from maitre.shared.access.rest.repeats import once
from maitre.shared.conversation.rest.verbs import VerbOut, verbs_of
from maitre.shared.records.querysets import count_of, page_of
from maitre.shared.records.rest.asked import Q, Sort
from maitre.shared.records.rest.loading import category_named

router = Router(tags=["Incidents"])

FIELD_OF = {"type": "kind", "configuration_item": "item"}
"""Names of the interface to those of the table, where they differ."""


class IncidentList(Listed[IncidentOut]):
    count: int | str | None = Field(None, description='With count=true: exact to 10,000, then "10000+"')
    unknown: list[str] = Field([], description="Names in `q` that mean nothing you may see")


@router.get("", response=IncidentList, operation_id="incidents_list", summary="Incidents you may see")
def incidents(
    request: HttpRequest,
    q: Q = "",
    sort: Sort = "newest",
    cursor: Cursor = None,
    limit: Limit = 50,
    count: Flag = False,
) -> IncidentList:
    """A page at a time; what you may not see is neither listed nor counted."""
    actor = actor_of(request)
    page = page_of("incident", actor, own="incident", query=q, sort=sort, cursor=cursor, limit=limit)
    counted: int | str | None = None
    if count:
        number, exact = count_of("incident", actor, query=q)
        counted = number if exact else f"{number}+"
    return IncidentList(
        items=incident_outs(page.records, actor), next=page.next, count=counted, unknown=list(page.unknown)
    )


@router.post("", response={201: IncidentOut}, operation_id="incidents_create", summary="Report an incident")
def create(request: HttpRequest, body: IncidentIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """For yourself; for somebody else it takes the right to work on incidents there."""
    actor = actor_of(request)
    return once(request, lambda: told(reported(request, body), actor, status=201, located=True))


def reported(request: HttpRequest, body: IncidentIn) -> Incident:
    """For the caller, where the body names nobody."""
    actor = actor_of(request)
    requester = (
        caller_of(request) if body.requester is None else person_named(body.requester, actor, "requester")
    )
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


@router.get(
    "/{number}", response={200: IncidentOut, 304: None}, operation_id="incidents_show", summary="One incident"
)
def show(request: HttpRequest, number: str, if_none_match: IfNoneMatch = None) -> HttpResponse:
    actor = actor_of(request)
    incident = Incident.objects.labelled(number, actor)
    return unchanged(request, incident.record.version) or told(incident, actor)


@router.patch(
    "/{number}", response=IncidentOut, operation_id="incidents_change", summary="Correct an incident"
)
def change(request: HttpRequest, number: str, body: IncidentPatch, if_match: IfMatch = None) -> HttpResponse:
    """With If-Match it acts only on the version you saw. Without, fields you leave out keep what others wrote."""
    incident, actor, seen = incident_in(request, number)
    actions.edit(incident, fields_of(body, incident), by=actor, seen=seen)
    return told(incident, actor)


def fields_of(body: IncidentPatch, incident: Incident) -> dict[str, object]:
    """What was sent, by the names of the table."""
    given = body.model_dump(exclude_unset=True)
    fields: dict[str, object] = {FIELD_OF.get(name, name): value for name, value in given.items()}
    if "category" in fields:
        named = given["category"]
        found = None if named is None else category_named(named, incident.record.organisation, "category")
        del fields["category"]
        fields["category_id"] = found.pk if found else None
    return fields


@router.get(
    "/{number}/verbs", response=list[VerbOut], operation_id="incidents_verbs", summary="What you may do now"
)
def verbs(request: HttpRequest, number: str) -> list[VerbOut]:
    """Verbs you could ever take here, open ones first, and what blocks the others."""
    incident, actor, _ = incident_in(request, number)
    return verbs_of(incident.record, actor)

"""People who leave, come back, are away, or want to be forgotten."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body, Router
from pydantic import BaseModel, Field

from maitre.kernel.errors import NotAllowed, NotFound
from maitre.kit.rest.shapes import Given, Id, Instant, Reason
from maitre.kit.rest.versions import answer
from maitre.shared.access import actions
from maitre.shared.access.querysets import people_visible_to
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.access.rest.shapes import PersonOut
from maitre.shared.access.rules import Role
from maitre.shared.organisation.actions import be_absent, come_back
from maitre.shared.organisation.models import Absence, Person

router = Router(tags=["People"])


class AbsenceIn(Given):
    since: Instant = Field(examples=["2030-07-01T00:00:00Z"])
    until: Instant = Field(examples=["2030-07-15T00:00:00Z"])


class AbsenceOut(BaseModel):
    id: int
    since: datetime
    until: datetime


def _person(request: HttpRequest, id_: int) -> Person:
    found = people_visible_to(actor_of(request)).select_related("organisation").filter(pk=id_).first()
    if found is None:
        raise NotFound("There is no such person, or you may not know of them.")
    return found


@router.post(
    "/people/{id}/deactivation", response=PersonOut, operation_id="people_let_go", summary="Let a person go"
)
def deactivation(request: HttpRequest, id: Id, body: Annotated[Reason | None, Body()] = None) -> PersonOut:
    """For administrators there. They cannot sign in; open work goes back to its teams, and the leads hear of it."""
    found = _person(request, id)
    actions.let_go(found, by=actor_of(request), reason=body.reason if body else "")
    return PersonOut.told(found)


@router.delete(
    "/people/{id}/deactivation",
    response=PersonOut,
    operation_id="people_let_in_again",
    summary="Let a person in again",
)
def reactivation(request: HttpRequest, id: Id) -> PersonOut:
    found = _person(request, id)
    actions.let_in_again(found, by=actor_of(request))
    return PersonOut.told(found)


@router.post(
    "/people/{id}/erasure", response=PersonOut, operation_id="people_erase", summary="Erase who a person was"
)
def erasure(request: HttpRequest, id: Id) -> PersonOut:
    """For good. Records and figures stay, told of nobody."""
    found = _person(request, id)
    actions.erase_person(found, by=actor_of(request))
    return PersonOut.told(found)


def _own_or_led(request: HttpRequest, id_: int, *, writes: bool = True) -> Person:
    """Oneself, or somebody of an organisation one leads or administers."""
    actor, found = actor_of(request), _person(request, id_)
    if writes and actor.readonly:
        raise NotAllowed("This token may only read. Make one with the scope “write”.")
    led = actor.reach(Role.LEAD, Role.ADMIN)
    if found.pk != actor.person_id and found.organisation_id not in led:
        raise NotAllowed("Only they themselves and those who lead there say when somebody is away.")
    return found


@router.get(
    "/people/{id}/absences",
    response={200: list[AbsenceOut], 403: None},
    operation_id="absences_list",
    summary="When they are away",
)
def absences(request: HttpRequest, id: Id) -> list[AbsenceOut]:
    """Those that are not over."""
    found = _own_or_led(request, id, writes=False).absences.to_come(timezone.now()).order_by("since")
    return [AbsenceOut(id=each.pk, since=each.since, until=each.until) for each in found]


@router.post(
    "/people/{id}/absences",
    response={201: AbsenceOut},
    operation_id="absences_create",
    summary="Say when they are away",
)
def absence(request: HttpRequest, id: Id, body: AbsenceIn) -> HttpResponse:
    """Work is suggested to others meanwhile."""
    found = _own_or_led(request, id)
    made = be_absent(found, body.since, body.until)
    return answer(AbsenceOut(id=made.pk, since=made.since, until=made.until), status=201)


@router.delete(
    "/absences/{id}", response={204: None}, operation_id="absences_remove", summary="They are not away"
)
def back_again(request: HttpRequest, id: Id) -> HttpResponse:
    known = people_visible_to(actor_of(request))
    found = Absence.objects.filter(pk=id, person__in=known).first()
    if found is None:
        raise NotFound("There is no such absence, or you may not know of it.")
    _own_or_led(request, found.person_id)
    come_back(found)
    return HttpResponse(status=204)

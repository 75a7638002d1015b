"""Grants, one's own tokens, and the audit book."""

import json
from typing import Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from maitre.kernel.errors import NotAllowed, NotFound
from maitre.kit.rest.pages import page_by
from maitre.kit.rest.shapes import Cursor, Given, Id, Limit, Listed, Reference
from maitre.kit.rest.versions import answer
from maitre.shared.access import actions
from maitre.shared.access.models import Grant, Token
from maitre.shared.access.rest.callers import actor_of, caller_id, caller_of, token_ends
from maitre.shared.access.rest.references import organisation_named, person_named, team_named
from maitre.shared.access.rest.shapes import AuditEventOut, GrantOut, TokenMade, TokenOut
from maitre.shared.access.rules import Actor, Role
from maitre.shared.audit.models import AuditEvent
from maitre.shared.organisation.models import Organisation, Person

router = Router(tags=["Rights"])


class GrantIn(Given):
    person: Reference = Field(examples=["agent@hotel.example"])
    role: Role = Field(examples=["agent"])
    organisation: Reference = Field(examples=["hotel"])
    team: Reference | None = None


class TokenIn(Given):
    name: str = Field(max_length=120, examples=["Monitoring"])
    scopes: list[Literal["read", "write"]] = Field(["read"], min_length=1, max_length=2)
    days: int = Field(actions.TOKEN_DAYS, ge=1, le=actions.MOST_DAYS, strict=True)


def _reach(actor: Actor, *roles: Role) -> frozenset[int]:
    """Organisations over which one of `roles` is held whole, not for one team; NotAllowed where there is none."""
    found = frozenset[int]().union(
        *(s.organisations for s in actor.scopes if s.role in roles and s.team is None)
    )
    if not found:
        raise NotAllowed(f"It takes one of these roles: {', '.join(roles)}.")
    return found


def _grants(request: HttpRequest) -> QuerySet[Grant]:
    reach = _reach(actor_of(request), Role.ADMIN)
    return Grant.objects.filter(organisation__in=reach).select_related("person", "organisation", "team")


@router.get(
    "/grants",
    response={200: Listed[GrantOut], 403: None},
    operation_id="grants_list",
    summary="Who may do what",
)
def grants(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Listed[GrantOut]:
    """For administrators: every grant within reach."""
    found, following = page_by(_grants(request), {"pk": int}, cursor=cursor, limit=limit)
    return Listed[GrantOut](items=[GrantOut.told(grant) for grant in found], next=following)


@router.get(
    "/grants/{id}", response={200: GrantOut, 403: None}, operation_id="grants_show", summary="One grant"
)
def grant(request: HttpRequest, id: Id) -> GrantOut:
    return GrantOut.told(_grant(request, id))


@router.post("/grants", response={201: GrantOut}, operation_id="grants_create", summary="Give a role")
def give(request: HttpRequest, body: GrantIn) -> HttpResponse:
    """Over an organisation and everything beneath it, or over one team's records there."""
    actor = actor_of(request)
    _reach(actor, Role.ADMIN)
    made = actions.grant(
        person_named(body.person, actor, "person"),
        body.role,
        organisation_named(body.organisation, actor, "organisation"),
        by=actor,
        team=None if body.team is None else team_named(body.team, actor, "team"),
    )
    return answer(GrantOut.told(made), status=201, location=f"/api/v1/grants/{made.pk}")


@router.delete("/grants/{id}", response={204: None}, operation_id="grants_delete", summary="Take a role back")
def withdraw(request: HttpRequest, id: Id) -> HttpResponse:
    actions.withdraw(_grant(request, id), by=actor_of(request))
    return HttpResponse(status=204)


def _grant(request: HttpRequest, id: int) -> Grant:
    found = _grants(request).filter(pk=id).first()
    if found is None:
        raise NotFound("There is no such grant, or it is out of your reach.")
    return found


def _tokens(request: HttpRequest) -> QuerySet[Token]:
    return Token.objects.filter(person_id=caller_id(request))


@router.get("/tokens", response=Listed[TokenOut], operation_id="tokens_list", summary="Your tokens")
def tokens(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Listed[TokenOut]:
    found, following = page_by(_tokens(request), {"-pk": int}, cursor=cursor, limit=limit)
    return Listed[TokenOut](items=[TokenOut.told(token) for token in found], next=following)


@router.post("/tokens", response={201: TokenMade}, operation_id="tokens_create", summary="Make a token")
def make(request: HttpRequest, body: TokenIn) -> HttpResponse:
    """The secret is told this once. A token made with a token ends no later than that one."""
    token, secret = actions.issue_token(
        caller_of(request),
        body.name,
        by=actor_of(request),
        scopes=body.scopes,
        days=body.days,
        until=token_ends(request),
    )
    told = TokenMade.told(token, secret=secret)
    made = answer(told, status=201, location=f"/api/v1/tokens/{token.pk}")
    made.headers["Cache-Control"] = "no-store"
    return made


@router.get("/tokens/{id}", response=TokenOut, operation_id="tokens_show", summary="One of your tokens")
def token(request: HttpRequest, id: Id) -> TokenOut:
    return TokenOut.told(_token(request, id))


@router.delete("/tokens/{id}", response={204: None}, operation_id="tokens_revoke", summary="Revoke a token")
def revoke(request: HttpRequest, id: Id) -> HttpResponse:
    """It ends at once; the row stays, so that one can see it was there."""
    actions.revoke_token(_token(request, id), by=actor_of(request))
    return HttpResponse(status=204)


def _token(request: HttpRequest, id: int) -> Token:
    found = _tokens(request).filter(pk=id).first()
    if found is None:
        raise NotFound("You have no such token.")
    return found


@router.get(
    "/audit",
    response={200: Listed[AuditEventOut], 403: None},
    operation_id="audit_list",
    summary="The audit book, newest first",
)
def audit(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Listed[AuditEventOut]:
    """For auditors and administrators: events by or about the people in reach; all of them for whoever reaches all."""
    reach = _reach(actor_of(request), Role.AUDITOR, Role.ADMIN)
    rows = AuditEvent.objects.all()
    if Organisation.objects.exclude(pk__in=reach).exists():
        people = Person.objects.of(list(reach))
        rows = rows.filter(Q(by_id__in=people.values("pk")) | Q(subject__in=people.values("email")))
    found, following = page_by(rows, {"-seq": int}, cursor=cursor, limit=limit)
    return Listed[AuditEventOut](items=[_event_out(event) for event in found], next=following)


def _event_out(event: AuditEvent) -> AuditEventOut:
    return AuditEventOut(
        seq=event.seq,
        at=event.at,
        what=event.what,
        subject=event.subject,
        by=event.by_name,
        detail=json.loads(event.sealed).get("detail", {}),
        hash=bytes(event.hash).hex(),
    )

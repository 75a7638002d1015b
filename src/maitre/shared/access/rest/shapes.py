"""What people, teams, organisations, calendars, grants, tokens and audit events look like as JSON."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from maitre.shared.access.models import Circle, Grant, Token
from maitre.shared.organisation.models import Organisation, Person, Team


class PersonBrief(BaseModel):
    id: int
    name: str

    @classmethod
    def of(cls, person: Person | None) -> "PersonBrief | None":
        return cls(id=person.pk, name=person.name) if person else None


class Named(BaseModel):
    """Something with a key."""

    id: int
    key: str
    name: str

    @classmethod
    def of(cls, thing: Any) -> "Named | None":
        return cls(id=thing.pk, key=thing.key, name=thing.name) if thing else None

    @classmethod
    def sure(cls, thing: Organisation | Team | Circle) -> "Named":
        return cls(id=thing.pk, key=thing.key, name=thing.name)


class PersonOut(BaseModel):
    id: int
    email: str
    name: str
    organisation: Named
    is_active: bool

    @classmethod
    def told(cls, person: Person) -> "PersonOut":
        return cls(
            id=person.pk,
            email=person.email,
            name=person.name,
            organisation=Named.sure(person.organisation),
            is_active=person.is_active,
        )


class GrantOut(BaseModel):
    id: int
    person: PersonBrief
    role: str
    organisation: Named
    team: Named | None

    @classmethod
    def told(cls, grant: Grant) -> "GrantOut":
        return cls(
            id=grant.pk,
            person=PersonBrief(id=grant.person_id, name=grant.person.name),
            role=grant.role,
            organisation=Named.sure(grant.organisation),
            team=Named.of(grant.team),
        )


class MeOut(PersonOut):
    """Oneself: settings and roles too."""

    language: str
    zone: str
    theme: str
    grants: list[GrantOut]
    teams: list[Named]


class TeamOut(Named):
    organisation: Named
    is_active: bool
    members: list[PersonBrief]

    @classmethod
    def told(cls, team: Team) -> "TeamOut":
        members = sorted(team.members.all(), key=lambda member: (member.folded_name, member.pk))
        return cls(
            id=team.pk,
            key=team.key,
            name=team.name,
            organisation=Named.sure(team.organisation),
            is_active=team.is_active,
            members=[PersonBrief(id=member.pk, name=member.name) for member in members],
        )


class OrganisationOut(Named):
    parent: Named | None
    calendar: str | None

    @classmethod
    def told(cls, organisation: Organisation) -> "OrganisationOut":
        return cls(
            id=organisation.pk,
            key=organisation.key,
            name=organisation.name,
            parent=Named.of(organisation.parent),
            calendar=organisation.calendar.key if organisation.calendar else None,
        )


class CalendarOut(Named):
    """Working hours as wall-clock spans in `zone`; `exceptions` maps dates to theirs."""

    zone: str
    week: dict[str, list[str]]
    exceptions: dict[str, list[str]]
    version: int


class TokenOut(BaseModel):
    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None

    @classmethod
    def told(cls, token: Token, **more: Any) -> "TokenOut":
        return cls(
            id=token.pk,
            name=token.name,
            scopes=token.scopes,
            created_at=token.created_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
            **more,
        )


class TokenMade(TokenOut):
    """A new token. `secret` is told this once."""

    secret: str


class AuditEventOut(BaseModel):
    """One event of the audit book; `hash` chains it to the one before."""

    seq: int
    at: datetime
    what: str
    subject: str
    by: str
    detail: dict[str, Any]
    hash: str

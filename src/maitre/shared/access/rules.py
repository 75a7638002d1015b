"""Roles, and what holding them means for a record. Pure decisions: who a person is comes in, an answer goes out."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    """What a grant can make of a person within a subtree of organisations."""

    AGENT = "agent"
    LEAD = "lead"
    CHANGE_MANAGER = "change_manager"
    SERVICE_OWNER = "service_owner"
    MANAGER = "manager"
    AUDITOR = "auditor"
    ADMIN = "admin"


REQUESTER = "requester"
"""Standing to a record that needs no grant: one asked for it, or it was asked on one's behalf."""
PARTICIPANT = "participant"
"""Standing of everyone who takes part: requester, watcher, approver."""
DOER = "doer"
"""Standing of whom a task was given to who holds no grant for it: sees that task and does it, nothing around it."""
SYSTEM = "system"
"""The installation itself: timetable, imports, automation."""

ANYONE = frozenset({REQUESTER, PARTICIPANT, DOER, SYSTEM, *Role})
STAFF = frozenset({Role.AGENT, Role.LEAD, Role.CHANGE_MANAGER, Role.SERVICE_OWNER, Role.ADMIN})
"""Roles that work on records; managers and auditors only read them."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One grant, expanded: a role over these organisations, in this team only or in all of them."""

    role: Role
    organisations: frozenset[int]
    team: int | None = None


def standing_by_grant(
    scopes: Collection[Scope], *, organisation: int, team: int | None, in_circle: bool
) -> frozenset[str]:
    """Roles that hold for a record there. A record of a circle one is not in is as if it were nowhere."""
    if not in_circle:
        return frozenset()
    return frozenset(
        scope.role.value
        for scope in scopes
        if organisation in scope.organisations and (scope.team is None or scope.team == team)
    )


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts or looks, with their grants expanded: made once a request, asked often.

    `via` names the door ("page", "rest", "cli", "job", "import"); `readonly` is a token without the write scope.
    """

    person_id: int | None
    name: str
    organisation_id: int | None = None
    organisation_path: str = "/"
    scopes: tuple[Scope, ...] = ()
    circles: frozenset[int] = frozenset()
    zone: str = "UTC"
    language: str = "en"
    via: str = "page"
    readonly: bool = False

    @property
    def is_system(self) -> bool:
        return self.person_id is None

    @property
    def is_staff(self) -> bool:
        """Holds any grant: the desk is theirs. What they see there is decided record by record."""
        return bool(self.scopes)

    def taking_part(self) -> "Actor":
        """The same person without what they are granted: sees what they asked for, follow, or share a circle with."""
        return replace(self, scopes=())

    def reach(self, *roles: Role) -> frozenset[int]:
        """Organisations over which the person holds one of `roles` (any role when none is named), whatever the team."""
        found: frozenset[int] = frozenset()
        for scope in self.scopes:
            if not roles or scope.role in roles:
                found |= scope.organisations
        return found

    def holds(self, *roles: Role, organisation: int | None = None) -> bool:
        """Whether one of `roles` is held without a team, over `organisation` or anywhere."""
        return any(
            scope.role in roles
            and scope.team is None
            and (organisation is None or organisation in scope.organisations)
            for scope in self.scopes
        )


SYSTEM_ACTOR = Actor(person_id=None, name="Maitre", via="job")


@dataclass(frozen=True, slots=True)
class Branch:
    """One way in which records are open to a person. Lists run each branch by itself and merge.

    Exactly one of the three holds: records of `organisations` (of `team` only, when named), those of `circles`,
    or those the `participant` takes part in. `organisations` None means every one. `worked` says over which
    organisations the person holds a grant besides: parts of a circle's records are open only there.
    """

    organisations: frozenset[int] | None = frozenset()
    team: int | None = None
    circles: frozenset[int] = frozenset()
    participant: int | None = None
    worked: frozenset[int] = frozenset()


def branches(actor: Actor) -> tuple[Branch, ...]:
    """The branches of what `actor` may see; the system sees everything."""
    if actor.person_id is None:
        return (Branch(organisations=None),)
    wide = frozenset[int]().union(*(scope.organisations for scope in actor.scopes if scope.team is None))
    found = [Branch(organisations=wide)] if wide else []
    by_team: dict[int, frozenset[int]] = {}
    for scope in actor.scopes:
        if scope.team is not None:
            by_team[scope.team] = by_team.get(scope.team, frozenset()) | scope.organisations
    found += [
        Branch(organisations=reach - wide, team=team) for team, reach in by_team.items() if reach - wide
    ]
    if actor.circles:
        found.append(Branch(circles=actor.circles, worked=wide))
    return (*found, Branch(participant=actor.person_id))

"""The cast of the tests: a small hotel group, a company that must never see it, and everybody's part in them.

Everybody has one part, so a test reads as a sentence: `cast.actor("agnes")` works in the harbour hotel, `"fiona"` in
the foreign company. Nobody signs in with a password: tests that need one set it.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from maitre.operation.incident.actions import report
from maitre.operation.incident.models import Incident
from maitre.shared.access.actions import grant
from maitre.shared.access.models import Circle, Grant
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import SYSTEM_ACTOR, Actor, Role
from maitre.shared.audit.models import AuditEvent, AuditHead
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.records.models import Category
from tests.written import Rows, ids_apart

GRANTED: Mapping[str, tuple[Role, str]] = {
    "agnes": (Role.AGENT, "harbour"),
    "leo": (Role.LEAD, "harbour"),
    "chandra": (Role.CHANGE_MANAGER, "harbour"),
    "olga": (Role.SERVICE_OWNER, "harbour"),
    "manfred": (Role.MANAGER, "harbour"),
    "audrey": (Role.AUDITOR, "harbour"),
    "ada": (Role.ADMIN, "harbour"),
    "carla": (Role.AGENT, "harbour"),
    "fiona": (Role.AGENT, "foreign"),
    "falk": (Role.ADMIN, "foreign"),
}
"""Who holds which role over which organisation and everything beneath it; Carla is in the board's circle as well."""
TEAM_ONLY = {"tess": "network"}
"""Agents for the records of one team only."""
REQUESTERS = {
    "rita": "harbour",
    "ben": "harbour",
    "wanda": "harbour",
    "cyril": "harbour",
    "kim": "kitchen",
    "fred": "foreign",
}
"""People without any grant, and where they belong; Cyril is in the board's circle."""
_TABLES = [
    model._meta.db_table
    for model in (
        Organisation, Person, Team, Team.members.through, Grant, Circle, Circle.members.through, Category,
        AuditHead, AuditEvent,
    )
]  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """Everybody and everything by their key."""

    organisations: Mapping[str, Organisation]
    people: Mapping[str, Person]
    teams: Mapping[str, Team]
    circles: Mapping[str, Circle]
    categories: Mapping[str, Category]

    def person(self, key: str) -> Person:
        return self.people[key]

    def actor(self, key: str, *, via: str = "page", readonly: bool = False) -> Actor:
        """The person with today's grants expanded."""
        return actor_for(self.people[key], via=via, readonly=readonly)

    def incident(
        self, title: str = "The till does not print", *, requester: str = "rita", **more: Any
    ) -> Incident:
        """A new incident that `requester` reported where they belong."""
        person = self.people[requester]
        return report(
            by=SYSTEM_ACTOR, title=title, requester=person, organisation=person.organisation, **more
        )

    def fresh(self, incident: Incident) -> Incident:
        """The incident as the database has it now."""
        return Incident.objects.with_names().get(pk=incident.pk)


def make_cast() -> Cast:
    """Everybody enters. Call it where a database is open."""
    organisations = _organisations()
    people = {key: _person(key, organisations[home]) for key, (_, home) in GRANTED.items()}
    people |= {key: _person(key, organisations["harbour"]) for key in TEAM_ONLY}
    people |= {key: _person(key, organisations[home]) for key, home in REQUESTERS.items()}
    teams = {
        "network": Team.objects.create(key="network", name="Network", organisation=organisations["harbour"]),
        "desk": Team.objects.create(key="desk", name="Service desk", organisation=organisations["harbour"]),
        "summit": Team.objects.create(
            key="summit", name="Summit support", organisation=organisations["foreign"]
        ),
    }
    teams["network"].members.set([people["tess"]])
    teams["desk"].members.set([people["agnes"], people["leo"]])
    teams["summit"].members.set([people["fiona"]])
    for key, (role, where) in GRANTED.items():
        grant(people[key], role, organisations[where], by=SYSTEM_ACTOR)
    for key, team in TEAM_ONLY.items():
        grant(people[key], Role.AGENT, organisations["harbour"], by=SYSTEM_ACTOR, team=teams[team])
    board = Circle.objects.create(key="board", name="Board", organisation=organisations["harbour"])
    board.members.set([people["carla"], people["cyril"]])
    closed = Circle.objects.create(key="owners", name="Owners", organisation=organisations["foreign"])
    closed.members.set([people["falk"]])
    categories = {
        key: Category.objects.create(
            key=f"{key}-hardware", name=f"Hardware ({key})", organisation=organisations[key]
        )
        for key in ("harbour", "foreign")
    }
    return Cast(organisations, people, teams, {"board": board, "owners": closed}, categories)


class CastAtRest:
    """The cast as `make_cast` makes it, to enter again and again: made once, its rows are kept and written by one
    statement. Only for a database where nobody is yet."""

    def __init__(self) -> None:
        with transaction.atomic():
            ids_apart(_TABLES)
            self._cast, self._rows = make_cast(), Rows(_TABLES)
            transaction.set_rollback(True)

    def enter(self) -> Cast:
        self._rows.write()
        return deepcopy(self._cast)


def _organisations() -> dict[str, Organisation]:
    harbour = found_organisation("harbour", "Harbour Hotel")
    return {
        "harbour": harbour,
        "kitchen": found_organisation("kitchen", "Harbour Kitchen", parent=harbour),
        "foreign": found_organisation("summit", "Summit Lodges"),
    }


def _person(key: str, organisation: Organisation) -> Person:
    return welcome_person(f"{key}@{organisation.key}.example", key.capitalize(), organisation)

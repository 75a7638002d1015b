"""Writes the company down: organisations, people, teams and grants, as an installation would have them."""

from collections.abc import Iterable, Mapping

from bench.company import BREADTHS, ONE_TEAM, WRITERS, Company, signing_in
from maitre.shared.access.actions import grant
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.arrivals.actions import Directory
from maitre.shared.arrivals.rules import Somebody
from maitre.shared.organisation.actions import found_organisation
from maitre.shared.organisation.models import Organisation, Person, Team


class Everybody(Directory):
    """A directory that knows all people and teams beforehand, whatever organisation they belong to."""

    def __init__(
        self, organisation: Organisation, people: Mapping[str, int], teams: Mapping[str, int]
    ) -> None:
        super().__init__(organisation, create_people=False, create_teams=False)
        self._people, self._teams = dict(people), dict(teams)

    def prepare(self, people: dict[str, str], teams: Iterable[str], categories: Iterable[str] = ()) -> None:
        """Nothing is looked up."""


def settle(plan: Company) -> None:
    """Write it down where it is not there yet. Not in one transaction with anything else."""
    if Person.objects.filter(email=signing_in(WRITERS[-1]).email).exists():
        return
    houses: list[Organisation] = []
    for house in plan.houses:
        parent = None if house.parent is None else houses[house.parent]
        houses.append(found_organisation(house.key, house.name, parent=parent))
    for house, written in zip(plan.houses, houses, strict=True):
        Person.objects.bulk_create(_person(who, written) for who in house.people)
    people = dict(Person.objects.values_list("email", "pk"))
    for crew in plan.crews:
        key = crew.name.lower().replace(" ", "-")
        team = Team.objects.create(key=key, name=crew.name, organisation=houses[crew.house])
        team.members.set([people[who.email] for who in crew.agents])
        Grant.objects.bulk_create(
            Grant(person_id=people[who.email], role=Role.AGENT, organisation=houses[crew.house])
            for who in crew.agents
        )
    for breadth in (*BREADTHS, *WRITERS):
        _sign_up(breadth, plan, houses)


def everybody(organisation: Organisation) -> Everybody:
    """The directory of this database."""
    people = dict(Person.objects.values_list("email", "pk"))
    return Everybody(organisation, people, dict(Team.objects.values_list("name", "pk")))


def _person(who: Somebody, organisation: Organisation) -> Person:
    return Person(
        email=who.email,
        name=who.name,
        folded_name=who.name.casefold(),
        organisation=organisation,
        password="!",
    )


def _sign_up(key: str, plan: Company, houses: list[Organisation]) -> None:
    """One of the four, or a twin, with the grants that make the breadth."""
    breadth = key.split("-")[0]
    homes = {"small": plan.small, "requester": plan.requesters_house}
    home = houses[homes.get(breadth, 0)]
    person = _person(signing_in(key), home)
    person.save()
    if breadth == "admin":
        for house in houses:
            if house.parent_id is None:
                grant(person, Role.ADMIN, house, by=SYSTEM_ACTOR)
    elif breadth == "team":
        team = Team.objects.get(name=ONE_TEAM)
        grant(person, Role.AGENT, home, by=SYSTEM_ACTOR, team=team)
        team.members.add(person)
    elif breadth == "small":
        grant(person, Role.AGENT, home, by=SYSTEM_ACTOR)

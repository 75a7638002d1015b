"""Who there is in a set: 120 organisations in a few trees, from big to small; 20,000 people; teams; and the four people
who sign in. Pure: the same seed gives the same company; settle.py writes it down."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from bench.words import FIRST_NAMES, LAST_NAMES
from maitre.shared.arrivals.rules import Somebody

PEOPLE = 20_000
FEWEST_PEOPLE = 20
"""In one organisation: more than the teams of a smaller root take."""
SMALL_SHARE = 0.001
"""Of all people: those of one small customer."""
SMALL_RECORDS = 1_000
"""Incidents of the small customer in every set that has ten times as many: the same customer, in a small installation
and in a large one."""
DOMAIN = "bench.example"
TREES = (
    ("maison", "Maison Hotels", 39),
    ("alpine", "Alpine Lodges", 19),
    ("city", "City Restaurants", 14),
    ("lakeside", "Lakeside Resorts", 9),
    ("campus", "Campus Kitchens", 5),
    ("single", "Single houses", 28),
)
"""Key, name and how many organisations stand beneath: 120 in all, the first the largest."""
REGION = 13
"""Houses of the largest tree that share a region, a level of its own."""
TEAMS = (
    "Service desk", "Network", "Till systems", "Reservations", "Workplace", "Printing", "Telephony", "Payments",
    "Servers", "Applications", "Door locks", "Facilities",
)  # fmt: skip
ONE_TEAM = "Network"
"""The team of the largest tree whose records are all that one of the four people sees."""
TEAMS_OF_OTHERS = 3
AGENTS_A_TEAM = 5

BREADTHS = ("admin", "team", "small", "requester")
"""The four people whose pages are measured: everything, one team's, one small customer's, three records."""
WRITERS = tuple(f"{breadth}-writes" for breadth in BREADTHS)
"""Their twins, who report, comment and resolve: so that what is written changes no list that is measured."""
REQUESTED = 3
"""Incidents of the requester."""


@dataclass(frozen=True, slots=True)
class House:
    """One organisation, by its place in the list; `share` is its part of all incidents."""

    key: str
    name: str
    parent: int | None
    root: int
    share: float
    people: Sequence[Somebody]


@dataclass(frozen=True, slots=True)
class Crew:
    """A team and who works in it; it belongs to the organisation at `house`."""

    name: str
    house: int
    agents: Sequence[Somebody]


@dataclass(frozen=True, slots=True)
class Company:
    houses: Sequence[House]
    crews: Sequence[Crew]

    @property
    def small(self) -> int:
        """The small customer: the last of all."""
        return len(self.houses) - 1

    @property
    def requesters_house(self) -> int:
        """Where the requester belongs: a house of the largest tree."""
        return 5

    def crews_at(self, house: int) -> list[Crew]:
        """Teams that work for an organisation: those of its tree."""
        root = self.houses[house].root
        return [crew for crew in self.crews if crew.house == root]


def signing_in(key: str) -> Somebody:
    """One of the people who sign in."""
    return Somebody(key.replace("-", " ").title(), f"{key}@{DOMAIN}")


def company(seed: int, people: int = PEOPLE) -> Company:
    random = Random(seed)
    places = list(_places())
    shares = _shares(len(places))
    heads = [max(FEWEST_PEOPLE, round(people * share)) for share in shares]
    heads[0] = max(2 * len(TEAMS) * AGENTS_A_TEAM, heads[0] + people - sum(heads))
    starts = [0, *accumulate(heads)]
    everybody = [_somebody(random, number) for number in range(sum(heads))]
    houses = [
        House(key, name, parent, root, share, everybody[start:end])
        for (key, name, parent, root), share, start, end in zip(
            places, shares, starts, starts[1:], strict=False
        )
    ]
    return Company(houses, list(_crews(houses)))


def _places() -> list[tuple[str, str, int | None, int]]:
    """Key, name, parent and root of each organisation, parents first."""
    found: list[tuple[str, str, int | None, int]] = []
    for key, name, below in TREES:
        root = parent = len(found)
        found.append((key, name, None, root))
        for number in range(1, below + 1):
            is_region = root == 0 and number % REGION == 1
            if is_region:
                parent = len(found)
            above = root if is_region else parent
            found.append((f"{key}-{number}", f"{name} {number}", above, root))
    return found


def _shares(count: int) -> list[float]:
    """By Zipf's law, the last one exactly SMALL_SHARE; together 1."""
    weights = [1.0 / (rank + 4) for rank in range(count - 1)]
    scale = (1.0 - SMALL_SHARE) / sum(weights)
    return [*(weight * scale for weight in weights), SMALL_SHARE]


def _somebody(random: Random, number: int) -> Somebody:
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    return Somebody(f"{first} {last}", f"{first}.{last}.{number}@{DOMAIN}".lower())


def _crews(houses: Sequence[House]) -> list[Crew]:
    """Teams at each root, of people who belong there."""
    found = []
    for index, house in enumerate(houses):
        if house.parent is None:
            names = TEAMS if index == 0 else TEAMS[:TEAMS_OF_OTHERS]
            for number, name in enumerate(names):
                agents = house.people[number * AGENTS_A_TEAM : (number + 1) * AGENTS_A_TEAM]
                found.append(Crew(name if index == 0 else f"{house.name} {name}", index, agents))
    return found

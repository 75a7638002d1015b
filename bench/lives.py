"""The lives of a set: which incidents there are, in which order they came, and what happened to each. Deterministic:
any batch can be made again by itself, so a build that was ended goes on where it stopped."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from bench.company import ONE_TEAM, REQUESTED, SMALL_RECORDS, Company, Crew, signing_in
from bench.words import COUNTED, PLANTED, Vocabulary, sentence
from maitre.shared.arrivals.rules import Event, Life, Somebody

FIRST_DAY = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 730
LARGEST_BATCH = 200
SMALLEST_BATCH = 5
PLACES = 50
"""Batches an organisation is cut into at least: its incidents lie all over the set, as in life."""
OPEN_EARLY, OPEN_LATE = 0.011, 0.10
"""Share of open incidents in the first nine tenths and in the last: 2 % of all, the newest mostly."""
OPEN = 0.02
"""Both together, of all."""
OPEN_OF_SMALL, OPEN_OF_TEAM = 55, 110
"""What fills a page of the small customer, and two pages of the team. In a set where 2 % are too few for that, others
have less that is open: pages of three rows and of fifty could not be compared."""
SPARSE = 100_000
"""Incidents below which 2 % of those of the team are too few."""
UNCLAIMED = (("impact", 2), ("urgency", 2), ("type", "degradation"))
OWN = 12
"""Requests of their own that the agents among the four have; the small customer's has fewer in a small set."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some incidents of one organisation that come after each other; `first` is the number of the first."""

    number: int
    house: int
    first: int
    count: int


@dataclass(frozen=True, slots=True)
class Special:
    """What is planted into one incident."""

    requester: Somebody | None = None
    planted: bool = False
    team: str | None = None
    is_open: bool = False
    unclaimed: bool = False
    """Reported to its team and no more."""


class Lives:
    """All lives of a set of `records` incidents."""

    def __init__(self, plan: Company, records: int, seed: int, smallest_batch: int = SMALLEST_BATCH) -> None:
        self.company, self.records, self.seed = plan, records, seed
        self.vocabulary = Vocabulary(seed)
        self.batches = _batches(plan, records, seed, smallest_batch)
        self._special = _specials(self)
        planted = sum(special.is_open for special in self._special.values())
        self._others_open = max(0.0, 1.0 - planted / (OPEN * records))

    def of(self, batch: Batch) -> list[Life]:
        random = Random(f"{self.seed}/{self.records}/{batch.number}")
        return [
            self._life(number, batch.house, random)
            for number in range(batch.first, batch.first + batch.count)
        ]

    def numbers_of(self, house: int) -> list[int]:
        """Every incident of an organisation, in order."""
        return [
            number
            for batch in self.batches
            if batch.house == house
            for number in range(batch.first, batch.first + batch.count)
        ]

    def _life(self, number: int, house: int, random: Random) -> Life:
        special = self._special.get(number, Special())
        requester = special.requester or random.choice(self.company.houses[house].people)
        crews = self.company.crews_at(house)
        crew = random.choice(crews)
        if special.team:
            crew = next(each for each in crews if each.name == special.team)
        title, description = self._texts(random, planted=special.planted)
        late = number >= 0.9 * self.records
        chance = (OPEN_LATE if late else OPEN_EARLY) * self._others_open
        is_open = special.is_open or random.random() < chance
        begun = FIRST_DAY + timedelta(days=DAYS * number / self.records)
        if special.unclaimed:
            events = [Event(begun, "new", requester, team=crew.name, fields=UNCLAIMED)]
        elif is_open:
            events = self._open(random, begun, requester, crew)
        else:
            events = self._ended(random, begun, requester, crew)
        return Life(f"L{number}", "incident", title, description, requester, tuple(events))

    def _texts(self, random: Random, *, planted: bool) -> tuple[str, str]:
        title, description = self.vocabulary.say(random, 3, 8), self.vocabulary.say(random, 12, 40)
        if random.random() < 0.1:
            (title if random.random() < 0.3 else description).insert(2, COUNTED)
        if planted:
            description[3:3] = PLANTED
        return sentence(title)[:-1], sentence(description)

    def _open(self, random: Random, at: datetime, requester: Somebody, crew: Crew) -> list[Event]:
        events = [self._report(random, at, requester, crew if random.random() < 0.7 else None)]
        agent = random.choice(crew.agents)
        state = random.choices(("new", "assigned", "in_progress", "pending"), (25, 25, 35, 15))[0]
        later = at + timedelta(minutes=random.randint(2, 600))
        if state == "assigned":
            one = agent if random.random() < 0.5 else None
            events.append(Event(later, "assigned", agent, team=crew.name, assignee=one))
        elif state != "new":
            events.append(
                Event(
                    later, "in_progress", agent, team=crew.name, assignee=agent, text=self._said(random, 0.5)
                )
            )
        if state == "pending":
            reason = (("pause_reason", random.choice(("requester", "supplier"))),)
            after = later + timedelta(minutes=random.randint(1, 90))
            events.append(Event(after, "pending", agent, fields=reason, text=self._said(random, 1.0)))
        return events

    def _ended(self, random: Random, at: datetime, requester: Somebody, crew: Crew) -> list[Event]:
        """Two to five entries, three on average."""
        agent = random.choice(crew.agents)
        entries = random.choices((2, 3, 4, 5), (25, 55, 15, 5))[0]
        events = [self._report(random, at, requester, crew)]
        for step in range(entries - 2):
            at += timedelta(minutes=random.randint(2, 300))
            hidden = random.random() < 0.3
            events.append(
                Event(
                    at, "in_progress", agent, team=crew.name, assignee=agent,
                    text=self._said(random, 1.0 if step else 0.3), visibility="internal" if hidden else "public",
                )
            )  # fmt: skip
        at += timedelta(minutes=random.randint(5, 3_000))
        state = random.choices(("closed", "resolved", "cancelled"), (94, 3, 3))[0]
        events.append(Event(at, state, agent, team=crew.name, assignee=agent, text=self._said(random, 0.6)))
        return events

    def _report(self, random: Random, at: datetime, requester: Somebody, crew: Crew | None) -> Event:
        levels = random.choices((1, 2, 3), (1, 3, 6), k=2)
        kind = random.choices(("degradation", "outage", "no_impact"), (6, 3, 1))[0]
        fields = (("impact", levels[0]), ("urgency", levels[1]), ("type", kind))
        return Event(at, "new", requester, team=crew.name if crew else None, fields=fields)

    def _said(self, random: Random, chance: float) -> str:
        return sentence(self.vocabulary.say(random, 5, 22)) if random.random() < chance else ""


def _batches(plan: Company, records: int, seed: int, smallest: int) -> list[Batch]:
    """Each organisation's incidents cut into batches, and all batches shuffled evenly over the set."""
    random = Random(seed + records)
    small = min(SMALL_RECORDS, records // 10)
    quotas = [int((records - small) * house.share) for house in plan.houses]
    quotas[plan.small] = small
    quotas[0] += records - sum(quotas)
    placed = []
    for house, quota in enumerate(quotas):
        least = 1 if house == plan.small else smallest
        size = min(max(quota // PLACES, least), LARGEST_BATCH)
        counts = [size] * (quota // size) + ([quota % size] if quota % size else [])
        placed += [
            ((place + random.random()) / len(counts), house, count) for place, count in enumerate(counts)
        ]
    placed.sort()
    batches, first = [], 0
    for number, (_, house, count) in enumerate(placed):
        batches.append(Batch(number, house, first, count))
        first += count
    return batches


def _specials(lives: Lives) -> dict[int, Special]:
    """The rare phrase in seven incidents, the requester's three, some of each agent's own, and what fills lists."""
    plan = lives.company
    small, big = lives.numbers_of(plan.small), lives.numbers_of(0)
    theirs = lives.numbers_of(plan.requesters_house)
    anywhere = lives.numbers_of(40)
    own = (
        ("small", _spread(small[1:], min(OWN, len(small) // 3))),
        ("admin", _spread(big[1::2], OWN)),
        ("team", _spread(big[2::2], OWN)),
    )
    found = {
        number: Special(signing_in(who), is_open=place % 2 == 0)
        for who, numbers in own
        for place, number in enumerate(numbers)
    }
    found |= {number: Special(planted=True, team=ONE_TEAM) for number in _spread(big[3::4], 2)}
    found |= {number: Special(planted=True) for number in (small[0], small[-1], *_spread(anywhere, 2))}
    for place, number in enumerate(_spread(theirs, REQUESTED)):
        found[number] = Special(signing_in("requester"), planted=place == 0, is_open=True)
    for number in _newest(small, found, OPEN_OF_SMALL):
        found[number] = Special(is_open=True)
    if lives.records < SPARSE:
        for place, number in enumerate(_newest(big[::2], found, OPEN_OF_TEAM)):
            found[number] = Special(team=ONE_TEAM, is_open=True, unclaimed=place % 2 == 0)
    return found


def _newest(numbers: Sequence[int], taken: Container[int], count: int) -> list[int]:
    """`count` of them that nothing else was planted into."""
    return [number for number in numbers if number not in taken][-count:]


def _spread(numbers: Sequence[int], count: int) -> list[int]:
    """`count` of them, from the first to the last; fewer where they are fewer."""
    step = max(1, (len(numbers) - 1) // max(1, count - 1)) if count > 1 else 1
    return list(numbers[::step][:count])

"""Decides what happens of late, and when: which story at which site, to whom, how far it has come.

Same moment in, same plots out. Pure: nothing here knows the database; `stage` plays what this says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from maitre.product.demo.company import cast, company
from maitre.product.demo.stories import Story, stories

SEED = 2318
ZONE = ZoneInfo("Europe/Berlin")
HISTORY_DAYS = 182
SETTLED_DAYS = 13
"""What began longer ago than this has ended: a few days of work, and the days in which nobody objects."""
REQUESTER = "requester@demo.example"
AGENT = "agent@demo.example"
HR = "ulrike.bauer@demo.example"


class Ending(StrEnum):
    """How far a plot has come by now."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    ASKED = "asked"
    WITH_SUPPLIER = "with_supplier"
    BEFORE_CHANGE = "before_change"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CLOSED_AGAIN = "closed_again"
    CANCELLED = "cancelled"


OPEN = (Ending.IN_PROGRESS, Ending.ASKED, Ending.WITH_SUPPLIER, Ending.BEFORE_CHANGE, Ending.REOPENED)
"""Somebody is at work on it."""


@dataclass(frozen=True, slots=True)
class Plot:
    """One incident to be: its story, cast and beginning."""

    story: Story
    ending: Ending
    start: datetime
    site: str
    requester: str
    assignee: str
    dispatcher: str
    words: Mapping[str, str]
    by_phone: bool
    sorted_at_once: bool
    """Category, service and item are known from the report on."""


AGES = {
    Ending.NEW: (0.01, 0.35),
    Ending.ASSIGNED: (0.05, 0.9),
    Ending.IN_PROGRESS: (0.15, 3.0),
    Ending.ASKED: (0.8, 6.0),
    Ending.WITH_SUPPLIER: (1.0, 8.0),
    Ending.BEFORE_CHANGE: (2.0, 6.0),
    Ending.RESOLVED: (1.5, 4.5),
    Ending.REOPENED: (4.0, 8.0),
    Ending.CANCELLED: (2.0, 12.0),
    Ending.CLOSED: (SETTLED_DAYS, SETTLED_DAYS + 14),
    Ending.CLOSED_AGAIN: (SETTLED_DAYS + 6, SETTLED_DAYS + 20),
}
"""Days since the beginning, at least and at most."""

PRESSED = 8
"""How many times sooner something is over that stops a house."""

NEEDS = {
    Ending.ASKED: "ask",
    Ending.WITH_SUPPLIER: "supplier",
    Ending.BEFORE_CHANGE: "change",
}

CLOSED_BEFORE = 24
NOW_AT_LINDEN = (
    (Ending.NEW, 6), (Ending.ASSIGNED, 4), (Ending.IN_PROGRESS, 4), (Ending.ASKED, 1), (Ending.WITH_SUPPLIER, 2),
    (Ending.BEFORE_CHANGE, 1), (Ending.RESOLVED, 7), (Ending.CLOSED_AGAIN, 4), (Ending.CANCELLED, 3),
)  # fmt: skip
NOW_AT_THE_CLINIC = (
    (Ending.NEW, 1), (Ending.IN_PROGRESS, 2), (Ending.ASKED, 1), (Ending.RESOLVED, 1), (Ending.CLOSED, 10),
)  # fmt: skip
HERS = (
    Ending.NEW, Ending.IN_PROGRESS, Ending.ASKED, Ending.RESOLVED, Ending.REOPENED, Ending.CANCELLED, Ending.CLOSED,
    Ending.CLOSED, Ending.CLOSED,
)  # fmt: skip
"""What the one who signs in as the requester has asked for."""
HIS = (
    Ending.IN_PROGRESS, Ending.IN_PROGRESS, Ending.ASKED, Ending.ASKED, Ending.WITH_SUPPLIER, Ending.REOPENED,
    Ending.RESOLVED,
)  # fmt: skip
"""What the one who signs in as the agent works on."""
IN_CONFIDENCE = (Ending.CLOSED, Ending.IN_PROGRESS, Ending.WITH_SUPPLIER)


def plots(now: datetime) -> list[Plot]:
    """Everything that happened until `now`, by beginning."""
    chance = Random(SEED)  # noqa: S311 - nobody guards anything with it
    common = [story for story in stories() if not story.circle]
    linden = [story for story in common if story.family == "linden"]
    clinic = [story for story in common if story.family == "marien"]
    confidential = [story for story in stories() if story.circle]
    hers = list(_told(chance, _at("linden-brasserie", linden), HERS))
    his = list(_told(chance, _of(AGENT, _without(hers, linden)), HIS))
    current = list(_told(chance, _without([*hers, *his], linden), _counted(NOW_AT_LINDEN)))
    made = [
        *_staged(chance, now, hers, requester=REQUESTER),
        *_staged(chance, now, his, assignee=AGENT),
        *_staged(chance, now, current),
        *_staged(chance, now, _told(chance, linden, [Ending.CLOSED] * CLOSED_BEFORE)),
        *_staged(chance, now, zip(confidential, _fitting(confidential), strict=True), requester=HR),
        *_staged(chance, now, _told(chance, clinic, _counted(NOW_AT_THE_CLINIC))),
    ]
    return sorted(made, key=lambda plot: plot.start)


def _counted(amounts: Sequence[tuple[Ending, int]]) -> list[Ending]:
    return [ending for ending, amount in amounts for _ in range(amount)]


def _at(site: str, among: Sequence[Story]) -> list[Story]:
    return [
        replace(story, sites=(site,)) for story in among if site in story.sites and story.language == "en"
    ]


def _without(told: Sequence[tuple[Story, Ending]], among: Sequence[Story]) -> list[Story]:
    """No two of today's alike."""
    titles = {story.title for story, _ in told}
    return [story for story in among if story.title not in titles]


def _of(worker: str, among: Sequence[Story]) -> list[Story]:
    return [story for story in among if worker in members(story.team)]


def _fitting(confidential: Sequence[Story]) -> list[Ending]:
    """Who waits for a supplier has one in the story."""
    waiting = next(story for story in confidential if story.waits_for("supplier"))
    others = iter(ending for ending in IN_CONFIDENCE if ending != Ending.WITH_SUPPLIER)
    return [Ending.WITH_SUPPLIER if story is waiting else next(others) for story in confidential]


def _told(
    chance: Random, among: Sequence[Story], endings: Sequence[Ending]
) -> Iterator[tuple[Story, Ending]]:
    """Every story once before one comes a second time, as far as the endings allow."""
    deck: list[Story] = []
    for ending in endings:
        fits = [story for story in deck if _fits(story, ending)]
        if not fits:
            deck += chance.sample(among, len(among))
            fits = [story for story in deck if _fits(story, ending)]
        deck.remove(fits[0])
        yield fits[0], ending


def _fits(story: Story, ending: Ending) -> bool:
    if ending in NEEDS:
        return story.waits_for(NEEDS[ending])
    if ending in (Ending.NEW, Ending.ASSIGNED):
        return story.urgency > 1  # nobody lets the pressing ones lie
    if ending in (Ending.REOPENED, Ending.CLOSED_AGAIN):
        return bool(story.again)
    return True


def _staged(
    chance: Random,
    now: datetime,
    told: Iterable[tuple[Story, Ending]],
    *,
    requester: str = "",
    assignee: str = "",
) -> Iterator[Plot]:
    for story, ending in told:
        people = [requester] if requester else requesters(story)
        who = chance.choice(people)
        site = cast()[who].organisation
        days = chance.uniform(*AGES[ending])
        if story.pressing and ending in OPEN:
            days /= PRESSED
        start = now - timedelta(days=days)
        if now - start > timedelta(days=2):
            start = start.replace(
                hour=chance.choice(HOURS), minute=chance.randrange(60), second=chance.randrange(60)
            )
        by_phone = chance.random() < 0.2 and ending != Ending.NEW and not requester
        yield Plot(
            story=story,
            ending=ending,
            start=start,
            site=site,
            requester=who,
            assignee=assignee or chance.choice(members(story.team)),
            dispatcher=chance.choice(members("marien-it" if story.family == "marien" else "linden-desk")),
            words=words(chance, story, site, start),
            by_phone=by_phone,
            sorted_at_once=by_phone or (ending != Ending.NEW and chance.random() < 0.6),
        )


HOURS = (5, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 11, 12, 13, 13, 14, 14, 15, 16, 16, 17, 18, 19, 20)
"""When people report, UTC; some hours are busier."""


def members(team: str) -> list[str]:
    return [email for email, member in cast().items() if team in member.teams]


def requesters(story: Story) -> list[str]:
    """Those the story names, or people of its sites who write its language and have no team or special role."""
    if story.people:
        return list(story.people)
    special = {*company()["grants"], REQUESTER} if story.family == "linden" else set(company()["grants"])
    at_sites = [
        email
        for email, member in cast().items()
        if member.organisation in story.sites and email not in special and not member.teams
    ]
    speaking = [email for email in at_sites if cast()[email].language == story.language]
    return speaking or at_sites


WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def words(chance: Random, story: Story, site: str, start: datetime) -> dict[str, str]:
    """What the placeholders of a story stand for this time."""
    place = company()["organisations"][site]
    floor = chance.randint(1, 5)
    door = chance.randint(1, 9)
    local = start.astimezone(ZONE)
    return {
        "place": place["name"],
        "city": place.get("city", ""),
        "code": place["code"],
        "n": f"{chance.randint(1, 9)}",
        "floor": str(floor),
        "room": f"{floor}{door:02}",
        "room2": f"{floor}{door + chance.randint(3, 12):02}",
        "time": (local - timedelta(minutes=chance.randint(15, 90))).strftime("%H:%M"),
        "day": WEEKDAYS[story.language][local.weekday() - 1],
        "month": MONTHS[(local.month - 2) % 12],
        "x": chance.choice(story.vary),
    }

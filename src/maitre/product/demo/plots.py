"""Decides what happens when: which story at which site, to whom, how far it has come. Same moment in, same plots out.

Pure: nothing here knows the database; `stage` plays what this says.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
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


AGES = {
    Ending.NEW: (0.02, 0.8),
    Ending.ASSIGNED: (0.1, 1.6),
    Ending.IN_PROGRESS: (0.2, 4.0),
    Ending.ASKED: (0.8, 6.0),
    Ending.WITH_SUPPLIER: (1.0, 8.0),
    Ending.BEFORE_CHANGE: (2.0, 6.0),
    Ending.RESOLVED: (1.5, 4.5),
    Ending.REOPENED: (4.0, 8.0),
    Ending.CANCELLED: (3.0, 90.0),
    Ending.CLOSED: (SETTLED_DAYS, HISTORY_DAYS),
    Ending.CLOSED_AGAIN: (SETTLED_DAYS + 6, HISTORY_DAYS),
}
"""Days since the beginning, at least and at most."""

NEEDS = {
    Ending.ASKED: "ask",
    Ending.WITH_SUPPLIER: "supplier",
    Ending.BEFORE_CHANGE: "change",
}

CLOSED_BEFORE = 133
NOW_AT_LINDEN = (
    (Ending.NEW, 6), (Ending.ASSIGNED, 5), (Ending.IN_PROGRESS, 6), (Ending.ASKED, 3), (Ending.WITH_SUPPLIER, 4),
    (Ending.BEFORE_CHANGE, 1), (Ending.RESOLVED, 8), (Ending.REOPENED, 1), (Ending.CLOSED_AGAIN, 4),
    (Ending.CANCELLED, 3),
)  # fmt: skip
NOW_AT_THE_CLINIC = (
    (Ending.NEW, 1), (Ending.IN_PROGRESS, 2), (Ending.ASKED, 1), (Ending.RESOLVED, 1), (Ending.CLOSED, 10),
)  # fmt: skip
HERS = (
    Ending.NEW, Ending.IN_PROGRESS, Ending.ASKED, Ending.RESOLVED, Ending.REOPENED, Ending.CANCELLED, Ending.CLOSED,
    Ending.CLOSED, Ending.CLOSED,
)  # fmt: skip
"""What the one who signs in as the requester has asked for."""
IN_CONFIDENCE = (Ending.CLOSED, Ending.IN_PROGRESS, Ending.WITH_SUPPLIER)


def plots(now: datetime) -> list[Plot]:
    """Everything that happened until `now`, by beginning."""
    chance = Random(SEED)  # noqa: S311 - nobody guards anything with it
    common = [story for story in stories() if not story.circle]
    linden = [story for story in common if story.family == "linden"]
    clinic = [story for story in common if story.family == "marien"]
    confidential = [story for story in stories() if story.circle]
    made = [
        *_staged(chance, now, _told(chance, linden, _counted(NOW_AT_LINDEN))),
        *_staged(chance, now, _told(chance, linden, [Ending.CLOSED] * CLOSED_BEFORE)),
        *_staged(chance, now, _told(chance, _at("linden-brasserie", linden), HERS), requester=REQUESTER),
        *_staged(chance, now, zip(confidential, _fitting(confidential), strict=True), requester=HR),
        *_staged(chance, now, _told(chance, clinic, _counted(NOW_AT_THE_CLINIC))),
    ]
    return sorted(_with_work_for_the_agent(made), key=lambda plot: plot.start)


def _counted(amounts: Sequence[tuple[Ending, int]]) -> list[Ending]:
    return [ending for ending, amount in amounts for _ in range(amount)]


def _at(site: str, among: Sequence[Story]) -> list[Story]:
    return [
        replace(story, sites=(site,)) for story in among if site in story.sites and story.language == "en"
    ]


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
    if ending in (Ending.REOPENED, Ending.CLOSED_AGAIN):
        return bool(story.again)
    return True


def _staged(
    chance: Random, now: datetime, told: Iterator[tuple[Story, Ending]], *, requester: str = ""
) -> Iterator[Plot]:
    for story, ending in told:
        people = [requester] if requester else _requesters(story)
        who = chance.choice(people)
        site = cast()[who].organisation
        youngest, oldest = AGES[ending]
        start = now - timedelta(days=chance.uniform(youngest, oldest))
        if ending in (Ending.CLOSED, Ending.CLOSED_AGAIN, Ending.CANCELLED):
            start = start.replace(
                hour=chance.choice(HOURS), minute=chance.randrange(60), second=chance.randrange(60)
            )
        workers = members(story.team)
        yield Plot(
            story=story,
            ending=ending,
            start=start,
            site=site,
            requester=who,
            assignee=chance.choice(workers),
            dispatcher=chance.choice(members("marien-it" if story.family == "marien" else "linden-desk")),
            words=_words(chance, story, site, start),
            by_phone=chance.random() < 0.2 and ending != Ending.NEW and not requester,
        )


HOURS = (5, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 11, 12, 13, 13, 14, 14, 15, 16, 16, 17, 18, 19, 20)
"""When people report, UTC; some hours are busier."""


def members(team: str) -> list[str]:
    return [email for email, member in cast().items() if team in member.teams]


def _requesters(story: Story) -> list[str]:
    """People of the story's sites who write its language, who are neither of a team nor of a special role."""
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


def _words(chance: Random, story: Story, site: str, start: datetime) -> dict[str, str]:
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


def _with_work_for_the_agent(made: Sequence[Plot]) -> list[Plot]:
    """Who signs in as the agent finds work of each sort in the list “assigned to me”."""
    open_desk = [
        plot
        for plot in made
        if plot.story.team in ("linden-desk", "linden-network")
        and plot.ending in OPEN
        and plot.ending != Ending.NEW
    ]
    his = {id(plot) for plot in islice(open_desk, 6)}
    return [replace(plot, assignee=AGENT) if id(plot) in his else plot for plot in made]


OPEN = (
    Ending.ASSIGNED, Ending.IN_PROGRESS, Ending.ASKED, Ending.WITH_SUPPLIER, Ending.BEFORE_CHANGE, Ending.REOPENED,
)  # fmt: skip

"""Tells a plot step by step: who takes which verb when, and in which words. Pure, like `plots`."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from maitre.product.demo.plots import HR, OPEN, PRESSED, SEED, ZONE, Ending, Plot

FIRST_HOUR, LAST_HOUR = 7, 20
"""When somebody of a team is there, Monday to Saturday; guests and night auditors report at any hour."""
LATEST = timedelta(minutes=4)
"""The last thing that happened lies at least this long before the demo is loaded."""

SYSTEM = ""
SAID_BY_TEAM = {"note": "note", "agent": "reply"}
PAUSES = {"ask": "requester", "supplier": "supplier", "change": "change"}
STOPS = {Ending.ASKED: "ask", Ending.WITH_SUPPLIER: "supplier", Ending.BEFORE_CHANGE: "change"}

NOT_NEEDED = {
    "en": (
        "Found it ourselves: the plug had come out behind the counter. Sorry!",
        "It works again after the restart, thank you.",
    ),
    "de": ("Hat sich erledigt, der Stecker war locker.", "Nach dem Neustart geht es wieder, danke."),
}
STILL_WRONG = {
    "en": "We are on it again and look deeper this time.",
    "de": "Wir sind wieder dran und sehen genauer hin.",
}
THANKS = {
    "en": ("Thank you, works.", "Perfect, thanks!", "Great, that was quick."),
    "de": ("Danke, läuft wieder.", "Super, vielen Dank!"),
}


class Beat(NamedTuple):
    """One verb. `what` is the pause reason for a pause, the name of the file for an attachment."""

    at: datetime
    verb: str
    by: str
    text: str = ""
    what: str = ""


class _Telling:
    """The hand of the clock while a plot is told."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.chance = Random(f"{SEED} {plot.story.title} {plot.requester} {plot.words}")  # noqa: S311
        self.at = plot.start

    def team(self, verb: str, minutes: tuple[int, int], text: str = "", what: str = "", by: str = "") -> Beat:
        """Somebody of a team does it: when one is there, or sooner and at any hour when it presses."""
        if self.plot.story.pressing:
            self.at += self._between(minutes) / PRESSED
        else:
            self.at = _staffed(self.at + self._between(minutes), self.chance)
        return Beat(self.at, verb, by or self.plot.assignee, self._filled(text), what)

    def requester(self, verb: str, minutes: tuple[int, int], text: str = "", what: str = "") -> Beat:
        self.at = _awake(self.at + self._between(minutes), self.chance)
        return Beat(self.at, verb, self.plot.requester, self._filled(text), what)

    def _between(self, minutes: tuple[int, int]) -> timedelta:
        return timedelta(seconds=self.chance.randint(minutes[0] * 60, minutes[1] * 60))

    def _filled(self, text: str) -> str:
        return text.format_map(self.plot.words)


def _staffed(moment: datetime, chance: Random) -> datetime:
    local = moment.astimezone(ZONE)
    if local.weekday() < 6 and FIRST_HOUR <= local.hour < LAST_HOUR:
        return moment
    early = local.weekday() < 6 and local.hour < FIRST_HOUR
    morning = local.replace(hour=FIRST_HOUR, minute=chance.randint(2, 55)) + timedelta(days=0 if early else 1)
    return _staffed(morning, chance)


def _awake(moment: datetime, chance: Random) -> datetime:
    local = moment.astimezone(ZONE)
    return local.replace(hour=7, minute=chance.randint(0, 59)) if local.hour < 6 else moment


def beats(plot: Plot, now: datetime) -> list[Beat]:
    """What happened, first to last, all before `now`: what would come later is drawn together."""
    telling = _Telling(plot)
    told = list(_whole(telling))
    last, limit = told[-1].at, now - LATEST
    if last <= limit:
        return _freshened(telling, told, limit) if plot.ending in OPEN else told
    scale = (limit - plot.start) / (last - plot.start)
    return [beat._replace(at=plot.start + (beat.at - plot.start) * scale) for beat in told]


def _freshened(telling: _Telling, told: list[Beat], limit: datetime) -> list[Beat]:
    """Half of what is being worked on has news of today."""
    news = limit - timedelta(minutes=telling.chance.randint(1, 400))
    if len(told) > 1 and news > told[-1].at and telling.chance.random() < 0.5:
        told[-1] = told[-1]._replace(at=news)
    return told


def _whole(telling: _Telling) -> Iterator[Beat]:
    plot = telling.plot
    yield from _reported(telling)
    if plot.ending == Ending.NEW:
        return
    if not plot.sorted_at_once:
        yield telling.team("triage", (4, 50), by=plot.dispatcher)
    if plot.ending == Ending.CANCELLED:
        yield telling.requester("cancel", (10, 90), telling.chance.choice(NOT_NEEDED[plot.story.language]))
        return
    yield telling.team("assign", (3, 40) if plot.sorted_at_once else (1, 4), by=plot.dispatcher)
    if plot.ending == Ending.ASSIGNED:
        return
    yield telling.team("take", (5, 120))
    if plot.story.circle:
        yield telling.team("confide", (1, 3))
    yield from _worked_on(telling)
    if plot.ending in (Ending.IN_PROGRESS, *STOPS):
        return
    yield telling.team("resolve", (8, 150), plot.story.done)
    yield from _ended(telling)


def _reported(telling: _Telling) -> Iterator[Beat]:
    plot, story = telling.plot, telling.plot.story
    by = plot.dispatcher if plot.by_phone else plot.requester
    yield Beat(
        telling.at, "report", by, story.says.format_map(plot.words), story.title.format_map(plot.words)
    )
    if story.attach and not plot.by_phone:
        yield telling.requester("attach", (1, 2), what=story.attach)


def _worked_on(telling: _Telling) -> Iterator[Beat]:
    """The conversation, with pauses and what ends them; up to where an unfinished one stands."""
    plot = telling.plot
    turns = plot.story.then
    paused = False
    for place, (verb, text) in enumerate(turns):
        if plot.ending == Ending.IN_PROGRESS and (verb in PAUSES or place == len(turns) - 1 > 0):
            return
        if paused and verb != "answer":
            yield telling.team("resume", (240, 1800))
        paused = verb in PAUSES
        if paused:
            yield telling.team("pause", (10, 90), text, PAUSES[verb])
            if STOPS.get(plot.ending) == verb:
                return
        elif verb in SAID_BY_TEAM:
            yield telling.team(SAID_BY_TEAM[verb], (6, 80), text)
        else:
            yield telling.requester("reply", (15, 400), text)
    if paused:
        yield telling.team("resume", (240, 1800))


def _ended(telling: _Telling) -> Iterator[Beat]:
    plot = telling.plot
    if plot.ending == Ending.RESOLVED:
        return
    if plot.ending in (Ending.REOPENED, Ending.CLOSED_AGAIN):
        yield telling.requester("reopen", (200, 1500), plot.story.again)
        yield telling.team("reply", (15, 90), STILL_WRONG[plot.story.language])
        if plot.ending == Ending.REOPENED:
            return
        yield telling.team("resolve", (60, 400), plot.story.done)
    if telling.chance.random() < 0.4 or plot.requester == HR:
        if telling.chance.random() < 0.5:
            yield telling.requester("reply", (10, 300), telling.chance.choice(THANKS[plot.story.language]))
        yield telling.requester("confirm", (1, 1200))
    else:
        yield Beat(telling.at, "lapse", SYSTEM)

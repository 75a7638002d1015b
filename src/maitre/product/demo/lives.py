"""Tells plots of the past as whole lives of records, with what only happens over months: wrong teams, second thoughts.

Pure. They arrive as history does that is brought along from another help desk.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from random import Random

from maitre.kernel.business_time import Calendar, add_business_days
from maitre.operation.incident.lifecycle import (
    ASSIGNED,
    CANCELLED,
    CLOSED,
    IN_PROGRESS,
    NEW,
    PENDING,
    RESOLVED,
)
from maitre.operation.incident.rules import CLOSE_AFTER_DAYS
from maitre.product.demo.beats import LATEST, Beat, beats
from maitre.product.demo.company import cast, company
from maitre.product.demo.plots import SEED, Plot, members
from maitre.shared.arrivals.rules import Event, Life, Somebody

MISROUTED, THERE_AND_BACK, WORSE = 0.16, 0.05, 0.05
"""How many go to a wrong team first, come back to the same team, turn out worse than they looked."""

PASSED_ON = {
    "en": (
        "Not ours after all, please have a look.",
        "This belongs to you: see the device.",
        "Wrong queue, sorry.",
    ),
    "de": (
        "Ist doch nicht bei uns, bitte übernehmen.",
        "Das gehört zu euch, siehe Gerät.",
        "Falsches Team, sorry.",
    ),
}
ASKED_BACK = {
    "en": ("Nothing wrong on our side, the cause must be with you.", "Checked, our part works. Back to you."),
    "de": (
        "Bei uns ist alles in Ordnung, die Ursache liegt bei euch.",
        "Geprüft, unser Teil läuft. Zurück an euch.",
    ),
}
GREW = {
    "en": "The whole floor is affected, not only the one who called.",
    "de": "Betroffen ist das ganze Stockwerk, nicht nur der eine Platz.",
}


def life_of(plot: Plot, place: int, now: datetime, calendar: Calendar) -> Life:
    """One past incident; `place` makes its number in the former help desk."""
    first, *rest = told = beats(plot, now)
    telling = _Life(plot, first, calendar, now)
    for beat in rest:
        telling.add(beat)
    return Life(
        foreign_id=f"LH-{10_000 + place}",
        kind="incident",
        title=told[0].what,
        description=told[0].text,
        requester=somebody(plot.requester),
        events=tuple(telling.events),
    )


def somebody(email: str) -> Somebody:
    return Somebody(cast()[email].name, email)


class _Life:
    """The events of one life while they are told."""

    def __init__(self, plot: Plot, first: Beat, calendar: Calendar, now: datetime) -> None:
        self.plot = plot
        self.calendar = calendar
        self.now = now
        self.chance = Random(f"{SEED} life {plot.start} {plot.story.title} {plot.requester}")  # noqa: S311
        self.team = str(company()["teams"][plot.story.team]["name"])
        self.stands = NEW
        fields = (("type", plot.story.kind), ("impact", plot.story.impact), ("urgency", plot.story.urgency))
        more = self._sorted() if plot.sorted_at_once else ()
        category = plot.story.category if plot.sorted_at_once else None
        by = somebody(first.by)
        self.events = [Event(first.at, NEW, by, category=category, fields=(*fields, *more))]

    def _sorted(self) -> tuple[tuple[str, str], ...]:
        item = self.plot.story.item.format_map(self.plot.words)
        given = (("service", self.plot.story.service), ("configuration_item", item))
        return tuple((name, text) for name, text in given if text)

    def add(self, beat: Beat) -> None:
        """What a beat was, as an event; attachments were not brought along."""
        by = somebody(beat.by) if beat.by else None
        match beat.verb:
            case "triage":
                self._event(beat, by, category=self.plot.story.category, fields=self._sorted())
            case "assign":
                self._assigned(beat, by)
            case "take":
                self.stands = IN_PROGRESS
                self._event(beat, by, assignee=by)
                self._second_thoughts(beat)
            case "note":
                self._event(beat, by, text=beat.text, visibility="internal")
            case "reply":
                self._replied(beat, by)
            case "pause":
                self.stands = PENDING
                self._event(beat, by, text=beat.text, fields=(("pause_reason", beat.what),))
            case "resume" if self.stands == PENDING:
                self.stands = IN_PROGRESS
                self._event(beat, by)
            case "resolve":
                self.stands = RESOLVED
                ended = (("code", self.plot.story.code), ("cause", self.plot.story.cause))
                self._event(beat, by, text=beat.text, fields=ended)
            case "reopen":
                self.stands = IN_PROGRESS
                self._event(beat, by, text=beat.text)
            case "cancel":
                self.stands = CANCELLED
                self._event(beat, by, text=beat.text)
            case "confirm" | "lapse":
                self._closed(beat, by)

    def _event(self, beat: Beat, by: Somebody | None, at: datetime | None = None, **more: object) -> None:
        when = max(at or beat.at, self.events[-1].at)
        self.events.append(Event(min(when, self.now - LATEST), self.stands, by, **more))  # type: ignore[arg-type]

    def _assigned(self, beat: Beat, by: Somebody | None) -> None:
        self.stands = ASSIGNED
        if self.chance.random() < MISROUTED:
            self._event(beat, by, team=self._other_team(), unassigned=True)
            said = self.chance.choice(PASSED_ON[self.plot.story.language])
            later = beat.at + timedelta(minutes=self.chance.randint(4, 50))
            self._event(beat, by, later, team=self.team, text=said, visibility="internal")
        else:
            self._event(beat, by, team=self.team, unassigned=True)

    def _other_team(self) -> str:
        names = [
            str(team["name"])
            for team in company()["teams"].values()
            if team["organisation"] == "linden-hotels" and team["name"] != self.team
        ]
        return self.chance.choice(names)

    def _second_thoughts(self, beat: Beat) -> None:
        """Now and then a team asks another one and has it back, or finds that more are affected."""
        assignee, drawn = somebody(self.plot.assignee), self.chance.random()
        if drawn < THERE_AND_BACK:
            soon, later = (
                beat.at + timedelta(minutes=self.chance.randint(*span)) for span in ((3, 9), (10, 25))
            )
            other = self._other_team()
            self.stands = ASSIGNED
            self._event(beat, assignee, soon, team=other, unassigned=True, visibility="internal",
                        text=self.chance.choice(PASSED_ON[self.plot.story.language]))  # fmt: skip
            them = somebody(self.chance.choice(members(_key_of(other))))
            self._event(beat, them, later, team=self.team, unassigned=True, visibility="internal",
                        text=self.chance.choice(ASKED_BACK[self.plot.story.language]))  # fmt: skip
            self.stands = IN_PROGRESS
            self._event(beat, assignee, later + timedelta(minutes=2), assignee=assignee)
        elif drawn > 1 - WORSE and self.plot.story.impact > 1:
            said = GREW[self.plot.story.language]
            self._event(beat, assignee, beat.at + timedelta(minutes=4), text=said, visibility="internal",
                        fields=(("impact", self.plot.story.impact - 1),))  # fmt: skip

    def _replied(self, beat: Beat, by: Somebody | None) -> None:
        self._event(beat, by, text=beat.text)
        if self.stands == PENDING and beat.by == self.plot.requester:
            self.stands = IN_PROGRESS
            self._event(beat, None)

    def _closed(self, beat: Beat, by: Somebody | None) -> None:
        """By the requester, or by itself when the days in which nobody objected are over; sooner where now is."""
        at = beat.at
        if by is None:
            at = add_business_days(self.events[-1].at, CLOSE_AFTER_DAYS, self.calendar)
            if at > self.now - LATEST:
                by, at = somebody(self.plot.requester), beat.at
        self.stands = CLOSED
        self._event(beat, by, at)


def _key_of(name: str) -> str:
    return next(key for key, team in company()["teams"].items() if team["name"] == name)


def lives_in_order(told: list[Plot], now: datetime, calendar: Calendar) -> Iterator[tuple[str, list[Life]]]:
    """Lives by site, a fortnight at a time: so that who is younger has the higher number, more or less."""
    numbered = list(enumerate(told))
    for _, stretch in groupby(numbered, key=lambda each: each[1].start.toordinal() // 14):
        sites: dict[str, list[Life]] = {}
        for place, plot in stretch:
            sites.setdefault(plot.site, []).append(life_of(plot, place, now, calendar))
        yield from sites.items()

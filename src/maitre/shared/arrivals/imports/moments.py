"""Puts the moments of a life in order, and names those that contradict each other.

Where a table says that something was closed before it was opened, taking the times as they stand would tell of a
reopening that never was. So it is refused with its line; or, where the mapping says `contradictions: nearest`, the
moment is taken at the nearest time that contradicts nothing, and the entry keeps what the source said.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.states import Phase, State
from maitre.shared.arrivals.imports.cases import Row
from maitre.shared.arrivals.rules import Event, Fault

RANKS = {Phase.DONE: 2, Phase.CLOSED: 3, Phase.CANCELLED: 3}
"""What comes later in any life; the beginning is 0, all work between is 1."""
ENDED = frozenset({Phase.DONE, Phase.CLOSED})
REMEDY = gettext_lazy("correct the file, or take the nearest possible time by `contradictions: nearest`")


class Found(NamedTuple):
    """An event of a row, and the column of its time."""

    column: str
    cell: str
    event: Event


def chronological(events: Sequence[Event]) -> list[Event]:
    """By time; those of one moment stay in the order of the file, which may begin with the newest."""
    times = [event.at for event in events]
    newest_first = len(times) > 1 and times[0] > times[-1] and times == sorted(times, reverse=True)
    return sorted(reversed(events) if newest_first else events, key=lambda event: event.at)


def of_one_row(
    found: Sequence[Found], states: Mapping[str, State], start: str, *, nearest: bool, faults: list[Fault]
) -> list[Event]:
    """The moments of a row of a flat table, in the order of the mapping, as a life in the order of time."""
    taken: list[Found] = []
    for each in sorted(found, key=lambda each: each.event.state != start):
        rank = _rank(each.event, states, start)
        earlier = [one for one in taken if _rank(one.event, states, start) < rank]
        latest = max(earlier, key=lambda one: one.event.at, default=None)
        if latest is not None and latest.event.at > each.event.at:
            if nearest:
                each = each._replace(event=_moved(each.event, latest.event.at, each.column, each.cell))
            else:
                told = {"time": each.cell, "column": latest.column, "other": latest.cell}
                sentence = _("“%(time)s” lies before %(column)s, “%(other)s”") % told
                faults.append(Fault(each.event.place, each.column, "contradiction", sentence, str(REMEDY)))
        taken.append(each)
    order = {each.column: place for place, each in enumerate(found)}
    taken.sort(key=lambda each: (each.event.at, order[each.column]))
    return [each.event for each in taken]


def _rank(event: Event, states: Mapping[str, State], start: str) -> int:
    if event.state == start or event.state not in states:
        return 0
    return RANKS.get(states[event.state].phase, 1)


def _moved(event: Event, at: datetime, column: str, cell: str) -> Event:
    """The event at another time, with what the source said kept beside it."""
    return event._replace(at=at, foreign=(*event.foreign, (column, cell)))


class Update(NamedTuple):
    """A row of a snapshot log and the event it is."""

    row: Row
    event: Event


class Said(NamedTuple):
    """A moment as one row gives it: None where it is blank."""

    column: str
    cell: str
    event: Event


Ask = Callable[[Update, str], Said | None]
"""What an update says of "opened", "resolved" or "closed"; the event has the time, the author and the text."""


class Snapshots:
    """Makes one life of the updates of a snapshot log: each is an entry, and each moment stands at its own time."""

    def __init__(
        self, updates: Sequence[Update], ask: Ask, states: Mapping[str, State], start: str, *, nearest: bool
    ) -> None:
        self._updates, self._ask, self._states, self._start = updates, ask, states, start
        self._nearest = nearest
        self._used: set[datetime] = set()
        self.faults: list[Fault] = []
        self.events: list[Event] = []
        self._state_of = {
            "resolved": next(name for name, state in states.items() if state.phase is Phase.DONE),
            "closed": next(name for name, state in states.items() if state.phase is Phase.CLOSED),
        }

    def told(self) -> list[Event]:
        rest = self._begun()
        endings = [
            place
            for place, update in enumerate(rest)
            if self._ends(rest[place - 1] if place else None, update)
        ]
        for place, update in enumerate(rest):
            self._ended(update, is_final=not endings or place >= endings[-1])
        self._ended_after_all()
        return self.events

    def _phase(self, event: Event) -> Phase | None:
        state = self._states.get(event.state)
        return state.phase if state else None

    def _ends(self, before: Update | None, update: Update) -> bool:
        was = self._phase(before.event) if before else None
        return self._phase(update.event) in ENDED and was not in ENDED

    def _begun(self) -> Sequence[Update]:
        """The beginning, and the updates that are left: the first is the beginning itself where it is as old."""
        first = self._updates[0]
        opened = self._ask(first, "opened")
        if opened is None:
            return self._updates
        at = opened.event.at
        for update in self._updates[1:]:
            other = self._ask(update, "opened")
            if other is not None and other.event.at != at:
                told = {"time": other.cell, "place": first.row.place, "other": opened.cell}
                sentence = _("“%(time)s” is not what %(place)s says, “%(other)s”") % told
                self._contradiction(update, opened.column, sentence)
                break
        if at > first.event.at:
            told = {"time": opened.cell, "update": f"{first.event.at:%Y-%m-%d %H:%M:%S} UTC"}
            sentence = _("“%(time)s” lies after the update of %(update)s") % told
            self._contradiction(first, opened.column, sentence)
            self.events.append(first.event._replace(by=opened.event.by or first.event.by, state=self._start))
            self._keep(opened)
            return self._updates
        if at == first.event.at and first.event.state == self._start:
            self.events.append(first.event._replace(by=opened.event.by or first.event.by))
            return self._updates[1:]
        self.events.append(
            opened.event._replace(state=self._start, fields=first.event.fields, category=first.event.category)
        )
        return self._updates

    def _ended(self, update: Update, *, is_final: bool) -> None:
        """Resolved and closed where this update is the first to say so, then the update itself."""
        event = update.event
        was, phase = self._phase(self.events[-1]) if self.events else None, self._phase(event)
        if phase in ENDED and was not in ENDED:
            event = self._moment("resolved", update, event, is_final=is_final)
        if phase is Phase.CLOSED and was is not Phase.CLOSED:
            event = self._moment("closed", update, event, is_final=is_final)
        self.events.append(event)

    def _moment(self, name: str, update: Update, event: Event, *, is_final: bool) -> Event:
        """Tells of the moment before the update; where it is the update itself, gives that its author."""
        said = self._ask(update, name)
        if said is None or said.event.at in self._used:
            return event
        state, earliest = self._state_of[name], self.events[-1].at if self.events else said.event.at
        at = min(max(said.event.at, earliest), event.at)
        if at != said.event.at:
            if not is_final:  # the columns tell of the end that came later
                return event
            early, late = _("“%(time)s” lies before it was still open"), _("“%(time)s” lies after its update")
            sentence = (early if at > said.event.at else late) % {"time": said.cell}
            self._contradiction(update, said.column, sentence)
        self._used.add(said.event.at)
        if at == event.at and event.state == state:
            return event._replace(by=said.event.by or event.by, text=event.text or said.event.text)
        self.events.append(said.event._replace(at=at, state=state, fields=event.fields))
        if at != said.event.at:
            self._keep(said)
        return event

    def _ended_after_all(self) -> None:
        """Moments that no update has seen: later than the last one, they stand; earlier, they contradict it."""
        last = self._updates[-1]
        for name, phases in (("resolved", ENDED), ("closed", frozenset({Phase.CLOSED}))):
            said, phase = self._ask(last, name), self._phase(self.events[-1])
            if said is None or said.event.at in self._used or phase in phases or phase is Phase.CANCELLED:
                continue
            at = self.events[-1].at
            if said.event.at < at:
                if any(self._phase(event) in phases for event in self.events):
                    continue  # of an end that was taken back
                sentence = _("“%(time)s” has passed, and no update says so") % {"time": said.cell}
                self._contradiction(last, said.column, sentence)
            ended = self._state_of[name]
            self.events.append(
                said.event._replace(at=max(at, said.event.at), state=ended, fields=last.event.fields)
            )
            if said.event.at < at:
                self._keep(said)

    def _contradiction(self, update: Update, column: str, sentence: str) -> None:
        if not self._nearest:
            self.faults.append(Fault(update.row.place, column, "contradiction", sentence, str(REMEDY)))

    def _keep(self, said: Said) -> None:
        last = self.events[-1]
        self.events[-1] = last._replace(foreign=(*last.foreign, (said.column, said.cell)))

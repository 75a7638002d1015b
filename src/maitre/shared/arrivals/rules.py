"""What a whole life of a record is, wherever it was lived, and what must be true of it before it may arrive.

Pure: how files are read into lives is `imports`, how lives are written is `actions`, what a practice makes of its own
fields it says with a `Reception`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.business_time import Calendar
from maitre.kernel.chain import JSON
from maitre.kernel.errors import FieldError
from maitre.kernel.texts import is_blank, is_one_line

ID_LIMIT = 200
NAME_LIMIT = 200
EVENTS_LIMIT = 10_000
"""Entries in one life. A longer one is refused by name, never cut."""
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=1)
"""How far another system's clock may go before ours."""
_UNSEEN = re.compile("[\u00ad\u180e\u200b\u2060\ufeff]")
VISIBILITIES = ("public", "internal")

Standing: TypeAlias = Mapping[str, JSON]
"""What a record says at one moment: state, priority, team_id, assignee_id and the practice's own fields."""


class Somebody(NamedTuple):
    """A person as the source names them. Without an address they are known by name within the source."""

    name: str
    email: str = ""


class Event(NamedTuple):
    """One thing that happened elsewhere; it becomes one timeline entry. None means "as before"."""

    at: datetime
    state: str
    by: Somebody | None = None
    team: str | None = None
    assignee: Somebody | None = None
    unassigned: bool = False
    category: str | None = None
    fields: tuple[tuple[str, str | int], ...] = ()
    text: str = ""
    visibility: str = "public"
    foreign: tuple[tuple[str, str], ...] = ()
    place: str = ""
    cleared: tuple[str, ...] = ()
    """What is empty from now on: `team`, `category`, or fields. A person is taken off by `unassigned`."""


class Life(NamedTuple):
    """A record from its beginning to now. `place` tells people where it stands in the file."""

    foreign_id: str
    kind: str
    title: str
    description: str
    requester: Somebody | None
    events: tuple[Event, ...]
    place: str = ""

    @property
    def people(self) -> Iterator[Somebody]:
        """Everybody named in it, the requester first, with repetitions."""
        if self.requester:
            yield self.requester
        for event in self.events:
            if event.by:
                yield event.by
            if event.assignee:
                yield event.assignee


class Fault(NamedTuple):
    """One thing wrong: where in the file ("" for the whole of it), with which field, what, and what to do about it."""

    place: str
    field: str
    code: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.place, self.field, f"{self.message}; {self.remedy}") if part)


class Said(NamedTuple):
    """What an event says in the words of the practice: its verb, and words for changed ids."""

    verb: str
    names: Mapping[str, JSON] = {}


@dataclass(frozen=True, slots=True)
class Passed:
    """A life as it was written: who did each event, and the standing after it."""

    record_id: int
    life: Life
    authors: Sequence[int | None]
    standings: Sequence[Standing]
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Reception:
    """How a practice receives lives of its kind.

    `fields` reads each value an event may set, raising Invalid; `faults` judges the rest with the practice's own
    rules; `settle` says what the practice's own fields, and `priority`, are after an event, given the standing
    before (empty at the first); `say` names the verb an event would have had here; `rows` yields rows of the
    practice's own tables, whose fields `columns` names in the same order.
    """

    kind: str
    fields: Mapping[str, Callable[[str | int], str | int]]
    faults: Callable[[Life], Iterator[Fault]]
    settle: Callable[[Standing, Event], dict[str, JSON]]
    say: Callable[[Standing, Standing, Event], Said]
    columns: Mapping[type, tuple[str, ...]]
    rows: Callable[[Passed], Iterator[tuple[type, tuple[Any, ...]]]]


_receptions: dict[str, Reception] = {}


def receive(reception: Reception) -> None:
    """Declare how lives of a kind are received; each practice does so once."""
    _receptions[reception.kind] = reception


def reception_of(kind: str) -> Reception | None:
    return _receptions.get(kind)


def received_kinds() -> tuple[str, ...]:
    return tuple(sorted(_receptions))


def digest(life: Life) -> bytes:
    """The same for the same life, whatever the place in the file: how a second run knows what it brought."""
    plain = [*life[:5], [_told(event) for event in life.events]]
    return sha256(
        json.dumps(plain, default=_instant, ensure_ascii=True, separators=(",", ":")).encode()
    ).digest()


def _told(event: Event) -> list[object]:
    """What the source says. Without a category, and with nothing cleared, it is as before there were any of these, so
    that nothing seems to differ."""
    said = event._asdict()
    del said["place"]
    if event.category is None:
        del said["category"]
    if not event.cleared:
        del said["cleared"]
    return [*said.values()]


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"A life cannot hold a {type(value).__name__}.")


def faults_of(life: Life, states: Mapping[str, object], *, now: datetime) -> Iterator[Fault]:
    """What is wrong with a life of any kind. The practice's own judgement comes on top."""
    yield from _line_faults(life.place, "id", life.foreign_id, limit=ID_LIMIT, required=True)
    if life.requester:
        yield from _somebody_faults(life.place, "requester", life.requester)
    if not life.events:
        nothing = _("nothing ever happened to it")
        yield Fault(
            life.place, "", "empty", nothing, _("give it at least one time, or take it out of the file")
        )
    if len(life.events) > EVENTS_LIMIT:
        counts = {"count": f"{len(life.events):,}", "limit": f"{EVENTS_LIMIT:,}"}
        sentence = _("has %(count)s events, where %(limit)s are possible") % counts
        yield Fault(life.place, "", "too_long", sentence, _("divide it into several records"))
    for event in life.events:
        yield from _event_faults(event, states, now)


def _event_faults(event: Event, states: Mapping[str, object], now: datetime) -> Iterator[Fault]:
    if event.state not in states:
        sentence = _("“%(word)s” is no state") % {"word": event.state}
        remedy = _("take one of these: %(words)s") % {"words": ", ".join(states)}
        yield Fault(event.place, "state", "unknown", sentence, remedy)
    if not EARLIEST <= event.at <= now + AHEAD:
        sentence = _("%(time)s lies before 1970 or in the future") % {"time": event.at.isoformat()}
        remedy = _("correct it in the file, or the formats and the zone under `times`")
        yield Fault(event.place, "at", "out_of_range", sentence, remedy)
    if event.visibility not in VISIBILITIES:
        sentence = _("“%(word)s” says nothing about who may read it") % {"word": event.visibility}
        remedy = _("take one of these: %(words)s") % {"words": ", ".join(VISIBILITIES)}
        yield Fault(event.place, "visibility", "unknown", sentence, remedy)
    if event.team:
        yield from _line_faults(event.place, "team", event.team, limit=NAME_LIMIT)
    if event.by:
        yield from _somebody_faults(event.place, "by", event.by)
    if event.assignee and event.assignee is not event.by:
        yield from _somebody_faults(event.place, "assignee", event.assignee)
    for name, word in event.foreign:
        if "\x00" in word:
            yield Fault(event.place, name, "nul", _("contains a NUL character"), remedy_of("nul"))


def _somebody_faults(place: str, field: str, who: Somebody) -> Iterator[Fault]:
    yield from _line_faults(place, field, who.name, limit=NAME_LIMIT, required=True)
    if who.email and not _looks_like_an_address(who.email):
        sentence = _("“%(address)s” is no e-mail address") % {"address": who.email}
        remedy = _("correct it in the file, or leave the address out of the mapping")
        yield Fault(place, field, "email", sentence, remedy)


def _looks_like_an_address(email: str) -> bool:
    local, at, domain = email.rpartition("@")
    return bool(at and local and domain) and len(email) <= 254 and email.isprintable() and " " not in email


def _line_faults(place: str, field: str, text: str, *, limit: int, required: bool = False) -> Iterator[Fault]:
    if required and is_blank(text):
        yield Fault(place, field, "required", _("is empty"), remedy_of("required"))
    if not is_one_line(text):
        sentence = _("contains control characters or line breaks")
        yield Fault(place, field, "control", sentence, remedy_of("control"))
    elif _UNSEEN.search(text):
        yield Fault(place, field, "unseen", _("contains characters nobody sees"), remedy_of("unseen"))
    if len(text) > limit:
        counts = {"count": f"{len(text):,}", "limit": limit}
        sentence = _("has %(count)s characters; %(limit)s are possible") % counts
        yield Fault(place, field, "too_long", sentence, remedy_of("too_long"))


REMEDIES = {
    "required": gettext_lazy("fill it in, or map another column"),
    "too_long": gettext_lazy("shorten it in the file, or map another column"),
    "control": gettext_lazy("take them out, or let `clean: strip` in the mapping do so"),
    "unseen": gettext_lazy("take them out, or let `clean: strip` in the mapping do so"),
    "nul": gettext_lazy("take it out, or let `clean: strip` in the mapping do so"),
}
"""What to do about a text that is refused, by the code of its error."""


def remedy_of(code: str) -> str:
    return str(REMEDIES[code])


def at_place(place: str, errors: Sequence[FieldError]) -> Iterator[Fault]:
    """Field errors of a text, said at a place of the file."""
    return (Fault(place, error.field, error.code, error.message, remedy_of(error.code)) for error in errors)

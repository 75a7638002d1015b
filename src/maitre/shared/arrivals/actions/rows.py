"""Makes the rows of one life: its entries sealed and linked as the first door does it, its record, its own rows.

Nothing is written here; that is `arrive`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from maitre.kernel import chain
from maitre.kernel.business_time import Calendar
from maitre.kernel.chain import JSON
from maitre.kernel.states import State
from maitre.shared.access.rules import Actor
from maitre.shared.arrivals.actions.people import Directory, address_of
from maitre.shared.arrivals.rules import Event, Life, Passed, Reception, Somebody, Standing
from maitre.shared.lifecycle.actions.timeline import Line, seal
from maitre.shared.lifecycle.rules import machine_of
from maitre.shared.organisation.models import Organisation
from maitre.shared.records.models import NO_DEADLINE, Participation

RECORD = (
    "id", "kind", "number", "title", "organisation", "category", "state", "phase", "priority", "requester", "team",
    "assignee", "next_deadline", "created_at", "updated_at", "version", "head_seq", "head_hash",
)  # fmt: skip
ENTRY = ("record", "seq", "at", "by_id", "verb", "visibility", "sealed", "hash")
BODY = ("record", "seq", "salt", "text", "erased_by")
PARTICIPATION = ("record", "person", "role")
"""Fields of the rows below, in their order."""


SAYING = {"public": "comment", "internal": "note"}
"""What an event was that changed nothing and said something, whatever its practice calls the rest."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who brings lives, where to, and how people known by name only are addressed."""

    name: str
    organisation: Organisation
    domain: str

    def address(self, who: Somebody) -> str:
        return address_of(who, self.domain)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a batch, by table."""

    record: list[tuple[Any, ...]] = field(default_factory=list)
    entry: list[tuple[Any, ...]] = field(default_factory=list)
    body: list[tuple[Any, ...]] = field(default_factory=list)
    own: dict[type, list[tuple[Any, ...]]] = field(default_factory=dict)
    participation: list[tuple[Any, ...]] = field(default_factory=list)
    imported: list[tuple[Any, ...]] = field(default_factory=list)
    found_by: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Place:
    """The place a life takes, and what is needed to write it there."""

    record_id: int
    number: int
    source: Source
    reception: Reception
    directory: Directory
    calendar: Calendar

    def person(self, who: Somebody | None) -> int | None:
        return self.directory.person(self.source.address(who)) if who else None


def add_life(rows: Rows, life: Life, place: Place) -> None:
    standings: list[Standing] = []
    authors: list[int | None] = []
    before: Standing = {}
    head, words = chain.GENESIS, _Words()
    for seq, event in enumerate(life.events, 1):
        after = {**_standing(before, event, place, words), **place.reception.settle(before, event)}
        by = place.person(event.by)
        line = _line(
            before, after, event, place, words, life=life if seq == 1 else None, known=by is not None
        )
        sealed, body = seal(place.record_id, line, by=Actor(by, "", via="import"), at=event.at)
        head = chain.link(head, seq, chain.digest(sealed))
        rows.entry.append((place.record_id, seq, event.at, by, line.verb, event.visibility, sealed, head))
        if body:
            rows.body.append((place.record_id, seq, *body, ""))
        standings.append(after)
        authors.append(by)
        before = after
    _write_record(rows, life, place, standings[-1], head)
    passed = Passed(place.record_id, life, authors, standings, place.calendar)
    for model, row in place.reception.rows(passed):
        rows.own.setdefault(model, []).append(row)


class _Words(dict[str, str]):
    """Names of the team, the person at work and the category, beside their ids."""


def _standing(before: Standing, event: Event, place: Place, words: _Words) -> dict[str, JSON]:
    """What the record says after the event, as far as every kind of record says it."""
    now: dict[str, JSON] = {
        "state": event.state,
        "team_id": before.get("team_id"),
        "assignee_id": before.get("assignee_id"),
        "category_id": before.get("category_id"),
    }
    for cleared in ("team", "category"):
        if cleared in event.cleared:
            now[f"{cleared}_id"] = None
            words.pop(cleared, None)
    if event.category:
        now["category_id"], words["category"] = place.directory.category(event.category)
    if event.team:
        now["team_id"] = place.directory.team(event.team)
        words["team"] = event.team
    if event.assignee:
        now["assignee_id"] = place.person(event.assignee)
        words["assignee"] = event.assignee.name
    if event.unassigned:
        now["assignee_id"] = None
        words.pop("assignee", None)
    return now


def _line(
    before: Standing,
    after: Standing,
    event: Event,
    place: Place,
    words: _Words,
    *,
    life: Life | None,
    known: bool,
) -> Line:
    """The entry: ids and life-cycle words sealed, everything a person typed in the body."""
    said = place.reception.say(before, after, event)
    change = {
        name: (before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value and (before or value not in (None, ""))
    }
    private: dict[str, JSON] = {"title": life.title} if life else {}
    text = "\n\n".join(filter(None, [life.description if life else "", event.text]))
    if text:
        private["text"] = text
    if not known and event.by:
        private["author"] = event.by.name
    names = dict(said.names)
    if change.keys() & {"state", "team_id", "assignee_id", "category_id"}:
        names.update(words)
    if names:
        private["names"] = names
    if event.foreign:
        private["foreign"] = dict(event.foreign)
    verb = said.verb if change or not event.text else SAYING[event.visibility]
    return Line(verb, event.visibility, change=change, private=private, source=place.source.name)


def _write_record(rows: Rows, life: Life, place: Place, last: Standing, head: bytes) -> None:
    times: list[datetime] = [event.at for event in life.events]
    state = states_of(life.kind)[str(last["state"])]
    requester = place.person(life.requester)
    rows.record.append(
        (
            place.record_id, life.kind, place.number, life.title, place.source.organisation.pk,
            last["category_id"], state.name, state.phase.value, last["priority"], requester,
            last["team_id"], last["assignee_id"], NO_DEADLINE, min(times), max(times), len(times), len(times), head,
        )
    )  # fmt: skip
    if requester:
        rows.participation.append((place.record_id, requester, Participation.As.REQUESTER.value))


def states_of(kind: str) -> Mapping[str, State]:
    return machine_of(kind).states

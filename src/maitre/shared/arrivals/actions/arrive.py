"""Let whole lives arrive: one batch, one transaction, written by COPY with original times and the same chain.

No notices, no followers, no automation: what happened elsewhere has been dealt with elsewhere. Lives are judged
(`arrivals.rules.faults_of` and the practice's own) before they come here.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from maitre.kernel import chain
from maitre.kernel.business_time import Calendar
from maitre.kernel.chain import JSON
from maitre.kernel.states import State
from maitre.shared.access.rules import Actor
from maitre.shared.arrivals.actions.copying import copy_rows, places
from maitre.shared.arrivals.actions.people import Directory, made_address
from maitre.shared.arrivals.models import ImportedLife
from maitre.shared.arrivals.rules import Event, Life, Passed, Reception, Somebody, Standing, digest
from maitre.shared.lifecycle.actions.timeline import Line, seal
from maitre.shared.lifecycle.rules import machine_of
from maitre.shared.organisation.models import Organisation
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import NO_DEADLINE, Body, Entry, Participation, Record

RECORD = (
    "id", "kind", "number", "title", "organisation", "state", "phase", "priority", "requester", "team", "assignee",
    "next_deadline", "created_at", "updated_at", "version", "head_seq", "head_hash",
)  # fmt: skip
ENTRY = ("record", "seq", "at", "by_id", "verb", "visibility", "sealed", "hash")
BODY = ("record", "seq", "salt", "text", "erased_by")
PARTICIPATION = ("record", "person", "role")
IMPORTED = ("source", "foreign_id", "record", "digest", "arrived_at")


@dataclass(slots=True)
class Arrival:
    """What became of a batch: how many arrived and stood unchanged, and which differ from what arrived before."""

    arrived: int = 0
    entries: int = 0
    unchanged: int = 0
    differing: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a batch, by table."""

    record: list[tuple[Any, ...]] = field(default_factory=list)
    entry: list[tuple[Any, ...]] = field(default_factory=list)
    body: list[tuple[Any, ...]] = field(default_factory=list)
    own: dict[type, list[tuple[Any, ...]]] = field(default_factory=dict)
    participation: list[tuple[Any, ...]] = field(default_factory=list)
    imported: list[tuple[Any, ...]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """Who brings lives, where to, and how people known by name only are addressed."""

    name: str
    organisation: Organisation
    domain: str

    def address(self, who: Somebody) -> str:
        return who.email.lower() if who.email else made_address(who.name, self.domain)


def states_of(kind: str) -> Mapping[str, State]:
    return machine_of(kind).states


@transaction.atomic
def arrive(lives: Sequence[Life], source: Source, reception: Reception, directory: Directory) -> Arrival:
    """Write those that are not here yet. A life that changed at its source since is told, never overwritten."""
    with connection.cursor() as cursor:  # two imports of one source wait for each other, batch by batch
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"arrivals {source.name}"])
    result = Arrival()
    new = list(_not_here(lives, source.name, result))
    if not new:
        return result
    _prepare(directory, source, [life for life, _ in new])
    rows, now, calendar = _Rows(), timezone.now(), calendar_of(source.organisation)
    for (life, seal_of_life), (record_id, number) in zip(new, places(reception.kind, len(new)), strict=True):
        _write_life(rows, life, _Place(record_id, number, source, reception, directory, calendar))
        rows.imported.append((source.name, life.foreign_id, record_id, seal_of_life, now))
    _copy(rows, reception)
    result.arrived, result.entries = len(rows.record), len(rows.entry)
    return result


def compare(lives: Sequence[Life], source_name: str) -> Arrival:
    """What `arrive` would do; nothing is written."""
    result = Arrival()
    new = [life for life, _ in _not_here(lives, source_name, result)]
    result.arrived, result.entries = len(new), sum(len(life.events) for life in new)
    return result


def _not_here(lives: Sequence[Life], source_name: str, result: Arrival) -> Iterator[tuple[Life, bytes]]:
    here = ImportedLife.objects.filter(source=source_name, foreign_id__in=[life.foreign_id for life in lives])
    known = {foreign_id: bytes(kept) for foreign_id, kept in here.values_list("foreign_id", "digest")}
    for life in lives:
        print_ = digest(life)
        if life.foreign_id not in known:
            yield life, print_
        elif known[life.foreign_id] == print_:
            result.unchanged += 1
        else:
            result.differing.append(life.foreign_id)


def _prepare(directory: Directory, source: Source, lives: Iterable[Life]) -> None:
    people = {source.address(who): who.name for life in lives for who in life.people}
    teams = {event.team for life in lives for event in life.events if event.team}
    directory.prepare(people, teams)


@dataclass(frozen=True, slots=True)
class _Place:
    """The place a life takes, and what is needed to write it there."""

    record_id: int
    number: int
    source: Source
    reception: Reception
    directory: Directory
    calendar: Calendar

    def person(self, who: Somebody | None) -> int | None:
        return self.directory.person(self.source.address(who)) if who else None


def _write_life(rows: _Rows, life: Life, place: _Place) -> None:
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
    """Names of the team and the person at work, beside their ids."""


def _standing(before: Standing, event: Event, place: _Place, words: _Words) -> dict[str, JSON]:
    """What the record says after the event, as far as every kind of record says it."""
    now: dict[str, JSON] = {
        "state": event.state,
        "team_id": before.get("team_id"),
        "assignee_id": before.get("assignee_id"),
    }
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
    place: _Place,
    words: _Words,
    *,
    life: Life | None,
    known: bool,
) -> Line:
    """The entry: ids and life-cycle words sealed, everything a person typed in the body."""
    said = place.reception.say(before, after, event)
    change = {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
    private: dict[str, JSON] = {"title": life.title} if life else {}
    text = "\n\n".join(filter(None, [life.description if life else "", event.text]))
    if text:
        private["text"] = text
    if not known and event.by:
        private["author"] = event.by.name
    names = dict(said.names)
    if "team_id" in change or "assignee_id" in change:
        names.update(words)
    if names:
        private["names"] = names
    if event.foreign:
        private["foreign"] = dict(event.foreign)
    return Line(said.verb, event.visibility, change=change, private=private, source=place.source.name)


def _write_record(rows: _Rows, life: Life, place: _Place, last: Standing, head: bytes) -> None:
    times: list[datetime] = [event.at for event in life.events]
    state = states_of(life.kind)[str(last["state"])]
    requester = place.person(life.requester)
    rows.record.append(
        (
            place.record_id, life.kind, place.number, life.title, place.source.organisation.pk, state.name,
            state.phase.value, last["priority"], requester, last["team_id"], last["assignee_id"], NO_DEADLINE,
            min(times), max(times), len(times), len(times), head,
        )
    )  # fmt: skip
    if requester:
        rows.participation.append((place.record_id, requester, Participation.As.REQUESTER.value))


def _copy(rows: _Rows, reception: Reception) -> None:
    copy_rows(Record, RECORD, rows.record)
    for model, fields in reception.columns.items():
        copy_rows(model, fields, rows.own.get(model, ()))
    copy_rows(Entry, ENTRY, rows.entry)
    copy_rows(Body, BODY, rows.body)
    copy_rows(Participation, PARTICIPATION, rows.participation)
    copy_rows(ImportedLife, IMPORTED, rows.imported)

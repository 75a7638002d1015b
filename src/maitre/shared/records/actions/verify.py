"""Recompute every timeline and compare it with everything that is stored beside it.

Streams entries and records side by side in the order of their ids; nothing is held but one timeline. Call inside a
transaction that sees one moment (repeatable read): otherwise what happens meanwhile looks like a fault.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from maitre.kernel import chain
from maitre.shared.audit.rules import PROBLEMS, Examination
from maitre.shared.records.actions.reading import rows
from maitre.shared.records.actions.standing import Standing, standings
from maitre.shared.records.models import Seal

Progress = Callable[[int], None]

_ENTRIES = """
    SELECT e.record_id, e.seq, e.at, e.by_id, e.verb, e.visibility, e.sealed, e.hash,
           b.seq IS NOT NULL, b.salt, b.text, b.erased_at, b.erased_by, l.seal_id, l.hash
      FROM records_entry e
      LEFT JOIN records_body b ON b.record_id = e.record_id AND b.seq = e.seq
      LEFT JOIN records_sealleaf l ON l.record_id = e.record_id AND l.seq = e.seq
     ORDER BY e.record_id, e.seq
"""


class _Row(NamedTuple):
    record: int
    seq: int
    at: datetime
    by: int | None
    verb: str
    visibility: str
    sealed: str
    hash: bytes
    has_body: bool
    salt: bytes | None
    text: str | None
    erased_at: datetime | None
    erased_by: str | None
    seal: int | None
    leaf: bytes | None


@dataclass(slots=True)
class _Timeline:
    """What one timeline says by itself, gathered while it is read."""

    label: str
    found: Examination
    days: Mapping[int, str]
    last: dict[str, Any] = field(default_factory=dict)
    erased: dict[int, str] = field(default_factory=dict)
    told_erased: set[int] = field(default_factory=set)

    def blame(self, entry: int, what: str) -> None:
        self.found.blame(self.label, what, entry)


def verify_timelines(progress: Progress = lambda entries: None) -> Examination:
    """Chains, heads, columns beside the sealed text, bodies, erasures, sealed heads, and what records say now.

    `progress` hears the number of entries read so far, now and then.
    """
    found = Examination("timelines")
    days = {number: str(day) for number, day in Seal.objects.values_list("number", "day")}
    timelines = groupby(map(_Row._make, rows(_ENTRIES)), key=itemgetter(0))
    following = next(timelines, None)
    for standing in standings():
        while following is not None and following[0] < standing.id:
            following = _ownerless(following, timelines, found)
        timeline = _Timeline(standing.label, found, days)
        if following is not None and following[0] == standing.id:
            _examine(timeline, following[1], standing)
            following = next(timelines, None)
        else:
            _examine(timeline, iter(()), standing)
        if found.counted % 1000 < 10:
            progress(found.counted)
    while following is not None:
        following = _ownerless(following, timelines, found)
    progress(found.counted)
    return found


def _ownerless(
    timeline: tuple[int, Iterator[_Row]], rest: Iterator[tuple[int, Iterator[_Row]]], found: Examination
) -> tuple[int, Iterator[_Row]] | None:
    found.blame(f"Record {timeline[0]}", "has a timeline, but is gone")
    found.counted += sum(1 for _ in timeline[1])
    return next(rest, None)


def _examine(timeline: _Timeline, entries: Iterator[_Row], standing: Standing) -> None:
    def links() -> Iterator[tuple[int, str, bytes]]:
        for row in entries:
            timeline.found.counted += 1
            _entry(timeline, row)
            yield row.seq, row.sealed, row.hash

    for fault in chain.check(links(), (standing.head_seq, standing.head_hash)):
        timeline.blame(fault.seq, PROBLEMS[fault.problem])
    for seq, said in timeline.erased.items():
        if seq in timeline.told_erased:
            timeline.found.remarks.append(f"{timeline.label}, entry {seq}: {said}")
        else:
            timeline.blame(seq, "its text is marked as erased, but no entry says who erased it")
    for name, value in timeline.last.items():
        if standing.has(name) and standing.says(name) != value:
            sentence = f"{name} is {standing.says(name)!r}, but the timeline left it at {value!r}"
            timeline.found.blame(timeline.label, sentence)


def _entry(timeline: _Timeline, row: _Row) -> None:
    if row.leaf is not None and row.leaf != row.hash:
        day = timeline.days.get(row.seal or 0, "a day that is gone")
        timeline.blame(row.seq, f"is not what was sealed on {day}, whatever the chain says")
    try:
        sealed = json.loads(row.sealed)
        for column in _differing(sealed, row):
            timeline.blame(row.seq, f"{column} is not what was written")
        _body(timeline, row, sealed.get("body"))
        change = sealed.get("change", {})
        _change(timeline, row, change)
        if row.seq == 1 or [None, None] in change.values():
            _typed(timeline, row, change)
    except (ValueError, TypeError, AttributeError, KeyError):
        pass  # no longer the text that was sealed: the chain names this entry


def _differing(sealed: Mapping[str, Any], row: _Row) -> Iterator[str]:
    if sealed["at"] != row.at.isoformat() and datetime.fromisoformat(sealed["at"]) != row.at:
        yield "its time"
    if sealed["by"] != row.by:
        yield "its author"
    if sealed["verb"] != row.verb:
        yield "its verb"
    if sealed["visibility"] != row.visibility:
        yield "its visibility"
    if sealed["record"] != row.record:
        yield "its record"


def _body(timeline: _Timeline, row: _Row, expected: str | None) -> None:
    if expected is None:
        if row.has_body:
            timeline.blame(row.seq, "has a text that nobody wrote with it")
    elif not row.has_body:
        timeline.blame(row.seq, "its text is gone, and nobody erased it")
    elif row.erased_at is not None and row.text is None and row.salt is None:
        timeline.erased[row.seq] = f"erased on {row.erased_at:%Y-%m-%d %H:%M} UTC by {row.erased_by}"
    elif row.text is None or row.salt is None or len(row.salt) < chain.SALT_BYTES:
        timeline.blame(row.seq, "its text or salt is gone, and nobody erased it")
    elif chain.salted(row.text, row.salt).hex() != expected:
        timeline.blame(row.seq, "its text is not what was written")


def _change(timeline: _Timeline, row: _Row, change: Mapping[str, list[Any]]) -> None:
    """Keep what each field was left at; texts that people typed are in bodies and stand as two nulls here."""
    if row.verb == "erase":
        timeline.told_erased.add(change["entry"][0])
    for name, pair in change.items():
        if pair != [None, None]:
            timeline.last[name] = pair[1]


def _typed(timeline: _Timeline, row: _Row, change: Mapping[str, list[Any]]) -> None:
    """Keep texts that records show as well, such as the title; of an erased one nothing can be said any more."""
    private = json.loads(row.text) if row.text else {}
    given = {"title": private.get("title")} if row.seq == 1 else {}
    typed = {
        name: private.get("typed", {}).get(name, [None, None])[1]
        for name in change
        if change[name] == [None, None]
    }
    for name, value in {**given, **typed}.items():
        if value is None:
            timeline.last.pop(name, None)
        else:
            timeline.last[name] = value

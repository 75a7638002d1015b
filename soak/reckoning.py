"""The reckoning: what the clients were told against what the database holds, and whether everything in it is whole. By
SQL of its own, that shares no line with `maitre verify`."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg

from soak.ledger import MARK, Attempt, Fate

HALVES = {
    "has no row of its own practice": """
        SELECT r.number, 0 FROM records_record r LEFT JOIN incident_incident i ON i.record_id = r.id
         WHERE r.kind = 'incident' AND i.record_id IS NULL""",
    "has no first entry that reports it": """
        SELECT r.number, 1 FROM records_record r
          LEFT JOIN records_entry e ON e.record_id = r.id AND e.seq = 1 AND e.verb = 'report'
         WHERE e.record_id IS NULL""",
    "has another number of entries than its head says": """
        SELECT r.number, r.head_seq FROM records_record r
          LEFT JOIN records_entry e ON e.record_id = r.id GROUP BY r.id
        HAVING count(e.seq) <> r.head_seq OR coalesce(max(e.seq), 0) <> r.head_seq""",
    "has a head that is not its last entry's hash": """
        SELECT r.number, r.head_seq FROM records_record r
          JOIN records_entry e ON e.record_id = r.id AND e.seq = r.head_seq WHERE e.hash <> r.head_hash""",
    "has an entry that does not follow the one before": """
        SELECT number, seq FROM (
            SELECT r.number, e.seq, e.hash, sha256(
                   lag(e.hash, 1, decode(repeat('00', 32), 'hex')) OVER (PARTITION BY e.record_id ORDER BY e.seq)
                   || int8send(e.seq::int8) || sha256(convert_to(e.sealed, 'UTF8'))) AS due
              FROM records_entry e JOIN records_record r ON r.id = e.record_id) links
         WHERE hash <> due""",
    "has a state other than its last change of state says": """
        SELECT r.number, 0 FROM records_record r JOIN LATERAL (
            SELECT e.sealed::jsonb #>> '{change,state,1}' AS state FROM records_entry e
             WHERE e.record_id = r.id AND e.sealed::jsonb #>> '{change,state,1}' IS NOT NULL
             ORDER BY e.seq DESC LIMIT 1) last ON true
         WHERE r.state <> last.state""",
    "has another version than it had changes": """
        SELECT r.number, 0 FROM records_record r JOIN records_entry e ON e.record_id = r.id
         GROUP BY r.id HAVING r.version <> count(*) FILTER (WHERE e.sealed::jsonb ? 'change')""",
    "has a sealed text without its body, or a body nobody sealed": """
        SELECT r.number, e.seq FROM records_entry e JOIN records_record r ON r.id = e.record_id
          LEFT JOIN records_body b ON b.record_id = e.record_id AND b.seq = e.seq
         WHERE (e.sealed::jsonb ? 'body') <> (b.record_id IS NOT NULL)""",
    "has a body without an entry": """
        SELECT r.number, b.seq FROM records_body b JOIN records_record r ON r.id = b.record_id
          LEFT JOIN records_entry e ON e.record_id = b.record_id AND e.seq = b.seq WHERE e.record_id IS NULL""",
    "has a requester who does not take part": """
        SELECT r.number, 0 FROM records_record r LEFT JOIN records_participation p
            ON p.record_id = r.id AND p.person_id = r.requester_id AND p.role = 'requester'
         WHERE r.requester_id IS NOT NULL AND p.id IS NULL""",
    "is resolved without a resolution, or has one that nobody undid": """
        SELECT r.number, 0 FROM records_record r
          LEFT JOIN incident_resolution s ON s.incident_id = r.id AND s.undone_at IS NULL
         WHERE r.kind = 'incident' AND (r.state IN ('resolved', 'closed')) <> (s.id IS NOT NULL)""",
    "has another number of resolutions than it was resolved": """
        SELECT r.number, 0 FROM records_record r
         WHERE (SELECT count(*) FROM incident_resolution s WHERE s.incident_id = r.id)
            <> (SELECT count(*) FROM records_entry e WHERE e.record_id = r.id AND e.verb = 'resolve')""",
    "has a clock that does not fit its state": """
        SELECT r.number, 0 FROM records_record r JOIN incident_incident i ON i.record_id = r.id
         WHERE (r.state = 'pending') <> (i.pause_reason <> '')
            OR (r.state = 'resolved') <> (i.closes_at IS NOT NULL)""",
    "cannot be found by its title": """
        SELECT r.number, 0 FROM records_record r
          LEFT JOIN search_searchpart p ON p.record_id = r.id AND p.part = 0 WHERE p.record_id IS NULL""",
    "has words in the index that nobody said": """
        SELECT r.number, p.seq FROM search_searchpart p JOIN records_record r ON r.id = p.record_id
          LEFT JOIN records_body b ON b.record_id = p.record_id AND b.seq = p.seq
         WHERE p.part IN (2, 3) AND b.record_id IS NULL""",
}
"""Everything that must not be, each with the number of its record and the place in its timeline."""
CLAIMED = "SELECT key FROM access_keptanswer WHERE status = 0"
"""Keys that were taken by a call that never answered: the call they belong to would be refused for a day."""
SAID = """
    SELECT r.number, e.seq, e.verb, b.text FROM records_record r JOIN records_entry e ON e.record_id = r.id
      LEFT JOIN records_body b ON b.record_id = e.record_id AND b.seq = e.seq
"""
_MARK = re.compile(rf"{MARK}-[0-9a-f]{{16}}")


@dataclass(slots=True)
class Reckoning:
    """A sentence for everything that is not as it was told."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half_done: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not (self.lost or self.doubled or self.half_done)


@dataclass(frozen=True, slots=True)
class Place:
    label: str
    seq: int


def reckon(connection: "psycopg.Connection[Any]", attempts: Sequence[Attempt]) -> Reckoning:
    found = Reckoning()
    marks: dict[str, list[Place]] = defaultdict(list)
    counts: Counter[tuple[str, str]] = Counter()
    for number, seq, verb, text in connection.execute(SAID):
        label = f"INC-{number}"
        counts[label, verb] += 1
        for mark in written(json.loads(text) if text else {}):
            marks[mark].append(Place(label, seq))
    for attempt in attempts:
        if attempt.mark:
            _marked(attempt, marks[attempt.mark], found)
    _unmarked(attempts, counts, found)
    _insisted(attempts, found)
    for what, question in HALVES.items():
        for number, seq in connection.execute(question):
            found.half_done.append(f"INC-{number}, entry {seq}: {what}")
    found.half_done += [
        f"the key {key} was taken by a call without an answer" for (key,) in connection.execute(CLAIMED)
    ]
    found.doubled = sorted(set(found.doubled))  # a call that came again stands in the ledger twice
    return found


def written(body: dict[str, Any]) -> Iterator[str]:
    """The marks of what an entry itself wrote; what it replaced is somebody else's."""
    texts = [
        body.get("title", ""),
        body.get("text", ""),
        *(after for _, after in body.get("typed", {}).values()),
    ]
    for text in texts:
        yield from _MARK.findall(text)


def _marked(attempt: Attempt, places: Sequence[Place], found: Reckoning) -> None:
    if len(places) > 1:
        found.doubled.append(
            f"{attempt.verb} {attempt.mark}: stands at {', '.join(f'{at.label}/{at.seq}' for at in places)}"
        )
    if attempt.fate is Fate.REFUSED and places:
        found.half_done.append(f"{attempt}: was refused, and stands at {places[0].label}/{places[0].seq}")
    if attempt.fate is not Fate.ACKNOWLEDGED:
        return
    told = [at for at in places if at.label == attempt.label and attempt.place in (0, at.seq)]
    if not told:
        where = places[0] if places else "nowhere"
        found.lost.append(f"{attempt}: was acknowledged at place {attempt.place}, and stands {where}")


def _unmarked(attempts: Iterable[Attempt], counts: Counter[tuple[str, str]], found: Reckoning) -> None:
    """Verbs that say nothing are counted: at least as many as were acknowledged."""
    due = Counter(
        (each.label, each.verb) for each in attempts if not each.mark and each.fate is Fate.ACKNOWLEDGED
    )
    for (label, verb), number in due.items():
        missing = number - counts[label, verb]
        found.lost += [
            f"{label}: {verb} was acknowledged {number} times, and stands {counts[label, verb]} times"
        ] * max(missing, 0)


def _insisted(attempts: Iterable[Attempt], found: Reckoning) -> None:
    """Of two who insist on the same version one loses: were both acknowledged, one's change is lost."""
    seen = Counter(
        (each.label, each.seen) for each in attempts if each.seen and each.fate is Fate.ACKNOWLEDGED
    )
    found.lost += [
        f"{label}: {number} changes of version {version} were acknowledged"
        for (label, version), number in seen.items()
        if number > 1
    ]

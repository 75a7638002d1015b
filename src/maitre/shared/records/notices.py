"""Reads a timeline as a person may see it: entries with their bodies, the author's name, what changed and why."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy

from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.rules import read_label

PRIORITIES = {
    1: gettext_lazy("Critical"),
    2: gettext_lazy("High"),
    3: gettext_lazy("Medium"),
    4: gettext_lazy("Low"),
    5: gettext_lazy("Planning"),
}
LINKING = frozenset({"link", "unlink", "arrive"})
"""Verbs whose entries name another record."""


@dataclass(frozen=True, slots=True)
class Told:
    """One timeline entry, opened. `change` maps fields to before and after; `names` has the words for changed ids."""

    seq: int
    at: datetime
    verb: str
    visibility: str
    by_id: int | None
    by_name: str
    via: str = ""
    text: str = ""
    change: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    names: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)
    why: Mapping[str, Any] | None = None
    source: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    """Columns of the source that have no field here, by their names; only for those who read internal entries."""
    erased_at: datetime | None = None
    erased_by: str = ""


_ENTRIES = """
    SELECT e.record_id, e.seq, e.at, e.verb, e.visibility, e.by_id, e.sealed, b.text, b.erased_at, b.erased_by, p.name
      FROM records_entry e LEFT JOIN records_body b ON b.record_id = e.record_id AND b.seq = e.seq
      LEFT JOIN organisation_person p ON p.id = e.by_id
"""


def tell(
    record: Record, *, internal: bool, after: int = 0, limit: int = 500, ends: tuple[int, int] | None = None
) -> list[Told]:
    """The timeline from `after` on, oldest first: one statement, whatever its length.

    `ends` asks for the first and last so many places only.
    """
    where, parameters = "e.record_id = %s AND e.seq > %s", [record.pk, after]
    if ends:
        where += " AND (e.seq <= %s OR e.seq > %s)"
        parameters += [ends[0], record.head_seq - ends[1]]
    if not internal:
        where += f" AND e.visibility = '{Visibility.PUBLIC}'"
    with connection.cursor() as cursor:
        cursor.execute(f"{_ENTRIES} WHERE {where} ORDER BY e.seq LIMIT %s", [*parameters, limit])
        told = [_told(*row[1:]) for row in cursor.fetchall()]
    return told if internal else [replace(each, kept={}) for each in told]


def tell_places(places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Told]:
    """Single entries of many records by (record, seq): one statement. Who may read them, the caller has asked."""
    if not places:
        return {}
    records, seqs = zip(*places, strict=True)
    wanted = "(e.record_id, e.seq) IN (SELECT * FROM unnest(%s::bigint[], %s::int[]))"
    with connection.cursor() as cursor:
        cursor.execute(f"{_ENTRIES} WHERE {wanted}", [list(records), list(seqs)])
        return {(row[0], row[1]): _told(*row[1:]) for row in cursor.fetchall()}


def hidden_links(told: Iterable[Told], actor: Actor) -> set[int]:
    """Places of entries that name a record `actor` may not see; one statement where a link was told of at all."""
    named = {
        each.seq: str(next(end for end in each.change["link"] if end)).split()[-1]
        for each in told
        if each.verb in LINKING and "link" in each.change
    }
    if not named:
        return set()
    numbers = [read[1] for label in named.values() if (read := read_label(label))]
    visible = {each.label for each in Record.objects.visible_to(actor).filter(number__in=numbers)}
    return {seq for seq, label in named.items() if label not in visible}


def _told(
    seq: int,
    at: datetime,
    verb: str,
    visibility: str,
    by_id: int | None,
    sealed_text: str,
    body: str | None,
    erased_at: datetime | None,
    erased_by: str | None,
    author: str | None,
) -> Told:
    sealed = json.loads(sealed_text)
    private = json.loads(body) if body else {}
    return Told(
        seq=seq,
        at=at,
        verb=verb,
        visibility=visibility,
        by_id=by_id,
        by_name=author or private.get("author", ""),
        via=sealed.get("via", ""),
        text=private.get("text", ""),
        change={name: tuple(pair) for name, pair in sealed.get("change", {}).items()},
        names=private.get("names", {}),
        private=private,
        why=sealed.get("why"),
        source=sealed.get("source", ""),
        kept=private.get("foreign", {}),
        erased_at=erased_at,
        erased_by=erased_by or "",
    )


Sentence = Callable[[Told], str]

_sentences: dict[tuple[str, str], Sentence] = {}


def speaks(kind: str, sentences: Mapping[str, Sentence]) -> None:
    """Declare what entries of these verbs say on records of `kind` ("" for every kind)."""
    _sentences.update({(kind, verb): sentence for verb, sentence in sentences.items()})


def sentence(kind: str, told: Told) -> str:
    """What an entry says, in the reader's language: the same for page, mail and REST."""
    say = _sentences.get((kind, told.verb)) or _sentences.get(("", told.verb))
    return say(told) if say else told.verb


def spoken_verbs(kind: str) -> Iterable[str]:
    return (verb for known, verb in _sentences if known in (kind, ""))

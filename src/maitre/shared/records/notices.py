"""Reads a timeline as a person may see it: entries with their bodies, the author's name, what changed and why."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Body, Entry, Record, Visibility
from maitre.shared.records.rules import read_label

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
    erased_at: datetime | None = None
    erased_by: str = ""


def tell(
    record: Record, *, internal: bool, after: int = 0, limit: int = 500, ends: tuple[int, int] | None = None
) -> list[Told]:
    """The timeline from `after` on, oldest first: three statements, whatever its length.

    `ends` asks for the first and last so many places only.
    """
    entries = Entry.objects.filter(record=record, seq__gt=after)
    if ends:
        entries = entries.filter(Q(seq__lte=ends[0]) | Q(seq__gt=record.head_seq - ends[1]))
    if not internal:
        entries = entries.filter(visibility=Visibility.PUBLIC)
    found = list(entries.order_by("seq")[:limit])
    bodies = {
        body.seq: body for body in Body.objects.filter(record=record, seq__in=[entry.seq for entry in found])
    }
    authors = dict(Person.objects.filter(pk__in={entry.by_id for entry in found}).values_list("pk", "name"))
    return [_told(entry, bodies.get(entry.seq), authors) for entry in found]


def tell_places(places: Collection[tuple[int, int]]) -> dict[tuple[int, int], Told]:
    """Single entries of many records by (record, seq): three statements. Who may read them, the caller has asked."""
    found = list(Entry.objects.filter(pk__in=places)) if places else []
    bodies = (
        {(body.record_id, body.seq): body for body in Body.objects.filter(pk__in=places)} if found else {}
    )
    authors = dict(Person.objects.filter(pk__in={entry.by_id for entry in found}).values_list("pk", "name"))
    return {
        (entry.record_id, entry.seq): _told(entry, bodies.get((entry.record_id, entry.seq)), authors)
        for entry in found
    }


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


def _told(entry: Entry, body: Body | None, authors: Mapping[int, str]) -> Told:
    sealed = json.loads(entry.sealed)
    private = json.loads(body.text) if body and body.text else {}
    return Told(
        seq=entry.seq,
        at=entry.at,
        verb=entry.verb,
        visibility=entry.visibility,
        by_id=entry.by_id,
        by_name=authors.get(entry.by_id or 0, "") or private.get("author", ""),
        via=sealed.get("via", ""),
        text=private.get("text", ""),
        change={name: tuple(pair) for name, pair in sealed.get("change", {}).items()},
        names=private.get("names", {}),
        private=private,
        why=sealed.get("why"),
        source=sealed.get("source", ""),
        erased_at=body.erased_at if body else None,
        erased_by=body.erased_by if body else "",
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

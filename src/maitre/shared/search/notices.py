"""What a search answers: the hits with their snippets, the record a number names, what else might have been meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import groupby

from maitre.kernel.errors import NotFound
from maitre.kernel.states import OPEN_PHASES, Phase
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Attachment
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import ListRow, rows_among
from maitre.shared.records.rules import HOSTED, read_label
from maitre.shared.search.querysets import (
    alike,
    candidates,
    counts_of,
    similar_words,
    texts_of_entries,
)
from maitre.shared.search.rules import (
    Found,
    Part,
    Question,
    descriptions,
    kinds,
    read,
    read_typed,
    same_words,
    score,
    snippet,
)

SHOWN = 30
"""Hits in one answer."""
HINTS = 5
TELLING = 3
"""Words of a title that hints are looked up by, the rarest: two of them must be shared."""
ALIKE = 0.25
"""Share of common words from which on a title is a hint."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that answers, and the piece of text that does; `marks` are the places of the words in it."""

    record: ListRow
    part: Part
    seq: int
    snippet: str
    marks: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Answer:
    """`more` when there are hits beyond those shown; `meant` is a better spelt question when nothing was found.

    `question` is what the hits answer; `by_beginning` where nothing held the words themselves, but words that begin so.
    """

    hits: list[Hit]
    question: Question
    more: bool = False
    named: Record | None = None
    meant: str = ""
    by_beginning: bool = False


def find(text: str, actor: Actor, *, limit: int = SHOWN, typing: bool = False) -> Answer:
    """What `actor` may see that holds every word of `text`, the best first; where nothing does, what holds words that
    begin so. `typing`: its last word is not finished."""
    named = _named(text, actor)
    question = read_typed(text) if typing else read(text)
    if named or not question:
        return Answer([], question, named=named)
    parts = candidates(question, actor, kinds())
    by_beginning = not parts and not typing
    if by_beginning:
        question = question.by_beginnings()
        parts = candidates(question, actor, kinds())
    if not parts:
        return Answer([], question, meant="" if typing else _meant(read(text), actor))
    ranked = _ranked(parts, question)
    hits = _hits(ranked[:limit], question)
    return Answer(hits, question, more=len(ranked) > limit, by_beginning=by_beginning)


def hints(title: str, actor: Actor) -> list[ListRow]:
    """Newest records still of interest whose title says much the same, while somebody types theirs."""
    asked = read(title).words
    if len(asked) < 2:
        return []
    known = counts_of(asked)
    telling = sorted(asked, key=lambda word: known.get(word, 0))[:TELLING]
    found = alike(telling, actor, [kind for kind in kinds() if kind not in HOSTED])
    current = Record.objects.filter(
        pk__in=[each.record_id for each in found], phase__in=[*OPEN_PHASES, Phase.DONE]
    )
    scored = [(same_words(title, other), pk) for pk, other in current.values_list("pk", "title")]
    best = sorted((-alike_by, -pk) for alike_by, pk in scored if alike_by >= ALIKE)[:HINTS]
    rows = {row.id: row for row in rows_among([-pk for _, pk in best])}
    return [rows[-pk] for _, pk in best]


def _named(text: str, actor: Actor) -> Record | None:
    """The record a number names, with or without its letters."""
    text = text.strip()
    label = f"INC-{text}" if text.isdecimal() and text.isascii() else text.replace(" ", "-", 1)
    if read_label(label) is None:
        return None
    try:
        return Record.objects.labelled(label, actor)
    except NotFound:
        return None


def _ranked(parts: Iterable[Found], question: Question) -> list[list[Found]]:
    """Parts by record, the record that stands highest first."""
    by_record = [
        list(group)
        for _, group in groupby(
            sorted(parts, key=lambda part: (-part.record_id, part.part)), lambda part: part.record_id
        )
    ]
    newest = by_record[0][0].record_id
    return sorted(by_record, key=lambda group: (-score(group, question, newest), -group[0].record_id))


def _hits(ranked: Sequence[list[Found]], question: Question) -> list[Hit]:
    first = [group[0] for group in ranked]
    records = {row.id: row for row in rows_among([p.record_id for p in first])}
    texts = _texts(first, records)
    hits = []
    for part in first:
        if record := records.get(part.record_id):
            piece, marks = snippet(texts.get((part.record_id, part.part, part.seq), ""), question)
            hits.append(Hit(record, part.part, part.seq, piece, marks))
    return hits


def _texts(parts: Sequence[Found], records: dict[int, ListRow]) -> dict[tuple[int, Part, int], str]:
    """The text behind each part: a statement for each sort of part that is there."""
    texts: dict[tuple[int, Part, int], str] = {}
    if said := [p for p in parts if p.part in (Part.COMMENT, Part.NOTE)]:
        entries = texts_of_entries([(p.record_id, p.seq) for p in said])
        texts = {(p.record_id, p.part, p.seq): entries.get((p.record_id, p.seq), "") for p in said}
    about = [p for p in parts if p.part in (Part.TITLE, Part.DESCRIPTION) and p.record_id in records]
    for kind in {records[p.record_id].kind for p in about}:
        found = descriptions(kind, [p.record_id for p in about])
        for p in about:
            texts.setdefault((p.record_id, p.part, p.seq), found.get(p.record_id, ""))
    files = [p for p in parts if p.part == Part.FILE]
    names = (
        dict(Attachment.objects.filter(pk__in=[p.seq for p in files]).values_list("pk", "name"))
        if files
        else {}
    )
    for p in files:
        texts[p.record_id, p.part, p.seq] = names.get(p.seq, "")
    return texts


def _meant(question: Question, actor: Actor) -> str:
    """The question with each word the person finds nowhere replaced by one like it that they do; empty without one."""
    better = [_findable(word, actor) for word in question.words]
    return "" if better == list(question.words) else " ".join(better)


def _findable(word: str, actor: Actor) -> str:
    """The lexicon counts everybody's words: those that stand only in hidden records are neither told nor confirmed."""
    for close in (word, *get_close_matches(word, similar_words(word), n=3, cutoff=0.75)):
        if (asked := read(close)) and candidates(asked, actor, kinds(), wanted=1):
            return close
    return word

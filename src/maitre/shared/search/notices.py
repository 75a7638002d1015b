"""What a search answers: the hits with their snippets, the record a number names, what else might have been meant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import groupby

from maitre.kernel.errors import NotFound
from maitre.kernel.forms import REDUCED, meaningful, terms
from maitre.kernel.language import reduced
from maitre.kernel.states import Phase
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Attachment
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import ListRow, rows_among
from maitre.shared.records.rules import HOSTED, read_label
from maitre.shared.search.querysets import (
    Lexicon,
    alike,
    candidates,
    lexicon_for,
    texts_of_entries,
    vocabulary,
    weights_of,
)
from maitre.shared.search.rules import (
    Found,
    Part,
    Question,
    Weights,
    descriptions,
    kinds,
    likeness,
    rarity,
    read,
    read_typed,
    score,
    snippet,
)

SHOWN = 30
"""Hits in one answer."""
HINTS = 5
ENOUGH = 5
"""Records that hold all of a sentence, from which on no others are looked for."""
LEAST_MISSPELT, LIKE = 4, 0.75
"""Letters of the shortest word that others are proposed for, and how like they must be."""
TELLING = 3
"""Words of a title that hints are looked up by, the rarest: two of them must be shared."""
ALIKE = 0.25
"""Likeness from which on a title is a hint."""


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
    """`more` when there are hits beyond those shown; `meant` is a better spelt question that the hits answer, where
    nothing answered the one that was asked.

    `question` is what the hits answer; `by_beginning` where nothing held the words themselves, but words that begin so.
    """

    hits: list[Hit]
    question: Question
    more: bool = False
    named: Record | None = None
    meant: str = ""
    by_beginning: bool = False


def find(text: str, actor: Actor, *, limit: int = SHOWN, typing: bool = False) -> Answer:
    """What `actor` may see that holds what `text` asks for, the best first. Of a sentence some of it is enough; where
    nothing holds the words, what holds words that begin so, else words spelt alike. `typing`: its last word is not
    finished."""
    named = _named(text, actor)
    question = read_typed(text) if typing else read(text)
    if named or not question:
        return Answer([], question, named=named)
    lexicon = lexicon_for(question.forms, question.begun, actor)
    parts = candidates(question, actor, kinds(), lexicon)
    if question.is_sentence and len({part.record_id for part in parts}) < ENOUGH:
        parts = _with_some(question, actor, lexicon, parts)
    if parts or typing:
        return _answer(parts, question, lexicon, limit)
    begins = question.by_beginnings()
    lexicon = lexicon_for(begins.forms, begins.begun, actor)
    if parts := candidates(begins, actor, kinds(), lexicon):
        return replace(_answer(parts, begins, lexicon, limit), by_beginning=True)
    return _spelt_better(question, actor, limit)


def hints(title: str, actor: Actor, *, besides: int = 0) -> list[ListRow]:
    """Newest records whose title says much the same, while somebody types theirs: open ones may be the same trouble,
    closed ones hold its solution. Not `besides`, the record that is asked for."""
    asked = [reduced(term.word) for term in meaningful(terms(title))]
    if len(asked) < 2:
        return []
    lexicon = lexicon_for([form for word in asked for form in (word, REDUCED + word)], (), actor)
    parts = {word: lexicon.parts.get(word, 0) + lexicon.parts.get(REDUCED + word, 0) for word in asked}
    telling = sorted(parts, key=lambda word: parts[word])[:TELLING]
    found = alike(telling, actor, [kind for kind in kinds() if kind not in HOSTED], lexicon.newest)
    weights = {word: rarity(parts[word], lexicon.newest) for word in asked}
    scored = [
        (-likeness(weights, other.title), not other.is_open, -other.record_id)
        for other in found
        if other.phase != Phase.CANCELLED and other.record_id != besides
    ]
    best = [-pk for alike_by, _, pk in sorted(scored) if -alike_by >= ALIKE][:HINTS]
    rows = {row.id: row for row in rows_among(best)}
    return [rows[pk] for pk in best]


def _with_some(question: Question, actor: Actor, lexicon: Lexicon, parts: list[Found]) -> list[Found]:
    """What holds all of a sentence, and what holds two of its rarest terms; where nothing does, one."""
    some = question.by_some(lexicon.parts)
    parts = [*parts, *candidates(some, actor, kinds(), lexicon)]
    if not parts and len(question.terms) > 2:
        parts = candidates(replace(some, ways=tuple((term,) for term in some.terms)), actor, kinds(), lexicon)
    return list({(part.record_id, part.part, part.seq): part for part in parts}.values())


def _spelt_better(question: Question, actor: Actor, limit: int) -> Answer:
    """What is found with each word that the actor's records do not hold replaced by one that is spelt alike there."""
    asked = [term.word for term in question.terms]
    known = vocabulary(actor, kinds(), asked)
    better = " ".join(_closest(word, known) for word in asked)
    if better == " ".join(asked):
        return Answer([], question)
    meant = read(better)
    lexicon = lexicon_for(meant.forms, (), actor)
    parts = candidates(meant, actor, kinds(), lexicon)
    return replace(_answer(parts, meant, lexicon, limit), meant=better) if parts else Answer([], question)


def _closest(word: str, known: Mapping[str, int]) -> str:
    """The word itself where it is known, else the likest that is, the most common of those equally like."""
    if word in known or len(word) < LEAST_MISSPELT:
        return word
    likest = get_close_matches(word, sorted(known, key=lambda each: (-known[each], each)), n=1, cutoff=LIKE)
    return likest[0] if likest else word


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


def _answer(parts: Sequence[Found], question: Question, lexicon: Lexicon, limit: int) -> Answer:
    ranked = _ranked(parts, question, weights_of(question, lexicon))
    return Answer(_hits(ranked[:limit], question), question, more=len(ranked) > limit)


def _ranked(parts: Iterable[Found], question: Question, weights: Weights) -> list[list[Found]]:
    """Parts by record: what says more of what was asked first, among equals open before closed and newer before older.
    Of each record the part that holds most comes first."""
    ordered = sorted(parts, key=lambda part: (-part.record_id, -part.held, part.part))
    by_record = [list(group) for _, group in groupby(ordered, lambda part: part.record_id)]
    return sorted(
        by_record,
        key=lambda group: (-score(group, question, weights), not group[0].is_open, -group[0].record_id),
    )


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

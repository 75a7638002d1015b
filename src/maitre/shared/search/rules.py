"""What is asked, as PostgreSQL reads it; which window of records to look at first; what stands higher; what is shown.

Every stored part carries its words, those of its record's title, and a few marks no word can be mistaken for
(they hold a colon): the windows of record ids it lies in, and its organisation. So "the newest that hold these
words, of these organisations" is one intersection inside one index.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations, pairwise
from math import log
from typing import NamedTuple

from maitre.kernel.forms import REDUCED, Term, forms, held_as, meaningful, places, terms, typed_terms
from maitre.kernel.language import EMPTY, reduced
from maitre.kernel.query import Field, Kind
from maitre.kernel.states import OPEN_PHASES
from maitre.kernel.words import fold

FORMS_VERSION = 2
"""Raised when parts are to be found by other forms than before: the index is then brought up to date by a job."""
WINDOW_BITS = (11, 14, 17, 20)
"""Widths of windows: 2 thousand record ids, 16 thousand, 131 thousand, a million."""
JOINED = 8
"""Windows of one width that one reading of the index joins, at most."""
WIDER = 4
"""Ids looked at next, against those looked at so far: at most so many times as many, while little is found."""
AHEAD = 1.25
"""How much further to look than what was found so far promises to be enough."""
LONGEST_QUESTION = 1_000
"""Characters of a question; what comes after has never told anything apart."""
MOST_WORDS = 24
RARE = 450
"""Parts a word may stand in and still be looked up everywhere at once."""


class Part(IntEnum):
    """Where in a record a text stands; the value is also its weight's order."""

    TITLE = 0
    DESCRIPTION = 1
    COMMENT = 2
    NOTE = 3
    FILE = 4


WEIGHTS = {Part.TITLE: 8.0, Part.DESCRIPTION: 4.0, Part.COMMENT: 2.0, Part.NOTE: 2.0, Part.FILE: 1.0}


SENTENCE = 4
"""Terms from which on a question is taken for a sentence: nobody expects all of them in one record."""
TELLING = 6
"""Terms of a sentence, the rarest, of which records that do not hold all must hold two."""
JOINABLE = 4
"""Terms up to which those beside each other are looked for as one word, too."""


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for: terms that must all be there, and beginnings of words that must.

    `ways`: sets of terms of which one is enough; without any, all of them must be there. `is_sentence`: it was asked in
    a sentence, of which a part is enough where all of it is nowhere.
    """

    terms: tuple[Term, ...]
    begun: tuple[str, ...] = ()
    ways: tuple[tuple[Term, ...], ...] = ()
    is_sentence: bool = False

    def __bool__(self) -> bool:
        return bool(self.terms or self.begun)

    @property
    def forms(self) -> list[str]:
        """Every form that is looked up."""
        return list(dict.fromkeys(form for way in self.all_ways for term in way for form in term.forms))

    @property
    def all_ways(self) -> tuple[tuple[Term, ...], ...]:
        return self.ways or (self.terms,)

    def by_beginnings(self) -> "Question":
        """The same where words need only begin so; one of a single letter would say nothing."""
        long = tuple(term.word for term in self.terms if len(term.word) > 1)
        return Question(tuple(term for term in self.terms if len(term.word) == 1), (*self.begun, *long))

    def by_some(self, parts: Mapping[str, int]) -> "Question":
        """The same where two of the rarest terms are enough, of two terms either. `parts`: how many hold each form."""
        telling = sorted(self.terms, key=lambda term: parts_that_hold(term, parts))[:TELLING]
        ways = tuple(combinations(telling, 2 if len(telling) > 2 else 1))
        return Question(self.terms, (), ways, self.is_sentence)


def read(text: str) -> Question:
    """The question in a text; empty where it holds nothing that could be found."""
    asked = terms(text[:LONGEST_QUESTION])[:MOST_WORDS]
    kept = tuple(meaningful(asked))
    is_sentence = len(kept) > 1 and (len(kept) < len(asked) or len(kept) >= SENTENCE)
    return Question(kept, ways=_joined_ways(kept), is_sentence=is_sentence)


def read_typed(text: str) -> Question:
    """The question in a text that is still being typed: of its last word the beginning is enough."""
    typed = typed_terms(text[:LONGEST_QUESTION])
    kept = tuple(term for term in typed.terms if not term.is_empty)
    begun = typed.prefix or ""
    if kept and len(kept) < len(typed.terms) and begun in EMPTY:
        begun = ""
    if not kept and not begun:
        kept = typed.terms
    return Question(kept[:MOST_WORDS], (begun,) if begun else ())


def _joined_ways(asked: tuple[Term, ...]) -> tuple[tuple[Term, ...], ...]:
    """All of them, or with two that stand beside each other as one word: a guest wi fi is a guest wifi."""
    if not 2 <= len(asked) <= JOINABLE:
        return ()
    ways = [asked]
    for at, (left, right) in enumerate(pairwise(asked)):
        if left.word.isalpha() and right.word.isalpha():
            joined = left.word + right.word
            one = Term(joined, tuple((form,) for form in held_as(joined)))
            ways.append((*asked[:at], one, *asked[at + 2 :]))
    return tuple(ways) if len(ways) > 1 else ()


def parts_that_hold(term: Term, parts: Mapping[str, int]) -> int:
    """In how many parts a term stands, about."""
    return sum(min(parts.get(form, 0) for form in way) for way in term.ways)


def rarity(parts: int, records: int) -> float:
    """How much a term says that stands in so many parts of an installation with so many records."""
    return log(2 + records / (1 + parts))


TITLE_BITS, TITLE_WINDOWS = 13, 3
"""Hints look at the titles of the newest 16 to 24 thousand records, three windows of 8 thousand. Each word of a title
is kept once more with its window: such lists are short, where those of common words would have to be walked."""


def marks(record_id: int, organisation_id: int) -> list[str]:
    """Marks of any part in the index."""
    return [_mark(bits, record_id >> bits) for bits in WINDOW_BITS] + [f"o:{organisation_id}"]


_LIKE_A_MARK = re.compile(r"[os]|[wt]\d*")


def may_begin_a_mark(begun: str) -> bool:
    """Whether the index, asked for what begins so, would bring marks: they stand among the words."""
    return _LIKE_A_MARK.fullmatch(begun) is not None


def title_word(word: str, window: int) -> str:
    """Mark of a title: a word of it, with the window it lies in."""
    return f"t{window}:{word}"


def stored_words(title: str, part: Part, text: str, record_id: int, organisation_id: int) -> list[str]:
    """Everything a part is found by."""
    named = forms(title)
    if part == Part.TITLE:
        window = record_id >> TITLE_BITS
        said = [title_word(reduced(form), window) for form in named if not form.startswith(REDUCED)]
    else:
        said = forms(text)
    return list(dict.fromkeys([*named, *said, *marks(record_id, organisation_id)]))


def tsvector(some: Iterable[str]) -> str:
    """Words as PostgreSQL reads a tsvector from text."""
    return " ".join(map(_quoted, some))


def _mark(bits: int, number: int) -> str:
    return f"w{bits}:{number}"


def tsquery(
    question: Question,
    *,
    forms: Mapping[str, Sequence[str]],
    marks: Sequence[str],
    organisations: Sequence[int],
) -> str:
    """The question as text that PostgreSQL casts to tsquery: its terms, in any window with these marks, of any of these
    organisations; without any, in all. Every form is quoted: nothing of it is an operator.

    `forms`: the words a beginning stands for; of one without, whatever begins so.
    """
    terms = [_any_way(question.all_ways)] if question.terms else []
    terms += [_any_of(forms[begun]) if begun in forms else f"{_quoted(begun)}:*" for begun in question.begun]
    if marks:
        terms.append(_any_of(marks))
    if organisations:
        terms.append(_any_of(f"o:{each}" for each in organisations))
    return " & ".join(terms)


def _any_way(ways: Sequence[Sequence[Term]]) -> str:
    each = [" & ".join(term.tsquery() for term in way) for way in ways]
    return each[0] if len(each) == 1 else f"({' | '.join(each)})"


def _any_of(some: Iterable[str]) -> str:
    return f"({' | '.join(map(_quoted, some))})"


def any_pair(some: Sequence[str], newest_id: int) -> str:
    """For hints: titles among the newest that hold two of these words."""
    return " | ".join(
        f"{_quoted(title_word(one, window))} & {_quoted(title_word(other, window))}"
        for window in _title_windows(newest_id)
        for one, other in combinations(some, 2)
    )


def first_of_pairs(newest_id: int) -> int:
    """The id of the oldest record whose title `any_pair` looks at."""
    return _title_windows(newest_id)[-1] << TITLE_BITS


def _title_windows(newest_id: int) -> range:
    newest = newest_id >> TITLE_BITS
    return range(newest, max(newest - TITLE_WINDOWS, -1), -1)


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


class Stretch(NamedTuple):
    """Record ids from `first` to those below `below`: the marks of the windows they lie in."""

    marks: tuple[str, ...]
    below: int
    first: int


def stretch(below: int, ids: int) -> Stretch:
    """At least so many ids below `below`, in as few windows as there are of one width."""
    bits = next((bits for bits in WINDOW_BITS if ids <= (JOINED - 1) << bits), WINDOW_BITS[-1])
    newest = (below - 1) >> bits
    oldest = max((below - ids) >> bits, newest - JOINED + 1, 0)
    return Stretch(
        tuple(_mark(bits, number) for number in range(newest, oldest - 1, -1)), below, oldest << bits
    )


def ids_that_hold(missing: int, *, found: int, among: int) -> int:
    """Ids that hold so many parts more, if they are like those looked at: `found` parts `among` so many ids."""
    most = WIDER * among
    return min(most, max(1, round(AHEAD * missing * among / found))) if found else most


def text_of(parts: str) -> Field:
    """What practices offer in the query language as `text`: the words of those parts that fulfil a condition."""
    return Field(
        name="text",
        kind=Kind.WORDS,
        sql="EXISTS (SELECT 1 FROM search_searchpart part WHERE part.record_id = records_record.id"
        f" AND {parts} AND part.words {{test}})",
        begun="EXISTS (SELECT 1 FROM unnest(part.words) held"
        " WHERE starts_with(held.lexeme, %s) AND strpos(held.lexeme, ':') = 0)",
    )


TEXT = text_of("NOT part.internal")
"""The words of anything that everybody who sees the record may read."""

Describe = Callable[[Sequence[int]], Mapping[int, str]]

_describe: dict[str, Describe] = {}


def describes(kind: str, describe: Describe) -> None:
    """Declare where descriptions of this kind of record stand: record ids to texts."""
    _describe[kind] = describe


def kinds() -> tuple[str, ...]:
    """Every kind of record that can be found."""
    return tuple(_describe)


def descriptions(kind: str, ids: Sequence[int]) -> Mapping[int, str]:
    return _describe[kind](ids)


Weights = Mapping[str, float]
"""How much each term says, by its word."""
OTHERWISE = 0.75
"""What a term counts that is held in another form than asked for: a plural, a joined word."""


@dataclass(frozen=True, slots=True)
class Found:
    """One part that answers a question. `held`: how much of what is asked stands in it, 0 to 1."""

    record_id: int
    part: Part
    seq: int
    title: str
    """Of its record."""
    phase: str
    """Of its record."""
    held: float = 1.0

    @property
    def is_open(self) -> bool:
        return self.phase in OPEN_PHASES


def held_expression(question: Question, weights: Weights, column: str) -> str:
    """SQL for how much of what is asked a part holds, 0 to 1, rare terms weighing more."""
    if not question.terms:
        return "1.0::float"
    whole = sum(weights[term.word] for term in question.terms)
    each = [
        f"CASE WHEN {column} @@ {_literal(_quoted(term.word))} THEN {weights[term.word] / whole:.5f}"
        f" WHEN {column} @@ {_literal(term.tsquery())} THEN {OTHERWISE * weights[term.word] / whole:.5f} ELSE 0 END"
        for term in question.terms
    ]
    return f"({' + '.join(each)})::float"


def _literal(query: str) -> str:
    return "'" + query.replace("'", "''") + "'::tsquery"


def score(parts: Sequence[Found], question: Question, weights: Weights) -> float:
    """How high a record stands: how much of the question one of its parts holds, where, and how much its title does."""
    held = max(found.held for found in parts)
    best = max(WEIGHTS[found.part] * found.held for found in parts)
    return round(20.0 * held + best + 6.0 * _share_in(parts[0].title, question, weights), 4)


def _share_in(title: str, question: Question, weights: Weights) -> float:
    """How much of what is asked for stands in the title, 0 to 1."""
    held = frozenset[object](forms(title))
    begun = sum(any(str(form).startswith(each) for form in held) for each in question.begun)
    said = sum(
        weights[term.word] * (1 if term.word in held else OTHERWISE)
        for term in question.terms
        if term.held_by(held)
    )
    whole = sum(weights[term.word] for term in question.terms) + len(question.begun)
    return (said + begun) / whole


SNIPPET = 160
"""Characters of a snippet."""


def snippet(text: str, question: Question) -> tuple[str, list[tuple[int, int]]]:
    """A piece of `text` around the first word asked for, and where in it the words stand."""
    text = " ".join(text.split())
    found = list(_places(text, question))
    start = max(0, found[0][0] - SNIPPET // 3) if found else 0
    if start:
        start = text.find(" ", start) + 1 or start
    piece = text[start : start + SNIPPET]
    shown = [(a - start, b - start) for a, b in found if a >= start and b <= start + len(piece)]
    lead, tail = ("… " if start else ""), (" …" if start + len(piece) < len(text) else "")
    return f"{lead}{piece}{tail}", [(a + len(lead), b + len(lead)) for a, b in shown]


def _places(text: str, question: Question) -> Iterator[tuple[int, int]]:
    """Where what is asked for stands: to the letter in plain text, else word by word, because folding moves places."""
    asked = set(question.forms)
    if text.isascii():
        ended = 0
        for form, start, end in places(fold(text)):
            length = _marked(form, asked, question.begun)
            if length and start >= ended:
                ended = end if length == len(form) else start + length
                yield start, ended
        return
    position = 0
    for piece in text.split(" "):
        if any(_marked(form, asked, question.begun) for form in forms(piece)):
            yield position, position + len(piece)
        position += len(piece) + 1


def _marked(form: str, asked: set[str], begun: tuple[str, ...]) -> int:
    """How many letters of a form are what is asked for."""
    if not asked.isdisjoint((form, REDUCED + reduced(form))):
        return len(form)
    return max((len(each) for each in begun if form.startswith(each)), default=0)


def likeness(weights: Weights, title: str) -> float:
    """How much a title says of what is asked, against all that both say; 0 to 1. `weights` are by reduced word."""
    said = {reduced(term.word) for term in meaningful(terms(title))}
    shared = sum(weight for word, weight in weights.items() if word in said)
    usual = sum(weights.values()) / len(weights)
    return shared / (sum(weights.values()) + usual * len(said - weights.keys()))

"""What is asked, as PostgreSQL reads it; which window of records to look at first; what stands higher; what is shown.

Every stored part carries its words, those of its record's title, and a few marks no word can be mistaken for
(they hold a colon): the windows of record ids it lies in, and its organisation. So "the newest that hold these
words, of these organisations" is one intersection inside one index.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations
from typing import NamedTuple

from maitre.kernel.query import Field, Kind
from maitre.kernel.words import query_words, typed_words, words

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


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for: words that must all be there, and beginnings of words that must."""

    words: tuple[str, ...]
    begun: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.begun)

    def by_beginnings(self) -> "Question":
        """The same where words need only begin so; one of a single letter would say nothing."""
        long = tuple(word for word in self.words if len(word) > 1)
        return Question(tuple(word for word in self.words if len(word) == 1), (*self.begun, *long))


def read(text: str) -> Question:
    """The question in a text; empty where it holds nothing that could be found."""
    return Question(tuple(query_words(text[:LONGEST_QUESTION])[:MOST_WORDS]))


def read_typed(text: str) -> Question:
    """The question in a text that is still being typed: of its last word the beginning is enough."""
    typed = typed_words(text[:LONGEST_QUESTION])
    return Question(typed.words[:MOST_WORDS], (typed.prefix,) if typed.prefix else ())


TITLE_BITS, TITLE_WINDOWS = 13, 3
"""Hints look at the titles of the newest 16 to 24 thousand records, three windows of 8 thousand. Each word of a title
is kept once more with its window: such lists are short, where those of common words would have to be walked."""


def marks(record_id: int, organisation_id: int) -> list[str]:
    """Marks of any part in the index."""
    return [_mark(bits, record_id >> bits) for bits in WINDOW_BITS] + [f"o:{organisation_id}"]


_LIKE_A_MARK = re.compile(r"o|[wt]\d*")


def may_begin_a_mark(begun: str) -> bool:
    """Whether the index, asked for what begins so, would bring marks: they stand among the words."""
    return _LIKE_A_MARK.fullmatch(begun) is not None


def title_word(word: str, window: int) -> str:
    """Mark of a title: a word of it, with the window it lies in."""
    return f"t{window}:{word}"


def stored_words(title: str, part: Part, text: str, record_id: int, organisation_id: int) -> list[str]:
    """Everything a part is found by."""
    named = words(title)
    of_title = part == Part.TITLE
    said = [title_word(word, record_id >> TITLE_BITS) for word in named] if of_title else words(text)
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
    """The question as text that PostgreSQL casts to tsquery: its words, in any window with these marks, of any of these
    organisations; without any, in all. Every word is quoted: nothing of it is an operator.

    `forms`: the words a beginning stands for; of one without, whatever begins so.
    """
    terms = [_quoted(word) for word in question.words]
    terms += [_any_of(forms[begun]) if begun in forms else f"{_quoted(begun)}:*" for begun in question.begun]
    if marks:
        terms.append(_any_of(marks))
    if organisations:
        terms.append(_any_of(f"o:{each}" for each in organisations))
    return " & ".join(terms)


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


@dataclass(frozen=True, slots=True)
class Found:
    """One part that answers a question."""

    record_id: int
    part: Part
    seq: int
    title: str
    """Of its record."""


def score(parts: Sequence[Found], question: Question, newest_id: int) -> float:
    """How high a record stands: by its best part, words in the title, parts that agree, and a little by age."""
    best = max(WEIGHTS[found.part] for found in parts)
    in_title = _share_in(parts[0].title, question)
    age = (newest_id - parts[0].record_id) / max(1, newest_id)
    return best + 6.0 * in_title + min(len(parts), 5) * 0.3 - age


def _share_in(title: str, question: Question) -> float:
    """How much of what is asked for stands in the title, 0 to 1."""
    held = set(words(title))
    begun = sum(any(word.startswith(each) for word in held) for each in question.begun)
    return (len(held & set(question.words)) + begun) / (len(question.words) + len(question.begun))


SNIPPET = 160
"""Characters of a snippet."""


def snippet(text: str, question: Question) -> tuple[str, list[tuple[int, int]]]:
    """A piece of `text` around the first word asked for, and where in it the words stand."""
    text = " ".join(text.split())
    places = list(_places(text, question))
    start = max(0, places[0][0] - SNIPPET // 3) if places else 0
    if start:
        start = text.find(" ", start) + 1 or start
    piece = text[start : start + SNIPPET]
    shown = [(a - start, b - start) for a, b in places if a >= start and b <= start + len(piece)]
    lead, tail = ("… " if start else ""), (" …" if start + len(piece) < len(text) else "")
    return f"{lead}{piece}{tail}", [(a + len(lead), b + len(lead)) for a, b in shown]


def _places(text: str, question: Question) -> Iterator[tuple[int, int]]:
    """Where words of the question stand; plain text at once, other text word by word, because folding moves places."""
    if text.isascii():
        whole = [re.escape(word) + r"(?![a-z0-9])" for word in question.words]
        pattern = "|".join([*whole, *map(re.escape, question.begun)])
        yield from (found.span() for found in re.finditer(rf"(?<![a-z0-9])(?:{pattern})", text.lower()))
        return
    position = 0
    for piece in text.split(" "):
        held = set(words(piece))
        if held & set(question.words) or any(word.startswith(question.begun) for word in held):
            yield position, position + len(piece)
        position += len(piece) + 1


def same_words(left: str, right: str) -> float:
    """How much two titles say the same: shared words over all words, by folding; 0 to 1."""
    one, other = set(words(left)), set(words(right))
    return len(one & other) / len(one | other) if one and other else 0.0

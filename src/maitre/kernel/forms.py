"""The forms under which a text is found, and what a question asks of them.

Beside its words a text is found by what stands in it without blanks, together and in order: `off-line` is *offline*
too, `O'Neill` *oneill*, `10.0.0.12` the runs *10.0*, *0.0.12* and the whole. Where digits meet digits a dot stays
between them, so that 1.12 is not 11.2. A word that plural or inflection changed is found by what is left without:
*s:print* stands for printers. The tail of a hexadecimal code is a form as well.

Words themselves are made in kernel/words; what is stored and ranked is decided in shared/search.
"""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from maitre.kernel.language import EMPTY, reduced
from maitre.kernel.words import LONGEST_WORD, bounded, fold, pieces, typed_words

REDUCED = "s:"
"""Begins a form that is no word: the colon is in none."""
LEAST_REDUCED = 3
"""Letters of the shortest that is left without an ending."""
TOGETHER = 3
"""Parts of the longest run that is kept of everything without blanks, beside the whole."""
_HEXADECIMAL = "0x"
_PIECE = re.compile(r"\S+")


class Place(NamedTuple):
    """A form and where in the text it stands."""

    form: str
    start: int
    end: int


class _Part(NamedTuple):
    """A word of a piece without blanks, or a run of a script that has none between its words."""

    word: str
    start: int
    end: int
    unspaced: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is asked for: the form as it was typed, and ways to hold it, each some forms that must all be
    there. The first way is the form itself."""

    word: str
    ways: tuple[tuple[str, ...], ...]

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form that can make a text hold it."""
        return tuple(dict.fromkeys(form for way in self.ways for form in way))

    @property
    def is_empty(self) -> bool:
        """Whether nobody is looking for this when there is more in the question."""
        return self.word in EMPTY

    def held_by(self, held: Set[object]) -> bool:
        return any(all(form in held for form in way) for way in self.ways)

    def tsquery(self) -> str:
        """As PostgreSQL reads it, quoted: forms hold neither quotes nor backslashes."""
        ways = [" & ".join(f"'{form}'" for form in way) for way in self.ways]
        return ways[0] if len(ways) == 1 else f"({' | '.join(ways)})"


@dataclass(frozen=True, slots=True)
class TypedTerms:
    """A question while it is typed: what is finished, and the beginning of the form being written."""

    terms: tuple[Term, ...]
    prefix: str | None


def forms(text: str) -> list[str]:
    """Every form under which the text is found, each once."""
    found: dict[str, None] = {}
    for piece in fold(text).split():
        found.update(dict.fromkeys(_forms_of(piece) if len(piece) <= LONGEST_WORD else _made_of(piece)))
    return bounded(found)


def places(folded: str) -> Iterator[Place]:
    """Every form of a text that is folded already, where it stands; the same form as often as it does."""
    for piece in _PIECE.finditer(folded):
        for parts in _parted(piece[0]):
            for form, start, end in _runs_of(parts):
                yield Place(form, piece.start() + start, piece.start() + end)


def terms(text: str) -> list[Term]:
    """What a text must all hold to answer this question, each once."""
    asked = (term for parts in _without_blanks(fold(text)) for term in _asked(parts))
    return list({term.word: term for term in asked}.values())


def typed_terms(text: str) -> TypedTerms:
    """Like `terms`, but the last form is a beginning unless something ends it (a space, a dot)."""
    if typed_words(text).prefix is None:
        return TypedTerms(tuple(terms(text)), None)
    *before, last = _without_blanks(fold(text))
    asked = [term for parts in before for term in _asked(parts)]
    if last[0].unspaced:
        *whole, unfinished = _asked(last)
        return TypedTerms(tuple(dict.fromkeys([*asked, *whole])), unfinished.word)
    if len(last) > TOGETHER:
        asked += _asked(last[:-1])
    return TypedTerms(tuple(dict.fromkeys(asked)), _joined(last[-TOGETHER:]))


def meaningful(asked: Iterable[Term]) -> list[Term]:
    """Without those that say nothing, unless there are no others."""
    every = list(asked)
    return [term for term in every if not term.is_empty] or every


def held_as(form: str) -> tuple[str, ...]:
    """The forms by which a text holds this one, if endings do not matter: the form itself first."""
    short = reduced(form)
    if not form.isalpha() or len(short) < LEAST_REDUCED:
        return (form,)
    return tuple(dict.fromkeys((form, short, REDUCED + short)))


def _asked(parts: list[_Part]) -> Iterator[Term]:
    word = parts[0].word
    if parts[0].unspaced:
        yield from (Term(each, ((each,),)) for each in (_pairs(word) if len(word) > 1 else word))
        return
    whole = _joined(parts)
    ways: list[tuple[str, ...]] = [(form,) for form in held_as(whole)]
    if tail := _tail(whole):
        ways.append((tail,))
    if len(parts) > TOGETHER:
        ways.append(tuple(dict.fromkeys(_joined(run) for run in _neighbours(parts, TOGETHER))))
    yield Term(whole, tuple(ways))


def _without_blanks(folded: str) -> Iterator[list[_Part]]:
    """The text piece by piece: words with no blank between them, or one run of a script without blanks."""
    for piece in folded.split():
        yield from _parted(piece)


def _parted(piece: str) -> Iterator[list[_Part]]:
    """What stands without a blank in its words; a run of a script without blanks stands for itself."""
    parts: list[_Part] = []
    for run in pieces(piece):
        prefix, digits, word, unspaced = run.groups()
        start, end = run.span()
        if unspaced:
            if parts:
                yield parts
            yield [_Part(unspaced, start, end, unspaced=True)]
            parts = []
        elif word:
            parts.append(_Part(word, start, end))
        else:
            parts.append(_Part(prefix, start, start + len(prefix)))
            parts.append(_Part(digits, end - len(digits), end))
    if parts:
        yield parts


@lru_cache(maxsize=1 << 13)
def _forms_of(piece: str) -> tuple[str, ...]:
    """Kept: a few thousand words are most of what people write."""
    return tuple(_made_of(piece))


def _made_of(piece: str) -> Iterator[str]:
    for parts in _parted(piece):
        if parts[0].unspaced:
            yield from parts[0].word
        for form, _, _ in _runs_of(parts):
            yield form
            if (short := reduced(form)) != form:
                yield REDUCED + short
            if tail := _tail(form):
                yield tail


def _tail(form: str) -> str:
    """A hexadecimal code without what says that it is one."""
    return form.removeprefix(_HEXADECIMAL) if form.startswith(_HEXADECIMAL) else ""


def _runs_of(parts: list[_Part]) -> Iterator[Place]:
    """Each part, the parts beside each other, and all of them; of a run without blanks its pairs of characters."""
    word, begins, _, unspaced = parts[0]
    if unspaced:
        yield from (Place(two, begins + at, begins + at + 2) for at, two in enumerate(_pairs(word)))
        return
    for length in range(1, min(TOGETHER, len(parts)) + 1):
        for run in _neighbours(parts, length):
            yield Place(_joined(run), run[0].start, run[-1].end)
    if len(parts) > TOGETHER:
        yield Place(_joined(parts), parts[0].start, parts[-1].end)


def _neighbours(parts: list[_Part], length: int) -> Iterator[list[_Part]]:
    return (parts[at : at + length] for at in range(len(parts) - length + 1))


def _joined(parts: list[_Part]) -> str:
    """One form of words beside each other; a dot keeps numbers apart."""
    whole = parts[0].word
    for left, right in pairwise(parts[:LONGEST_WORD]):
        numbers = left.word[-1].isdecimal() and right.word[0].isdecimal()
        whole += f".{right.word}" if numbers else right.word
    return whole[:LONGEST_WORD]


def _pairs(run: str) -> list[str]:
    return list(map("".join, pairwise(run)))

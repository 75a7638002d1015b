"""The words of a text: the one way text becomes searchable, for what is stored and for what is asked.

Folding: NFKC, case, accents (é is e, ß is ss), digits of every script. Words end at everything that is
neither letter nor digit, so `my_value` is *my* and *value*. A number is found with and without its prefix:
`INC-1042` and `INC1042` both hold *inc*, *1042* and *inc1042*. Chinese, Japanese and Korean, and the scripts
without spaces between words (Thai, Lao, Khmer, Burmese), are cut into pairs of characters. No stop words.

What else a text is found by stands in kernel/forms. How words are stored, ranked or shown to an audience is not
decided here.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

LONGEST_WORD = 40
"""Characters kept of one word, the same in text and question, so a longer word still finds itself."""

MOST_BYTES = 900_000
"""PostgreSQL refuses a tsvector whose words exceed 1 MiB; what comes after this much is not indexed."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Accents (Latin, Greek, Cyrillic) and the optional vowel marks of Hebrew and Arabic do not tell words apart;
# joiners, direction marks, soft hyphens and variation selectors are invisible.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670"
    "\u00ad\u200c-\u200f\u202a-\u202e\u2060\ufe00-\ufe0f\ufeff]+"
)
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | dict.fromkeys("\u02bc\ua78c", "'")  # apostrophes that Unicode takes for letters
)


def _vowel_signs() -> str:
    """Marks that belong inside a word (Devanagari, Tamil...); Python's `\\w` leaves them out."""
    blocks = (range(0x0300, 0x1E00), range(0xA660, 0xAC00))
    return "".join(
        chr(code)
        for block in blocks
        for code in block
        if unicodedata.category(chr(code)) in ("Mn", "Mc") and not _DROPPED.match(chr(code))
    )


_LETTER = rf"(?:[^\W\d_{_UNSPACED}]|[{_vowel_signs()}])"
_FOREIGN_DIGIT = re.compile(r"[^\x00-\x7f\D]")
# Four groups each: letters, digits (at most one joint between) | another run of both | a run without spaces.
_ASCII = re.compile(r"([a-z]++)[-_./#]?([0-9]++)(?![a-z0-9])|([a-z0-9]++)|()(?!)")
_UNICODE = re.compile(
    rf"({_LETTER}++)[-_./#]?([0-9]++)(?!{_LETTER})|((?:{_LETTER}|[0-9])++)|([{_UNSPACED}]++)"
)


def fold(text: str) -> str:
    """The text as it is compared: without case, accents and variants of the same character."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _DROPPED.sub("", unicodedata.normalize("NFD", text)).translate(_LETTERS)
    text = unicodedata.normalize("NFKC", text)
    return _FOREIGN_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


def pieces(folded: str) -> Iterator[re.Match[str]]:
    """The runs of letters and digits, each with four groups: see the patterns."""
    return (_ASCII if folded.isascii() else _UNICODE).finditer(folded)


def words(text: str) -> list[str]:
    """Every word under which the text is found, each once, in the order of its first appearance."""
    found: dict[str, None] = {}
    for run in pieces(fold(text)):
        prefix, digits, word, unspaced = run.groups()
        if word:
            found[word[:LONGEST_WORD]] = None
        elif unspaced:
            found.update(dict.fromkeys(unspaced))
            found.update(dict.fromkeys(_pairs(unspaced)))
        else:
            for form in (prefix, digits, prefix + digits):
                found[form[:LONGEST_WORD]] = None
    return bounded(found)


def bounded(found: Collection[str]) -> list[str]:
    """As many as PostgreSQL can store of one text, from the first."""
    # four bytes a character at most: below this count the size needs no measuring
    return list(found) if len(found) * LONGEST_WORD * 4 <= MOST_BYTES else list(_until_full(found))


def query_words(text: str) -> list[str]:
    """The words a text must all hold to answer this question; always a part of `words(text)`."""
    return list(dict.fromkeys(_asked(fold(text))))


@dataclass(frozen=True, slots=True)
class TypedWords:
    """A question while it is typed: whole words, and the beginning of the one being written."""

    words: tuple[str, ...]
    prefix: str | None


def typed_words(text: str) -> TypedWords:
    """Like `query_words`, but the last word is a prefix unless something ends it (a space, a dot)."""
    folded = fold(text)
    asked = list(_asked(folded))
    ends = [run.end() for run in pieces(folded)]
    if not ends or ends[-1] < len(folded):
        return TypedWords(tuple(dict.fromkeys(asked)), None)
    return TypedWords(tuple(dict.fromkeys(asked[:-1])), asked[-1])


def _asked(folded: str) -> Iterator[str]:
    for run in pieces(folded):
        prefix, digits, word, unspaced = run.groups()
        if unspaced and len(unspaced) > 1:
            yield from _pairs(unspaced)
        else:
            yield (word or unspaced or prefix + digits)[:LONGEST_WORD]


def _pairs(run: str) -> Iterable[str]:
    return map("".join, pairwise(run))


def _until_full(found: Iterable[str]) -> Iterator[str]:
    size = 0
    for word in found:
        size += len(word.encode())
        if size > MOST_BYTES:
            return
        yield word

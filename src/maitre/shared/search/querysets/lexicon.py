"""What the lexicon knows: how many parts hold a word, the forms of a beginning, what a misspelt one may have meant."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from maitre.shared.access.rules import Actor
from maitre.shared.search.querysets.ways import ways
from maitre.shared.search.rules import Question, Weights, may_begin_a_mark, parts_that_hold, rarity

FORMS = 8
"""Words, the most common ones, that a beginning is taken for where many parts hold words that begin so."""
MANY = 20_000
"""Parts from which on that is: asked for the beginning itself the index brings all of them, wherever they lie."""

_KNOWN = """
    SELECT '', word, parts FROM search_lexiconword WHERE word = ANY(ARRAY(SELECT unnest(%s::text[])))
     UNION ALL SELECT '', '', max(id) FROM records_record
"""
_BEGIN_SO = f"""
    SELECT %s, word, parts FROM search_lexiconword WHERE word LIKE %s AND word NOT LIKE '%%:%%'
     ORDER BY parts DESC LIMIT {FORMS}
"""
_NEWEST_TEXTS = """
    SELECT words FROM search_searchpart
     WHERE part <= 1{public} AND record_id = ANY(ARRAY(
           SELECT r.id FROM records_record r WHERE r.id = ANY(ARRAY({newest})) AND r.kind = ANY(%s){conditions}))
"""
_VOCABULARY = """
    SELECT lexeme, count(*) FROM ({}) said, unnest(said.words)
     WHERE left(lexeme, 1) = ANY(%s) AND length(lexeme) BETWEEN %s AND %s
       AND strpos(lexeme, ':') = 0 AND strpos(lexeme, '.') = 0
     GROUP BY lexeme
"""


class Lexicon(NamedTuple):
    """In how many parts words stand, about: those asked for, and of each beginning all that begin so. `forms`: the
    words that common beginnings are taken for. `newest`: the newest record there is."""

    parts: Mapping[str, int]
    forms: Mapping[str, Sequence[str]]
    newest: int


def weights_of(question: Question, lexicon: Lexicon) -> Weights:
    """How much each term says, by its word: the rarer, the more."""
    return {
        term.word: rarity(parts_that_hold(term, lexicon.parts), lexicon.newest) for term in question.terms
    }


def lexicon_for(some: Sequence[str], begun: Sequence[str], actor: Actor) -> Lexicon:
    """What decides where to look, for which forms, and how much each says: one statement."""
    some = [*some, *(f"o:{each}" for way in ways(actor) for each in way.organisations)]
    begin_so = " UNION ALL ".join([_KNOWN, *[f"({_BEGIN_SO})"] * len(begun)])
    values = [value for each in begun for value in (each, f"{each}%")]
    with connection.cursor() as cursor:
        cursor.execute(begin_so, [list(some), *values])
        rows = cursor.fetchall()
    parts = {word: count for beginning, word, count in rows if not beginning}
    newest = parts.pop("") or 0
    forms: dict[str, list[str]] = {}
    for each in begun:
        alike = {word: count for beginning, word, count in rows if beginning == each}
        parts[each] = sum(alike.values())
        if parts[each] > MANY or may_begin_a_mark(each):
            forms[each] = list(dict.fromkeys([each, *alike]))
    return Lexicon(parts, forms, newest)


def vocabulary(actor: Actor, kinds: Sequence[str], some: Sequence[str]) -> dict[str, int]:
    """Words that might be meant by `some`, and in how many parts of what the actor may see: of titles and descriptions
    of the newest records. One statement, which reads nothing that is hidden from the actor, so nobody can tell from an
    answer or from how long it takes what others wrote."""
    starts = sorted({letter for word in some for letter in word[:2]})
    lengths = [len(word) for word in some]
    texts: list[str] = []
    values: list[Any] = []
    for way in ways(actor):
        # whoever takes part in a record, or is in its circle, need not read what is internal there
        conditions, of = ("", ()) if way.few_own else (way.conditions, way.parameters)
        public = " AND NOT internal" if way.few_own else ""
        texts.append(_NEWEST_TEXTS.format(newest=way.newest, conditions=conditions, public=public))
        values += [*way.newest_of, list(kinds), *of]
    with connection.cursor() as cursor:
        cursor.execute(
            _VOCABULARY.format(" UNION ALL ".join(texts)),
            [*values, starts, min(lengths) - 2, max(lengths) + 2],
        )
        return dict(cursor.fetchall())

"""Asks the index, branch by branch of what the person may see; newest windows first where words are common."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from maitre.shared.access.rules import Actor
from maitre.shared.search.querysets.lexicon import Lexicon, weights_of
from maitre.shared.search.querysets.ways import Way, ways
from maitre.shared.search.rules import (
    RARE,
    WINDOW_BITS,
    Found,
    Part,
    Question,
    Stretch,
    any_pair,
    first_of_pairs,
    held_expression,
    ids_that_hold,
    parts_that_hold,
    stretch,
    tsquery,
)

FENCE = 450
"""Parts that one reading of the index brings; what a person may see among them is judged after."""
WANTED = 100
"""Parts after which no older window is looked at; they are ranked among themselves."""
MOST = 160
"""Parts of one branch that are ranked, the newest: more would be read for a page that shows thirty."""
ALIKE = 150
"""The fence of one reading for hints: they are judged by their whole titles afterwards, one by one."""
OWN_RECORDS = 500
"""Records one takes part in, or that are of one's team or circles, whose parts one reading brings by their key: the
newest, then those before, while little is found. The word index does not know whose a record is: asked for a common
word it would bring what everybody else has written since, and the more of that there is, the fewer of one's own."""
READINGS_OF_OWN, READINGS_OF_A_TEAM = 10, 3
"""At most: a team has many records."""
OWN = 6_000
"""Parts of one's organisations that the index reads at once, however old they are."""
OWN_OF_SOME, SOME_ORGANISATIONS = 150_000, 20
"""The same where those are no more than so many organisations: who sees one part in twenty would have to look through
many of others' for as few. Each organisation makes it dearer."""
READINGS = 12
"""Of one branch, at most: who sees little of what holds a common word finds the newest of it."""
NARROW = 3
"""Organisations that stand in the condition of the index where their parts are many: each makes it dearer."""

_PARTS_BY_NUMBER = {int(part): part for part in Part}
# "+ 0" keeps the order out of the primary key's hands: where a word is not in the statistics, walking the key down to
# the fence looks cheap, and meets no part that holds it before the end. The records are looked up by an array of their
# ids, not joined: that is one walk through their key, whatever the statistics say.
_PARTS = """
    WITH {own}p AS MATERIALIZED (
        SELECT record_id, part, seq, internal, words FROM search_searchpart
         WHERE {held} ORDER BY record_id + 0 DESC, part LIMIT {fence})
    SELECT record_id, part, seq, internal, {share}, NULL, NULL FROM p
     UNION ALL SELECT r.id, NULL, NULL, {opens}, NULL, r.title, r.phase FROM records_record r
     WHERE r.id = ANY(ARRAY(SELECT record_id FROM p)) AND r.kind = ANY(%s){conditions}{last}
     ORDER BY 1 DESC, 2
"""
_BY_WORDS = "words @@ {query}::tsquery AND record_id < %s"
# A function where the word index knows an operator: so it is the key by which these parts are read.
_BY_KEY = "ts_match_vq(words, {query}::tsquery) AND record_id < %s AND record_id = ANY(ARRAY({ids}))"
_AMONG_OWN = " AND record_id + 0 = ANY(ARRAY(SELECT id FROM own))"
_LAST_OWN = " UNION ALL SELECT min(id), NULL, NULL, NULL, NULL, NULL, NULL FROM own HAVING count(*) = {most}"
_HOSTED = " UNION ALL SELECT id FROM records_record WHERE host_id = ANY(ARRAY(SELECT id FROM own))"
_SAID = """
    SELECT record_id, seq, text::json ->> 'text'
      FROM unnest(%s::bigint[], %s::int[]) entry (record_id, seq) JOIN records_body USING (record_id, seq)
"""


class _Asked(NamedTuple):
    """A question as it is put to the index. `forms`: the words that common beginnings are taken for; `share`: how much
    of it a part holds, as an expression."""

    question: Question
    kinds: Sequence[str]
    forms: Mapping[str, Sequence[str]]
    share: str

    def query(self, marks: Sequence[str] = (), organisations: Sequence[int] = ()) -> str:
        return tsquery(self.question, forms=self.forms, marks=marks, organisations=organisations)


class _Look(NamedTuple):
    """Where to look, narrowed to these organisations by the index itself: everywhere at once, or among the newest `ids`
    first. `by_key`: among the records of the branch, not by the words."""

    organisations: tuple[int, ...]
    newest: int
    ids: int = 0
    by_key: bool = False


def candidates(question: Question, actor: Actor, kinds: Sequence[str], lexicon: Lexicon) -> list[Found]:
    """Parts that answer the question among what `actor` may see, newest first: WANTED a branch, where there are.
    `lexicon` knows the question and the actor."""
    share = held_expression(question, weights_of(question, lexicon), "p.words")
    asked = _Asked(question, kinds, lexicon.forms, share)
    found: dict[tuple[int, int, int], Found] = {}
    for way in ways(actor):
        for row in _ask(asked, way, _looked_at(question, way, lexicon)):
            found[row.record_id, row.part, row.seq] = row
    return list(found.values())


def alike(some: Sequence[str], actor: Actor, kinds: Sequence[str], newest: int) -> list[Found]:
    """Titles among the newest records, of which this is the last, that share two of these reduced words."""
    query, oldest = any_pair(some, newest), first_of_pairs(newest)
    found: dict[int, Found] = {}
    for way in ways(actor):
        own = OWN_RECORDS if way.few_own else 0
        for row in _rows(query, newest + 1, way, kinds, fence=ALIKE, own=own, oldest=oldest).found:
            found.setdefault(row.record_id, row)
    return list(found.values())


def texts_of_entries(entries: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What was said in entries, each named by its record and its place in the timeline; nothing where it was erased."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [[record_id for record_id, _ in entries], [seq for _, seq in entries]])
        return {(record_id, seq): text or "" for record_id, seq, text in cursor.fetchall()}


def _looked_at(question: Question, way: Way, lexicon: Lexicon) -> _Look:
    """Everywhere at once where a word is rare or one's organisations have few parts; among one's own records where an
    index has them; else so far that the rarest word would be found often enough, which keeps common words quick."""
    known, newest = lexicon.parts, lexicon.newest
    rarest = _parts_that_answer(question, lexicon)
    if way.own and rarest > RARE:
        return _Look((), newest, by_key=True)
    few = _own_are_few(way, known)
    narrow = way.organisations if few or len(way.organisations) <= NARROW else ()
    if rarest <= RARE or few:
        return _Look(narrow, newest)
    return _Look(narrow, newest, max(ids_that_hold(WANTED, found=rarest, among=newest), 1 << WINDOW_BITS[0]))


def _parts_that_answer(question: Question, lexicon: Lexicon) -> int:
    """About how many parts the index would bring, as if the rarest of what must stand together never stood alone."""
    known = lexicon.parts
    begun = [known.get(each, 0) for each in question.begun]
    ways = [min([parts_that_hold(term, known) for term in way] + begun) for way in question.all_ways if way]
    return sum(ways) if ways else min(begun)


def _own_are_few(way: Way, known: Mapping[str, int]) -> bool:
    """Whether the index can be asked for one's organisations themselves."""
    if not way.organisations:
        return False
    some = len(way.organisations) <= SOME_ORGANISATIONS and not way.own
    own = sum(known.get(f"o:{each}", 0) for each in way.organisations)
    return own <= (OWN_OF_SOME if some else OWN)


class _Reading(NamedTuple):
    """What one may see of what was brought. `last`: the record before which older ones are still to be read, else 0."""

    found: list[Found]
    last: int


def _ask(asked: _Asked, way: Way, look: _Look) -> list[Found]:
    """The newest first, as far back as it takes until there is enough; on from where a fence stood in the way."""
    if look.by_key:
        return _ask_own(asked, way, look.newest)
    narrow = look.organisations
    fence = FENCE if way.conditions and not narrow else MOST
    found: list[Found] = []
    ids, below = look.ids, look.newest + 1
    for _ in range(READINGS):
        place = stretch(below, min(ids, below)) if ids else Stretch((), below, 0)
        query = asked.query(place.marks, narrow)
        reading = _rows(query, place.below, way, asked.kinds, fence=fence, share=asked.share)
        found += reading.found
        below = reading.last or place.first
        if not below or len(found) >= WANTED:
            break
        if way.own:  # so many parts hold the words that they are rare no longer
            return _ask_own(asked, way, look.newest)
        ids = ids_that_hold(WANTED - len(found), found=len(found), among=look.newest + 1 - below)
    return found[:MOST]


def _ask_own(asked: _Asked, way: Way, newest: int) -> list[Found]:
    """By the key of the newest records of the branch, then of those before, while little is found."""
    found: list[Found] = []
    below, query = newest + 1, asked.query()
    for _ in range(READINGS_OF_OWN if way.few_own else READINGS_OF_A_TEAM):
        reading = _rows(
            query, newest + 1, way, asked.kinds, own=OWN_RECORDS, own_below=below, share=asked.share
        )
        found += reading.found
        below = reading.last
        if not below or len(found) >= WANTED:
            break
    return found[:MOST]


def _rows(
    query: str,
    below: int,
    way: Way,
    kinds: Sequence[str],
    *,
    fence: int = 0,
    own: int = 0,
    own_below: int = 0,
    oldest: int = 0,
    share: str = "1.0::float",
) -> _Reading:
    """By the words, `fence` parts at most; or all by the key of `own` records of the branch, those before `own_below`.
    `oldest`: the first record that can answer."""
    most = own or (OWN_RECORDS * READINGS_OF_OWN if way.few_own else 0)
    who = (*way.whose, own_below or below, oldest) if most else ()
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(query, way, fence, own, most, share),
            [*who, below, *way.opened_by, list(kinds), *way.parameters],
        )
        rows = cursor.fetchall()
    records = {row[0]: (row[3], row[5], row[6]) for row in rows if row[5] is not None}
    parts = [row for row in rows if row[1] is not None]
    found = []
    for record_id, part, seq, internal, held, *_ in parts:
        opened, title, phase = records.get(record_id, (False, None, None))
        if title is not None and (opened or not internal):
            found.append(Found(record_id, _PARTS_BY_NUMBER[part], seq, title, phase, held))
    if own:
        return _Reading(found, next((row[0] for row in rows if row[1] is None and row[5] is None), 0))
    return _Reading(found, parts[-1][0] if len(parts) == fence else 0)


def _statement(query: str, way: Way, fence: int, own: int, most: int, share: str) -> str:
    """`most` records of the branch stand in it, whether it is read by their key or by the words."""
    ids = "SELECT id FROM own" + ("" if way.few_own else _HOSTED)
    held = _BY_KEY if own else _BY_WORDS + _AMONG_OWN if most else _BY_WORDS
    return _PARTS.format(
        own=f"own AS MATERIALIZED ({way.own} LIMIT {most}), " if most else "",
        held=held.format(query=_literal(query), ids=ids),
        share=share.replace("%", "%%"),
        opens=way.opens,
        conditions=way.conditions,
        last=_LAST_OWN.format(most=own) if own else "",
        fence=fence or "ALL",
    )


def _literal(query: str) -> str:
    """The query quoted into the text, so that each is planned for what it asks: a plan that is kept for any query takes
    words to be common, and walks."""
    return sql.Literal(query).as_string(connection.connection).replace("%", "%%")

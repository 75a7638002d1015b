"""Asks the index, branch by branch of what the person may see; newest windows first where words are common."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from psycopg import sql

from maitre.shared.access.rules import Actor, Branch, branches
from maitre.shared.search.rules import (
    RARE,
    WINDOW_BITS,
    Found,
    Part,
    Question,
    Stretch,
    any_pair,
    first_of_pairs,
    ids_that_hold,
    may_begin_a_mark,
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
FORMS = 8
"""Words, the most common ones, that a beginning is taken for where many parts hold words that begin so."""
MANY = 20_000
"""Parts from which on that is: asked for the beginning itself the index brings all of them, wherever they lie."""
FEW_ARE_ENOUGH = 40
"""The fence where one visible part is all that is asked for."""
OWN_RECORDS = 500
"""Records one takes part in, or that are of one's team or circles, whose parts one reading brings by their key: the
newest, then those before, while little is found. The word index does not know whose a record is: asked for a common
word it would bring what everybody else has written since, and the more of that there is, the fewer of one's own."""
READINGS_OF_OWN, READINGS_OF_A_TEAM = 10, 3
"""At most: a team has many records."""
FEW = 40
"""Organisations whose parts are counted, to see whether they are few."""
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
        SELECT record_id, part, seq, internal FROM search_searchpart
         WHERE {held}{order} LIMIT {fence})
    SELECT record_id, part, seq, internal, NULL FROM p
     UNION ALL SELECT r.id, NULL, NULL, {opens}, r.title FROM records_record r
     WHERE r.id = ANY(ARRAY(SELECT record_id FROM p)) AND r.kind = ANY(%s){conditions}{last}
     ORDER BY 1 DESC, 2
"""
_NEWEST_FIRST = " ORDER BY record_id + 0 DESC, part"
_BY_WORDS = "words @@ {query}::tsquery AND record_id < %s"
# A function where the word index knows an operator: so it is the key by which these parts are read.
_BY_KEY = "ts_match_vq(words, {query}::tsquery) AND record_id < %s AND record_id = ANY(ARRAY({ids}))"
_AMONG_OWN = " AND record_id + 0 = ANY(ARRAY(SELECT id FROM own))"
_LAST_OWN = " UNION ALL SELECT min(id), NULL, NULL, NULL, NULL FROM own HAVING count(*) = {most}"
_TAKEN_PART_IN = """
    SELECT record_id AS id FROM records_participation
     WHERE person_id = %s AND record_id < %s AND record_id >= %s ORDER BY record_id DESC
"""
_OF_CIRCLES = """
    SELECT id FROM records_record WHERE circle_id = ANY(%s) AND id < %s AND id >= %s ORDER BY id DESC"""
# The team as a range that leads the order: only its own index has it.
_OF_TEAM = """
    SELECT id FROM records_record
     WHERE team_id BETWEEN %s AND %s AND id < %s AND id >= %s ORDER BY team_id, id DESC
"""
_HOSTED = " UNION ALL SELECT id FROM records_record WHERE host_id = ANY(ARRAY(SELECT id FROM own))"
# A part of a record is open to the team that has that one.
_OF_HOST = """ OR (r.host_id IS NOT NULL AND EXISTS
    (SELECT 1 FROM records_record host WHERE host.id = r.host_id AND host.team_id = %s))"""
_SAID = """
    SELECT record_id, seq, text::json ->> 'text'
      FROM unnest(%s::bigint[], %s::int[]) entry (record_id, seq) JOIN records_body USING (record_id, seq)
"""

_KNOWN = """
    SELECT '', word, parts FROM search_lexiconword WHERE word = ANY(%s)
     UNION ALL SELECT '', '', max(id) FROM records_record
"""
_BEGIN_SO = f"""
    SELECT %s, word, parts FROM search_lexiconword WHERE word LIKE %s AND word NOT LIKE '%%:%%'
     ORDER BY parts DESC LIMIT {FORMS}
"""


@dataclass(frozen=True, slots=True)
class _Way:
    """One branch as conditions on records, and organisations the index itself can narrow to. `opens`: an expression for
    whether internal parts of a record are open. `own` names the records of a branch by their ids, newest first, where
    an index has them; their parts may be read by the key. `few_own`: they are few enough to be asked for besides the
    words."""

    conditions: str = ""
    parameters: tuple[Any, ...] = ()
    organisations: tuple[int, ...] = ()
    opens: str = "true"
    opened_by: tuple[Any, ...] = ()
    own: str = ""
    whose: tuple[Any, ...] = ()
    few_own: bool = False


class _Asked(NamedTuple):
    """A question as it is put to the index. `forms`: the words that common beginnings are taken for."""

    question: Question
    kinds: Sequence[str]
    forms: Mapping[str, Sequence[str]]
    wanted: int

    def query(self, marks: Sequence[str] = (), organisations: Sequence[int] = ()) -> str:
        return tsquery(self.question, forms=self.forms, marks=marks, organisations=organisations)


class _Look(NamedTuple):
    """Where to look, narrowed to these organisations by the index itself: everywhere at once, or among the newest `ids`
    first. `by_key`: among the records of the branch, not by the words."""

    organisations: tuple[int, ...]
    newest: int
    ids: int = 0
    by_key: bool = False


def candidates(
    question: Question, actor: Actor, kinds: Sequence[str], *, wanted: int = WANTED
) -> list[Found]:
    """Parts that answer the question among what `actor` may see, newest first: `wanted` a branch, where there are."""
    ways = list(_ways(actor))
    marks = [f"o:{each}" for way in ways for each in way.organisations]
    lexicon = _lexicon([*question.words, *marks], question.begun)
    asked = _Asked(question, kinds, lexicon.forms, wanted)
    found: dict[tuple[int, int, int], Found] = {}
    for way in ways:
        for row in _ask(asked, way, _looked_at(question, way, lexicon, wanted=wanted)):
            found[row.record_id, row.part, row.seq] = row
    return list(found.values())


def alike(some: Sequence[str], actor: Actor, kinds: Sequence[str]) -> list[Found]:
    """Titles among the newest records that share two of these words."""
    newest = newest_id()
    query, oldest = any_pair(some, newest), first_of_pairs(newest)
    found: dict[int, Found] = {}
    for way in _ways(actor):
        own = OWN_RECORDS if way.few_own else 0
        for row in _rows(query, newest + 1, way, kinds, fence=ALIKE, own=own, oldest=oldest).found:
            found.setdefault(row.record_id, row)
    return list(found.values())


def newest_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM records_record")
        return cursor.fetchone()[0] or 0


def texts_of_entries(entries: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What was said in entries, each named by its record and its place in the timeline; nothing where it was erased."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [[record_id for record_id, _ in entries], [seq for _, seq in entries]])
        return {(record_id, seq): text or "" for record_id, seq, text in cursor.fetchall()}


def counts_of(some: Sequence[str]) -> dict[str, int]:
    """In how many parts each word stands, about; a word that is not known is rare."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, parts FROM search_lexiconword WHERE word = ANY(%s)", [list(some)])
        return dict(cursor.fetchall())


class _Lexicon(NamedTuple):
    """In how many parts words stand, about: those asked for, and of each beginning all that begin so. `forms`: the
    words that common beginnings are taken for. `newest`: the newest record there is."""

    parts: Mapping[str, int]
    forms: Mapping[str, Sequence[str]]
    newest: int


def _lexicon(some: Sequence[str], begun: Sequence[str]) -> _Lexicon:
    """What decides where to look, and for which words: one statement."""
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
    return _Lexicon(parts, forms, newest)


def similar_words(word: str) -> list[str]:
    """Words of the lexicon that begin alike and are about as long, the most common first."""
    if len(word) < 4:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM search_lexiconword WHERE word LIKE %s AND length(word) BETWEEN %s AND %s"
            " AND parts > 1 AND word NOT LIKE '%%:%%' ORDER BY parts DESC LIMIT 2000",
            [word[:1] + "%", len(word) - 2, len(word) + 2],
        )
        return [row[0] for row in cursor.fetchall()]


def _looked_at(question: Question, way: _Way, lexicon: _Lexicon, *, wanted: int) -> _Look:
    """Everywhere at once where a word is rare or one's organisations have few parts; among one's own records where an
    index has them; else so far that the rarest word would be found often enough, which keeps common words quick."""
    known, newest = lexicon.parts, lexicon.newest
    rarest = min(known.get(word, 0) for word in (*question.words, *question.begun))
    if way.own and rarest > RARE:
        return _Look((), newest, by_key=True)
    few = _own_are_few(way, known)
    narrow = way.organisations if few or len(way.organisations) <= NARROW else ()
    if rarest <= RARE or few:
        return _Look(narrow, newest)
    return _Look(narrow, newest, max(ids_that_hold(wanted, found=rarest, among=newest), 1 << WINDOW_BITS[0]))


def _own_are_few(way: _Way, known: Mapping[str, int]) -> bool:
    """Whether the index can be asked for one's organisations themselves."""
    if not way.organisations:
        return False
    some = len(way.organisations) <= SOME_ORGANISATIONS and not way.own
    own = sum(known.get(f"o:{each}", 0) for each in way.organisations)
    return own <= (OWN_OF_SOME if some else OWN)


def _ways(actor: Actor) -> Iterator[_Way]:
    for branch in branches(actor):
        yield _way(branch, actor)


def _way(branch: Branch, actor: Actor) -> _Way:
    if branch.participant is not None:
        return _Way(opens="false", own=_TAKEN_PART_IN, whose=(branch.participant,), few_own=True)
    if branch.circles:
        circles = list(branch.circles)
        works, where = _works_there(actor)
        return _Way(
            " AND r.circle_id = ANY(%s)", (circles,), opens=works, opened_by=where,
            own=_OF_CIRCLES, whose=(circles,), few_own=True,
        )  # fmt: skip
    if branch.organisations is None:
        return _Way()
    reach = sorted(branch.organisations)
    conditions = " AND r.organisation_id = ANY(%s) AND r.circle_id IS NULL"
    narrow = tuple(reach) if len(reach) <= FEW else ()
    if branch.team is None:
        return _Way(conditions, (reach,), narrow)
    team = branch.team
    return _Way(
        f"{conditions} AND (r.team_id = %s{_OF_HOST})", (reach, team, team), narrow,
        own=_OF_TEAM, whose=(team, team),
    )  # fmt: skip


def _works_there(actor: Actor) -> tuple[str, tuple[object, ...]]:
    """Being in a circle opens a record; its internal notes take a grant over it besides."""
    conditions = "false"
    parameters: tuple[object, ...] = ()
    for scope in actor.scopes:
        conditions += " OR (r.organisation_id = ANY(%s)" + (" AND r.team_id = %s)" if scope.team else ")")
        parameters += (
            (sorted(scope.organisations), scope.team) if scope.team else (sorted(scope.organisations),)
        )
    return conditions, parameters


class _Reading(NamedTuple):
    """What one may see of what was brought. `last`: the record before which older ones are still to be read, else 0."""

    found: list[Found]
    last: int


def _ask(asked: _Asked, way: _Way, look: _Look) -> list[Found]:
    """The newest first, as far back as it takes until there is enough; on from where a fence stood in the way."""
    if look.by_key:
        return _ask_own(asked, way, look.newest)
    narrow, wanted = look.organisations, asked.wanted
    if wanted == 1 and narrow and not look.ids:
        some = _some(asked, way, look)
        if some.found or not some.last:
            return some.found
    fence = FEW_ARE_ENOUGH if wanted == 1 else FENCE if way.conditions and not narrow else MOST
    found: list[Found] = []
    ids, below = look.ids, look.newest + 1
    for _ in range(READINGS):
        place = stretch(below, min(ids, below)) if ids else Stretch((), below, 0)
        reading = _rows(asked.query(place.marks, narrow), place.below, way, asked.kinds, fence=fence)
        found += reading.found
        below = reading.last or place.first
        if not below or len(found) >= wanted:
            break
        if way.own:  # so many parts hold the words that they are rare no longer
            return _ask_own(asked, way, look.newest)
        ids = ids_that_hold(wanted - len(found), found=len(found), among=look.newest + 1 - below)
    return found[:MOST]


def _some(asked: _Asked, way: _Way, look: _Look) -> _Reading:
    """Any that answer, not the newest: not all need be brought to tell which those are."""
    query = asked.query(organisations=look.organisations)
    return _rows(query, look.newest + 1, way, asked.kinds, fence=FEW_ARE_ENOUGH, order="")


def _ask_own(asked: _Asked, way: _Way, newest: int) -> list[Found]:
    """By the key of the newest records of the branch, then of those before, while little is found."""
    found: list[Found] = []
    below = newest + 1
    for _ in range(READINGS_OF_OWN if way.few_own else READINGS_OF_A_TEAM):
        reading = _rows(asked.query(), newest + 1, way, asked.kinds, own=OWN_RECORDS, own_below=below)
        found += reading.found
        below = reading.last
        if not below or len(found) >= asked.wanted:
            break
    return found[:MOST]


def _rows(
    query: str,
    below: int,
    way: _Way,
    kinds: Sequence[str],
    *,
    fence: int = 0,
    own: int = 0,
    own_below: int = 0,
    oldest: int = 0,
    order: str = _NEWEST_FIRST,
) -> _Reading:
    """By the words, `fence` parts at most; or all by the key of `own` records of the branch, those before `own_below`.
    `oldest`: the first record that can answer."""
    most = own or (OWN_RECORDS * READINGS_OF_OWN if way.few_own else 0)
    who = (*way.whose, own_below or below, oldest) if most else ()
    with connection.cursor() as cursor:
        cursor.execute(
            _statement(query, way, fence, own, most, order),
            [*who, below, *way.opened_by, list(kinds), *way.parameters],
        )
        rows = cursor.fetchall()
    records = {row[0]: (row[3], row[4]) for row in rows if row[4] is not None}
    parts = [row for row in rows if row[1] is not None]
    found = [
        Found(record_id, _PARTS_BY_NUMBER[part], seq, records[record_id][1])
        for record_id, part, seq, internal, _ in parts
        if record_id in records and (records[record_id][0] or not internal)
    ]
    if own:
        return _Reading(found, next((row[0] for row in rows if row[1] is None and row[4] is None), 0))
    return _Reading(found, parts[-1][0] if len(parts) == fence else 0)


def _statement(query: str, way: _Way, fence: int, own: int, most: int, order: str) -> str:
    """`most` records of the branch stand in it, whether it is read by their key or by the words."""
    ids = "SELECT id FROM own" + ("" if way.few_own else _HOSTED)
    held = _BY_KEY if own else _BY_WORDS + _AMONG_OWN if most else _BY_WORDS
    return _PARTS.format(
        own=f"own AS MATERIALIZED ({way.own} LIMIT {most}), " if most else "",
        held=held.format(query=_literal(query), ids=ids),
        order=order,
        opens=way.opens,
        conditions=way.conditions,
        last=_LAST_OWN.format(most=own) if own else "",
        fence=fence or "ALL",
    )


def _literal(query: str) -> str:
    """The query quoted into the text, so that each is planned for what it asks: a plan that is kept for any query takes
    words to be common, and walks."""
    return sql.Literal(query).as_string(connection.connection).replace("%", "%%")

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
    Weights,
    any_pair,
    first_of_pairs,
    held_expression,
    ids_that_hold,
    may_begin_a_mark,
    parts_that_hold,
    rarity,
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
SPELT_LIKE = 300
"""Records of a branch, the newest, whose titles and descriptions give the words that a misspelt one may have meant."""
TEAM_LOOKS_AT = 2**13
"""Ids among which the parts of one team's records are looked for: its share is small and no index knows it, so that for
a common word the newest count."""
TEAM_FENCE = 320
"""Parts of all teams that one reading brings at most, to see which are one team's."""
FOLLOWED = 5_000
"""Records one takes part in, or that are of one's circles, that are looked at, newest first."""
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
# the fence looks cheap, and meets no part that holds it before the end.
_PARTS = """
    WITH p AS MATERIALIZED (
        SELECT record_id, part, seq, internal, words FROM search_searchpart
         WHERE words @@ {query}::tsquery AND record_id < %s{among} ORDER BY record_id + 0 DESC, part LIMIT {fence})
    SELECT p.record_id, p.part, p.seq, r.title, r.phase, {held} FROM p JOIN records_record r ON r.id = p.record_id
     WHERE r.kind = ANY(%s){conditions}
     UNION ALL SELECT min(record_id), NULL, NULL, NULL, NULL, NULL FROM p HAVING count(*) = {fence}
     ORDER BY 1 DESC, 2
"""
_OF_HOST = (
    " OR (r.host_id IS NOT NULL AND EXISTS"
    " (SELECT 1 FROM records_record host WHERE host.id = r.host_id AND host.team_id = %s))"
)
"""A part of a record is open to the team that has that one."""


def _among(own: str) -> str:
    """A condition on parts: of the records that `own` names by their ids, the newest. `unkeyed` is filled in later."""
    return f" AND record_id{{unkeyed}} = ANY(ARRAY({own} ORDER BY 1 DESC LIMIT {FOLLOWED}))"


_TAKES_PART = " AND NOT internal" + _among(
    "SELECT record_id FROM records_participation WHERE person_id = %s AND record_id >= %s"
)
_OF_CIRCLES = _among("SELECT id FROM records_record WHERE circle_id = ANY(%s) AND id >= %s")
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


_NEWEST = f"SELECT id FROM records_record ORDER BY id DESC LIMIT {SPELT_LIKE}"
_NEWEST_TAKEN_PART_IN = (
    "SELECT record_id AS id FROM records_participation WHERE person_id = %s"
    f" ORDER BY record_id DESC LIMIT {SPELT_LIKE}"
)
_NEWEST_OF_CIRCLES = (
    f"SELECT id FROM records_record WHERE circle_id = ANY(%s) ORDER BY id DESC LIMIT {SPELT_LIKE}"
)
# Organisation by organisation, as its index is: for all at once everybody's records would be walked.
_NEWEST_OF_ORGANISATIONS = f"""
    SELECT own.id FROM unnest(%s::bigint[]) one (id) CROSS JOIN LATERAL (
        SELECT r.id FROM records_record r WHERE r.organisation_id = one.id
         ORDER BY r.id DESC LIMIT {SPELT_LIKE}) own ORDER BY own.id DESC LIMIT {SPELT_LIKE}
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


@dataclass(frozen=True, slots=True)
class _Way:
    """One branch as conditions on records, and organisations the index itself can narrow to. Of those who take part in
    some, or are in circles, `among` narrows parts to these records: those of `whose`. `newest`: the newest records that
    may be of the branch, `newest_of` whom."""

    conditions: str = ""
    parameters: tuple[Any, ...] = ()
    organisations: tuple[int, ...] = ()
    among: str = ""
    whose: Any = None
    of_team: bool = False
    newest: str = _NEWEST
    newest_of: tuple[Any, ...] = ()


class _Look(NamedTuple):
    """Where to look, narrowed to these organisations by the index itself: everywhere at once, or among the newest `ids`
    first and on to `oldest`. `scarce`: by the words alone, whatever the person takes part in."""

    organisations: tuple[int, ...]
    newest: int
    ids: int = 0
    oldest: int = 0
    scarce: bool = False


class Lexicon(NamedTuple):
    """In how many parts words stand, about: those asked for, and of each beginning all that begin so. `forms`: the
    words that common beginnings are taken for. `newest`: the newest record there is."""

    parts: Mapping[str, int]
    forms: Mapping[str, Sequence[str]]
    newest: int


def candidates(question: Question, actor: Actor, kinds: Sequence[str], lexicon: Lexicon) -> list[Found]:
    """Parts that answer the question among what `actor` may see, newest first: WANTED a branch, where there are.
    `lexicon` knows the question and the actor."""
    held = held_expression(question, weights_of(question, lexicon), "p.words")
    found: dict[tuple[int, int, int], Found] = {}
    for way in _ways(actor):
        for row in _ask(question, way, kinds, _looked_at(question, way, lexicon), lexicon.forms, held=held):
            found[row.record_id, row.part, row.seq] = row
    return list(found.values())


def weights_of(question: Question, lexicon: Lexicon) -> Weights:
    """How much each term says, by its word: the rarer, the more."""
    return {
        term.word: rarity(parts_that_hold(term, lexicon.parts), lexicon.newest) for term in question.terms
    }


def alike(some: Sequence[str], actor: Actor, kinds: Sequence[str], newest: int) -> list[Found]:
    """Titles among the newest records, of which this is the last, that share two of these reduced words."""
    query, oldest = any_pair(some, newest), first_of_pairs(newest)
    found: dict[int, Found] = {}
    for way in _ways(actor):
        for row in _rows(query, newest + 1, way, kinds, fence=ALIKE, oldest=oldest).found:
            found.setdefault(row.record_id, row)
    return list(found.values())


def texts_of_entries(entries: Collection[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What was said in entries, each named by its record and its place in the timeline; nothing where it was erased."""
    with connection.cursor() as cursor:
        cursor.execute(_SAID, [[record_id for record_id, _ in entries], [seq for _, seq in entries]])
        return {(record_id, seq): text or "" for record_id, seq, text in cursor.fetchall()}


def lexicon_for(some: Sequence[str], begun: Sequence[str], actor: Actor) -> Lexicon:
    """What decides where to look, for which forms, and how much each says: one statement."""
    some = [*some, *(f"o:{each}" for way in _ways(actor) for each in way.organisations)]
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
    for way in _ways(actor):
        # whoever takes part in a record, or is in its circle, need not read what is internal there
        conditions, of = ("", ()) if way.among else (way.conditions, way.parameters)
        public = " AND NOT internal" if way.among else ""
        texts.append(_NEWEST_TEXTS.format(newest=way.newest, conditions=conditions, public=public))
        values += [*way.newest_of, list(kinds), *of]
    with connection.cursor() as cursor:
        cursor.execute(
            _VOCABULARY.format(" UNION ALL ".join(texts)),
            [*values, starts, min(lengths) - 2, max(lengths) + 2],
        )
        return dict(cursor.fetchall())


def _looked_at(question: Question, way: _Way, lexicon: Lexicon) -> _Look:
    """Everywhere at once where a word is rare or one's organisations have few parts; else so far that the rarest word
    would be found often enough, which keeps common words quick."""
    known, newest = lexicon.parts, lexicon.newest
    few = _own_are_few(way, known)
    rarest = _parts_that_answer(question, lexicon)
    narrow = way.organisations if few or len(way.organisations) <= NARROW else ()
    if way.among or rarest <= RARE or few:
        return _Look(narrow, newest, scarce=rarest <= RARE)
    parts = TEAM_FENCE // 2 if way.of_team else WANTED
    ids = max(ids_that_hold(parts, found=rarest, among=newest), 1 << WINDOW_BITS[0])
    return _Look(narrow, newest, ids, newest - TEAM_LOOKS_AT if way.of_team else 0)


def _parts_that_answer(question: Question, lexicon: Lexicon) -> int:
    """About how many parts the index would bring, as if the rarest of what must stand together never stood alone."""
    known = lexicon.parts
    begun = [known.get(each, 0) for each in question.begun]
    ways = [min([parts_that_hold(term, known) for term in way] + begun) for way in question.all_ways if way]
    return sum(ways) if ways else min(begun)


def _own_are_few(way: _Way, known: Mapping[str, int]) -> bool:
    """Whether the index can be asked for one's organisations themselves."""
    if not way.organisations:
        return False
    some = len(way.organisations) <= SOME_ORGANISATIONS and not way.of_team
    own = sum(known.get(f"o:{each}", 0) for each in way.organisations)
    return own <= (OWN_OF_SOME if some else OWN)


def _ways(actor: Actor) -> Iterator[_Way]:
    for branch in branches(actor):
        yield _way(branch, actor)


def _way(branch: Branch, actor: Actor) -> _Way:
    if branch.participant is not None:
        return _Way(
            among=_TAKES_PART,
            whose=branch.participant,
            newest=_NEWEST_TAKEN_PART_IN,
            newest_of=(branch.participant,),
        )
    if branch.circles:
        works, where = _works_there(actor)
        of_circle = f" AND r.circle_id = ANY(%s) AND (NOT p.internal{works})"
        circles = list(branch.circles)
        return _Way(
            of_circle,
            (circles, *where),
            among=_OF_CIRCLES,
            whose=circles,
            newest=_NEWEST_OF_CIRCLES,
            newest_of=(circles,),
        )
    if branch.organisations is None:
        return _Way()
    reach = sorted(branch.organisations)
    conditions = " AND r.organisation_id = ANY(%s) AND r.circle_id IS NULL"
    parameters: tuple[object, ...] = (reach,)
    if branch.team is not None:
        conditions += f" AND (r.team_id = %s{_OF_HOST})"
        parameters = (*parameters, branch.team, branch.team)
    narrow = tuple(reach) if len(reach) <= FEW else ()
    return _Way(
        conditions,
        parameters,
        narrow,
        of_team=branch.team is not None,
        newest=_NEWEST_OF_ORGANISATIONS,
        newest_of=(reach,),
    )


def _works_there(actor: Actor) -> tuple[str, tuple[object, ...]]:
    """Being in a circle opens a record; its internal notes take a grant over it besides."""
    conditions = ""
    parameters: tuple[object, ...] = ()
    for scope in actor.scopes:
        conditions += " OR (r.organisation_id = ANY(%s)" + (" AND r.team_id = %s)" if scope.team else ")")
        parameters += (
            (sorted(scope.organisations), scope.team) if scope.team else (sorted(scope.organisations),)
        )
    return conditions, parameters


def _ask(
    question: Question,
    way: _Way,
    kinds: Sequence[str],
    look: _Look,
    forms: Mapping[str, Sequence[str]],
    *,
    held: str,
) -> list[Found]:
    """The newest first, as far back as it takes until there is enough; on from where a fence stood in the way."""
    fence = TEAM_FENCE if way.of_team else FENCE
    found: list[Found] = []
    ids, below = look.ids, look.newest + 1
    for _ in range(READINGS):
        place = stretch(below, min(ids, below - look.oldest)) if ids else Stretch((), below, 0)
        query = tsquery(question, forms=forms, marks=place.marks, organisations=look.organisations)
        reading = _rows(query, place.below, way, kinds, fence=fence, scarce=look.scarce, held=held)
        found += reading.found
        below = reading.last or place.first
        if below <= look.oldest or len(found) >= WANTED:
            break
        if ids and not way.of_team:
            missing, among = WANTED - len(found), look.newest + 1 - below
            ids = ids_that_hold(missing, found=len(found), among=among)
    return found[:MOST]


class _Reading(NamedTuple):
    """What one may see of what the index brought. `last`: the record at which a fence stood in the way, else 0."""

    found: list[Found]
    last: int


def _rows(
    query: str,
    below: int,
    way: _Way,
    kinds: Sequence[str],
    *,
    fence: int,
    held: str = "1.0::float",
    scarce: bool = False,
    oldest: int = 0,
) -> _Reading:
    """`oldest`: the first record that can answer. `scarce` keeps the records one takes part in out of the key's hands:
    of words that are in no statistics it is taken that many parts hold them, and those records were read for none."""
    among = way.among.format(unkeyed=" + 0" if scarce else "")
    who = (way.whose, oldest) if way.among else ()
    with connection.cursor() as cursor:
        statement = _PARTS.format(
            query=_literal(query),
            held=held.replace("%", "%%"),
            among=among,
            conditions=way.conditions,
            fence=fence,
        )
        cursor.execute(statement, [below, *who, list(kinds), *way.parameters])
        rows = cursor.fetchall()
    found = [
        Found(record_id, _PARTS_BY_NUMBER[part], seq, title, phase, share)
        for record_id, part, seq, title, phase, share in rows
        if part is not None
    ]
    return _Reading(found, next((row[0] for row in rows if row[1] is None), 0))


def _literal(query: str) -> str:
    """The query quoted into the text, so that each is planned for what it asks: a plan that is kept for any query takes
    words to be common, and walks."""
    return sql.Literal(query).as_string(connection.connection).replace("%", "%%")

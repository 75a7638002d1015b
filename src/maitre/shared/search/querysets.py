"""Asks the index, branch by branch of what the person may see; newest windows first where words are common."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from maitre.shared.access.rules import Actor, Branch, branches
from maitre.shared.search.rules import RARE, Found, Part, Question, any_word, tsquery, windows

CANDIDATES = 300
"""Parts taken from one branch; they are ranked among themselves."""
FOLLOWED = 5_000
"""Records one takes part in that are looked at, newest first."""
FEW = 40
"""Organisations that still fit into the index condition itself."""
HINTED = 2
"""Smallest windows that hints look at: the newest 16 to 32 thousand records."""

_PARTS = """
    SELECT p.record_id, p.part, p.seq FROM search_searchpart p JOIN records_record r ON r.id = p.record_id
     WHERE p.words @@ %s::tsquery{conditions}
     ORDER BY p.record_id DESC, p.part LIMIT {limit}
"""


@dataclass(frozen=True, slots=True)
class _Way:
    """One branch as a condition: SQL, its parameters, and the organisations the index itself can narrow to."""

    conditions: str
    parameters: tuple[Any, ...]
    organisations: tuple[int, ...] = ()
    narrow: bool = False


def candidates(question: Question, actor: Actor, kinds: Sequence[str]) -> list[Found]:
    """Parts that answer the question among what `actor` may see, at most CANDIDATES a branch, newest first."""
    common = _is_common(question)
    found: dict[tuple[int, int, int], Found] = {}
    for way in _ways(actor, kinds):
        for row in _ask(question, way, common=common and not way.narrow):
            found[row.record_id, row.part, row.seq] = row
    return list(found.values())


def alike(some: Sequence[str], actor: Actor, kinds: Sequence[str]) -> list[Found]:
    """Titles among the newest records that share one of these words."""
    newest = newest_id()
    window = next(windows(newest))
    found: dict[int, Found] = {}
    for way in _ways(actor, kinds):
        title = _Way(f"{way.conditions} AND p.part = 0", way.parameters)
        number = int(window.split(":")[1])
        for each in range(number, max(number - HINTED, -1), -1):
            for row in _rows(any_word(some, f"w0:{each}"), title):
                found.setdefault(row.record_id, row)
    return list(found.values())


def newest_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM records_record")
        return cursor.fetchone()[0] or 0


def counts_of(some: Sequence[str]) -> dict[str, int]:
    """In how many parts each word stands, about; a word that is not known is rare."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, parts FROM search_lexiconword WHERE word = ANY(%s)", [list(some)])
        return dict(cursor.fetchall())


def similar_words(word: str) -> list[str]:
    """Words of the lexicon that begin alike and are about as long, the most common first."""
    if len(word) < 4:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM search_lexiconword WHERE word LIKE %s AND length(word) BETWEEN %s AND %s AND parts > 1"
            " ORDER BY parts DESC LIMIT 2000",
            [word[:1] + "%", len(word) - 2, len(word) + 2],
        )
        return [row[0] for row in cursor.fetchall()]


def _is_common(question: Question) -> bool:
    """Whether even the rarest word asked for stands in so many parts that only windows keep the answer quick."""
    if not question.words:
        return True
    known = counts_of(question.words)
    return min(known.get(word, 0) for word in question.words) > RARE


def _ways(actor: Actor, kinds: Sequence[str]) -> Iterator[_Way]:
    for branch in branches(actor):
        yield _way(branch, actor, list(kinds))


def _way(branch: Branch, actor: Actor, kinds: list[str]) -> _Way:
    if branch.participant is not None:
        mine = (
            " AND r.kind = ANY(%s) AND NOT p.internal AND p.record_id IN (SELECT record_id FROM records_participation"
            f" WHERE person_id = %s ORDER BY record_id DESC LIMIT {FOLLOWED})"
        )
        return _Way(mine, (kinds, branch.participant), narrow=True)
    if branch.circles:
        works, where = _works_there(actor)
        of_circle = f" AND r.kind = ANY(%s) AND r.circle_id = ANY(%s) AND (NOT p.internal{works})"
        return _Way(of_circle, (kinds, list(branch.circles), *where))
    if branch.organisations is None:
        return _Way(" AND r.kind = ANY(%s)", (kinds,))
    reach = sorted(branch.organisations)
    conditions = " AND r.kind = ANY(%s) AND r.organisation_id = ANY(%s) AND r.circle_id IS NULL"
    parameters: tuple[object, ...] = (kinds, reach)
    if branch.team is not None:
        conditions, parameters = f"{conditions} AND r.team_id = %s", (*parameters, branch.team)
    return _Way(conditions, parameters, tuple(reach) if len(reach) <= FEW else ())


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


def _ask(question: Question, way: _Way, *, common: bool) -> list[Found]:
    if not common:
        return _rows(tsquery(question, organisations=way.organisations), way)
    found: dict[tuple[int, int, int], Found] = {}
    for window in windows(newest_id()):
        for row in _rows(tsquery(question, window=window, organisations=way.organisations), way):
            found[row.record_id, row.part, row.seq] = row
        if len(found) >= CANDIDATES // 3:
            break
    return list(found.values())


def _rows(query: str, way: _Way) -> list[Found]:
    statement = _PARTS.format(conditions=way.conditions, limit=CANDIDATES)
    with connection.cursor() as cursor:
        cursor.execute(statement, [query, *way.parameters])
        return [Found(record_id, Part(part), seq) for record_id, part, seq in cursor.fetchall()]

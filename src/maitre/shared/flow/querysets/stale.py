"""Whose sums lag behind their timeline, found without asking the verbs to leave anything: each look is an index read.

What is open moves, and what moved until now may have ended; new records have the highest ids. That misses only what
came back and ended again between two looks, or was imported with old ids meanwhile: `everything` finds those too.
"""

from collections.abc import Sequence

from django.db import connection

from maitre.kernel.states import OPEN_PHASES
from maitre.shared.access.rules import Actor
from maitre.shared.flow.querysets.asking import open_to

_OPEN = ", ".join(f"'{phase.value}'" for phase in OPEN_PHASES)
_LAST = "(SELECT coalesce(max(record_id), 0) FROM flow_course)"
_MOVING = f"""
    SELECT r.id FROM records_record r LEFT JOIN flow_course c ON c.record_id = r.id
     WHERE r.phase IN ({_OPEN}) AND r.kind = ANY(%(kinds)s) AND c.seq IS DISTINCT FROM r.head_seq
       AND r.id <= {_LAST}
    UNION
    SELECT r.id FROM flow_course c JOIN records_record r ON r.id = c.record_id
     WHERE c.moving AND c.kind = ANY(%(kinds)s) AND c.seq <> r.head_seq
    UNION
    (SELECT r.id FROM records_record r WHERE r.id > {_LAST} AND r.kind = ANY(%(kinds)s)
      ORDER BY r.id LIMIT %(limit)s)
     ORDER BY 1 LIMIT %(limit)s
"""
"""What is new comes by its id, so that whatever lies above the last course is all that has none yet."""
_EVERYTHING = """
    SELECT r.id FROM records_record r LEFT JOIN flow_course c ON c.record_id = r.id
     WHERE r.kind = ANY(%(kinds)s) AND c.seq IS DISTINCT FROM r.head_seq LIMIT %(limit)s
"""


def stale(kinds: Sequence[str], limit: int, *, everything: bool = False) -> list[int]:
    """Ids of at most `limit` records whose course is missing or older than their timeline."""
    with connection.cursor() as cursor:
        cursor.execute(_EVERYTHING if everything else _MOVING, {"kinds": list(kinds), "limit": limit})
        return [row[0] for row in cursor.fetchall()]


MANY = 100
"""New records that have not been reckoned, from which on figures are said to lack some: a few always wait a minute."""


def being_reckoned(kind: str, actor: Actor) -> bool:
    """Whether figures lack many of the records that `actor` reads figures of, as they do after an import."""
    waiting = (
        f"SELECT 1 FROM records_record WHERE id > {_LAST} AND kind = %s AND {open_to(actor)} LIMIT {MANY}"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({waiting}) waiting", [kind])
        return int(cursor.fetchone()[0]) == MANY

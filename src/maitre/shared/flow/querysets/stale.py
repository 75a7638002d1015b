"""Whose sums lag behind their timeline, found without asking the verbs to leave anything: each look is an index read.

What is open moves, and what moved until now may have ended; new records have the highest ids. That misses only what
came back and ended again between two looks, or was imported with old ids meanwhile: `everything` finds those too.
"""

from collections.abc import Sequence

from django.db import connection

from maitre.kernel.states import OPEN_PHASES

_OPEN = ", ".join(f"'{phase.value}'" for phase in OPEN_PHASES)
_MOVING = f"""
    SELECT r.id FROM records_record r LEFT JOIN flow_course c ON c.record_id = r.id
     WHERE r.phase IN ({_OPEN}) AND r.kind = ANY(%(kinds)s) AND c.seq IS DISTINCT FROM r.head_seq
    UNION
    SELECT r.id FROM flow_course c JOIN records_record r ON r.id = c.record_id
     WHERE c.moving AND c.kind = ANY(%(kinds)s) AND c.seq <> r.head_seq
    UNION
    SELECT r.id FROM records_record r LEFT JOIN flow_course c ON c.record_id = r.id
     WHERE r.id > (SELECT coalesce(max(record_id), 0) FROM flow_course) AND r.kind = ANY(%(kinds)s)
     LIMIT %(limit)s
"""
_EVERYTHING = """
    SELECT r.id FROM records_record r LEFT JOIN flow_course c ON c.record_id = r.id
     WHERE r.kind = ANY(%(kinds)s) AND c.seq IS DISTINCT FROM r.head_seq LIMIT %(limit)s
"""


def stale(kinds: Sequence[str], limit: int, *, everything: bool = False) -> list[int]:
    """Ids of at most `limit` records whose course is missing or older than their timeline."""
    with connection.cursor() as cursor:
        cursor.execute(_EVERYTHING if everything else _MOVING, {"kinds": list(kinds), "limit": limit})
        return [row[0] for row in cursor.fetchall()]

"""Compare what records say of their families with one another."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from maitre.kernel.states import OPEN_PHASES, Phase
from maitre.shared.audit.rules import Examination
from maitre.shared.practice.rules import Practice, practices
from maitre.shared.records.rules import PREFIXES

_COUNTS = """
    SELECT r.number, own.child_count, coalesce(children.n, 0), own.took_in, coalesce(merged.n, 0)
      FROM {table} own JOIN records_record r ON r.id = own.record_id
      LEFT JOIN (SELECT parent_id AS id, count(*) AS n FROM {table} WHERE parent_id IS NOT NULL GROUP BY 1)
           children ON children.id = own.record_id
      LEFT JOIN (SELECT merged_into_id AS id, count(*) AS n FROM {table} WHERE merged_into_id IS NOT NULL
                  GROUP BY 1) merged ON merged.id = own.record_id
     WHERE own.child_count > 0 OR own.took_in > 0 OR children.n > 0 OR merged.n > 0
"""
_MERGED = """
    SELECT r.number, own.record_id, own.merged_into_id, r.state, r.phase
      FROM {table} own JOIN records_record r ON r.id = own.record_id WHERE own.merged_into_id IS NOT NULL
"""
_DEEP = """
    SELECT r.number FROM {table} own JOIN records_record r ON r.id = own.record_id
      JOIN {table} above ON above.record_id = own.parent_id
     WHERE above.parent_id IS NOT NULL OR above.merged_into_id IS NOT NULL
"""
_LEFT = f"""
    SELECT r.number, task.number
      FROM {{table}} own JOIN records_record r ON r.id = own.record_id
      JOIN records_record task ON task.host_id = own.record_id
     WHERE own.merged_into_id IS NOT NULL AND task.phase IN ({", ".join(f"'{phase}'" for phase in OPEN_PHASES)})
"""


def verify_families() -> Examination:
    """Children are counted once, families are one step deep, what is merged is closed and leads to something alive."""
    found = Examination("families")
    for practice in practices():
        if practice.families is not None:
            _verify(practice, found)
    return found


def _verify(practice: Practice, found: Examination) -> None:
    found.counted += practice.rows().exclude(parent=None, merged_into=None).count()
    for label, said, children, took_in, merged in _labelled(practice, _COUNTS):
        if said != children:
            found.blame(label, f"says it has {said} children, and has {children}")
        if took_in != merged:
            found.blame(label, f"says {took_in} were merged into it, and {merged} were")
    for (label,) in _labelled(practice, _DEEP):
        found.blame(label, "is a child of what is a child itself, or was merged")
    for label, task in _labelled(practice, _LEFT):
        found.blame(f"{PREFIXES['task']}-{task}", f"is still to do on {label}, which was merged")
    _follow(list(_labelled(practice, _MERGED)), found)


def _labelled(practice: Practice, statement: str) -> Iterable[tuple[Any, ...]]:
    """Rows of a statement about the table of a practice, the number in front written as people write it."""
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table=practice.model._meta.db_table))
        return [(f"{PREFIXES[practice.kind]}-{number}", *row) for number, *row in cursor.fetchall()]


def _follow(rows: list[tuple[Any, ...]], found: Examination) -> None:
    """Every merged record is closed, and its way ends."""
    leads = {pk: into for _label, pk, into, _state, _phase in rows}
    for label, pk, _into, state, phase in rows:
        if phase != Phase.CLOSED:
            found.blame(label, f"was merged and is {state}")
        seen, place = {pk}, leads[pk]
        while place in leads and place not in seen:
            seen.add(place)
            place = leads[place]
        if place in leads:
            found.blame(label, "was merged in a circle")

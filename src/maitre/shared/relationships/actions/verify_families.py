"""Compare what incidents say of their families with one another."""

from django.db import connection

from maitre.operation.incident.models import Incident
from maitre.shared.audit.rules import Examination

_COUNTS = """
    SELECT 'INC-' || r.number, own.child_count, coalesce(children.n, 0), own.took_in, coalesce(merged.n, 0)
      FROM incident_incident own JOIN records_record r ON r.id = own.record_id
      LEFT JOIN (SELECT parent_id AS id, count(*) AS n FROM incident_incident WHERE parent_id IS NOT NULL GROUP BY 1)
           children ON children.id = own.record_id
      LEFT JOIN (SELECT merged_into_id AS id, count(*) AS n FROM incident_incident WHERE merged_into_id IS NOT NULL
                  GROUP BY 1) merged ON merged.id = own.record_id
     WHERE own.child_count > 0 OR own.took_in > 0 OR children.n > 0 OR merged.n > 0
"""
_MERGED = """
    SELECT own.record_id, own.merged_into_id, 'INC-' || r.number, r.state
      FROM incident_incident own JOIN records_record r ON r.id = own.record_id WHERE own.merged_into_id IS NOT NULL
"""
_DEEP = """
    SELECT 'INC-' || r.number FROM incident_incident own JOIN records_record r ON r.id = own.record_id
      JOIN incident_incident above ON above.record_id = own.parent_id
     WHERE above.parent_id IS NOT NULL OR above.merged_into_id IS NOT NULL
"""
_LEFT = """
    SELECT 'TSK-' || task.number, 'INC-' || r.number
      FROM incident_incident own JOIN records_record r ON r.id = own.record_id
      JOIN records_record task ON task.host_id = own.record_id
     WHERE own.merged_into_id IS NOT NULL AND task.phase IN ('draft', 'queued', 'active', 'waiting')
"""


def verify_families() -> Examination:
    """Children are counted once, families are one step deep, what is merged is closed and leads to something alive."""
    found = Examination("families")
    found.counted = Incident.objects.exclude(parent=None, merged_into=None).count()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        for label, said, children, took_in, merged in cursor.fetchall():
            if said != children:
                found.blame(label, f"says it has {said} children, and has {children}")
            if took_in != merged:
                found.blame(label, f"says {took_in} were merged into it, and {merged} were")
        cursor.execute(_DEEP)
        for (label,) in cursor.fetchall():
            found.blame(label, "is a child of what is a child itself, or was merged")
        cursor.execute(_LEFT)
        for label, host in cursor.fetchall():
            found.blame(label, f"is still to do on {host}, which was merged")
        cursor.execute(_MERGED)
        _follow(cursor.fetchall(), found)
    return found


def _follow(rows: list[tuple[int, int, str, str]], found: Examination) -> None:
    """Every merged incident is closed, and its way ends."""
    leads = {pk: into for pk, into, _label, _state in rows}
    for pk, _into, label, state in rows:
        if state != "closed":
            found.blame(label, f"was merged and is {state}")
        seen, place = {pk}, leads[pk]
        while place in leads and place not in seen:
            seen.add(place)
            place = leads[place]
        if place in leads:
            found.blame(label, "was merged in a circle")

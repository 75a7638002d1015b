"""What hangs on records without being in their timelines: participation, counters of numbers, stray texts."""

from django.db import connection

from maitre.shared.audit.rules import Examination
from maitre.shared.records.actions.reading import rows
from maitre.shared.records.models import Record
from maitre.shared.records.rules import PREFIXES

_UNSEEN = """
    SELECT r.kind, r.number FROM records_record r
     WHERE r.requester_id IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM records_participation p
            WHERE p.record_id = r.id AND p.person_id = r.requester_id AND p.role = 'requester')
     ORDER BY r.id
"""
_STRAY = """
    SELECT r.kind, r.number, b.seq FROM records_body b JOIN records_record r ON r.id = b.record_id
     WHERE NOT EXISTS (SELECT 1 FROM records_entry e WHERE e.record_id = b.record_id AND e.seq = b.seq)
     ORDER BY b.record_id, b.seq
"""


def verify_places() -> Examination:
    """Requesters see what they asked for; no number can come twice; no text is without its entry."""
    found = Examination("records", counted=Record.objects.count())
    for kind, number in rows(_UNSEEN):
        found.blame(_label(kind, number), "its requester does not take part in it, and so cannot see it")
    for kind, number, seq in rows(_STRAY):
        found.blame(_label(kind, number), "there is a text, but no entry", seq)
    for kind in PREFIXES:
        _counter(kind, found)
    return found


def _counter(kind: str, found: Examination) -> None:
    newest = Record.objects.of_kind(kind).order_by("-number").first()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last_value, is_called FROM records_number_{kind}")
        last, is_called = cursor.fetchone()
    if newest is not None and (newest.number > last or not is_called):
        found.blame(newest.label, f"is beyond the counter of numbers, which stands at {last}")


def _label(kind: str, number: int) -> str:
    return f"{PREFIXES.get(kind, kind)}-{number}"

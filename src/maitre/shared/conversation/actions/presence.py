"""Say that somebody has a record open, and that they write. It is worth nothing a minute later, and kept as such."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Presence
from maitre.shared.conversation.rules import WRITING_SECONDS
from maitre.shared.records.models import Record

_SEEN = """
    INSERT INTO conversation_presence (record_id, person_id, seen_at, wrote_at, voice) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (record_id, person_id) DO UPDATE
       SET seen_at = EXCLUDED.seen_at, wrote_at = coalesce(EXCLUDED.wrote_at, conversation_presence.wrote_at),
           voice = CASE WHEN EXCLUDED.wrote_at IS NULL THEN conversation_presence.voice ELSE EXCLUDED.voice END
"""


def be_present(record: Record, *, by: Actor, writes: str = "") -> None:
    """One sign of life; `writes` names the voice somebody writes in. Who may see it, the page decides."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [record.pk, by.person_id, now, now if writes else None, writes or "public"])


def leave(record: Record, *, by: Actor) -> None:
    Presence.objects.filter(record=record, person_id=by.person_id or 0).delete()


def forget_presence() -> int:
    """Take away who is long gone; how many."""
    return Presence.objects.filter(
        seen_at__lt=timezone.now() - timedelta(seconds=60 * WRITING_SECONDS)
    ).delete()[0]

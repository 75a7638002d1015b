"""Erase what somebody wrote, for good: text and salt go, the chain still verifies and says who erased it when."""

from django.db import transaction
from django.utils import timezone

from maitre.kernel.errors import NotFound
from maitre.kit.texts import checked_text
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.rules import WHO
from maitre.shared.lifecycle.actions import Line, append, follow, permit
from maitre.shared.lifecycle.rules import Happening
from maitre.shared.records.models import Body, Entry, Record, Visibility


@transaction.atomic
def erase(record: Record, seq: int, reason: str, *, by: Actor) -> Entry:
    """Delete the body of entry `seq`. Cannot be undone."""
    permit(record, "erase", WHO["erase"], by=by)
    reason = checked_text(reason, field="reason")
    at = timezone.now()
    bodies = Body.objects.filter(record=record, seq=seq, erased_at__isnull=True)
    if not bodies.update(salt=None, text=None, erased_at=at, erased_by=by.name):
        raise NotFound(f"Entry {seq} of {record.label} has no text to erase.")
    line = Line("erase", Visibility.INTERNAL, change={"entry": (seq, None)}, private={"text": reason})
    entry = append(record, line, by=by, at=at)
    follow(Happening(record, "erase", by, entry.seq, Visibility.INTERNAL))
    return entry

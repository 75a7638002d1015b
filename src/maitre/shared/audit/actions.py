"""The verbs of the audit book: note an event, chained to the one before; verify the book as it was written."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from maitre.kernel import chain
from maitre.kernel.chain import JSON
from maitre.shared.audit.models import AuditEvent, AuditHead
from maitre.shared.audit.rules import PROBLEMS, Examination


@transaction.atomic
def note(
    what: str, subject: str, *, by_id: int | None, by_name: str, detail: Mapping[str, JSON]
) -> AuditEvent:
    """Append an event. `detail` never holds a secret: tokens by name, passwords not at all."""
    AuditHead.objects.bulk_create([AuditHead(pk=1)], ignore_conflicts=True)
    head = AuditHead.objects.select_for_update().get(pk=1)
    at = timezone.now()
    sealed = chain.seal(
        {
            "at": at.isoformat(),
            "what": what,
            "subject": subject,
            "by": by_id,
            "name": by_name,
            "detail": dict(detail),
        }
    )
    head.seq += 1
    head.hash = chain.link(bytes(head.hash), head.seq, chain.digest(sealed))
    head.save(update_fields=["seq", "hash"])
    return AuditEvent.objects.create(
        seq=head.seq,
        at=at,
        what=what,
        subject=subject,
        by_id=by_id,
        by_name=by_name,
        sealed=sealed,
        hash=head.hash,
    )


def head_of_book() -> tuple[int, bytes]:
    """Where the book ends now."""
    head = AuditHead.objects.filter(pk=1).first()
    return (head.seq, bytes(head.hash)) if head else (0, chain.GENESIS)


def removed_records() -> frozenset[int]:
    """Ids of the records that somebody was allowed to take away, as the book says: events `..._removed` list them."""
    noted = AuditEvent.objects.filter(what__endswith="_removed").values_list("sealed", flat=True)
    return frozenset(id_ for sealed in noted for id_ in json.loads(sealed)["detail"].get("records", ()))


def verify_book(pins: Mapping[int, bytes]) -> Examination:
    """Recompute the book. `pins` are hashes that seals hold of single places, whatever the book itself says now."""
    found = Examination("audit book")

    def events() -> Iterator[tuple[int, str, bytes]]:
        for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
            found.counted += 1
            if pins.get(event.seq, bytes(event.hash)) != bytes(event.hash):
                found.blame(
                    "Audit book", "is not what was sealed, though the chain agrees with itself", event.seq
                )
            for column in _differing(event):
                found.blame("Audit book", f"{column} is not what was written", event.seq)
            yield event.seq, event.sealed, bytes(event.hash)

    for fault in chain.check(events(), head_of_book()):
        found.blame("Audit book", PROBLEMS[fault.problem], fault.seq)
    for seq in sorted(pins):
        if seq > found.counted:
            found.blame("Audit book", "was sealed, and is gone", seq)
    return found


def _differing(event: AuditEvent) -> list[str]:
    """Columns that say something else than the sealed text they were written with."""
    try:
        sealed = json.loads(event.sealed)
        same = {
            "at": datetime.fromisoformat(sealed["at"]) == event.at,
            "what": sealed["what"] == event.what,
            "subject": sealed["subject"] == event.subject,
            "by": sealed["by"] == event.by_id,
            "name": sealed["name"] == event.by_name,
        }
    except (ValueError, KeyError, TypeError):  # the chain tells that this text is not what was written
        return []
    return [column for column, is_same in same.items() if not is_same]

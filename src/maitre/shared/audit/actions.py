"""The one verb of the audit book: note an event, chained to the one before."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from maitre.kernel import chain
from maitre.kernel.chain import JSON
from maitre.shared.audit.models import AuditEvent, AuditHead


@transaction.atomic
def note(what: str, subject: str, *, by_id: int | None, by_name: str, detail: Mapping[str, JSON]) -> AuditEvent:
    """Append an event. `detail` never holds a secret: tokens by name, passwords not at all."""
    AuditHead.objects.bulk_create([AuditHead(pk=1)], ignore_conflicts=True)
    head = AuditHead.objects.select_for_update().get(pk=1)
    at = timezone.now()
    sealed = chain.seal(
        {"at": at.isoformat(), "what": what, "subject": subject, "by": by_id, "name": by_name, "detail": dict(detail)}
    )
    head.seq += 1
    head.hash = chain.link(bytes(head.hash), head.seq, chain.digest(sealed))
    head.save(update_fields=["seq", "hash"])
    return AuditEvent.objects.create(
        seq=head.seq, at=at, what=what, subject=subject, by_id=by_id, by_name=by_name, sealed=sealed, hash=head.hash
    )

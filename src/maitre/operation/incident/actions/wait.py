"""Let an incident wait for something, and go on."""

from datetime import datetime

from django.utils import timezone

from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.records.models import Entry


def pause(
    incident: Incident,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    wakes_at: datetime | None = None,
    seen: int | None = None,
) -> Entry:
    """Wait for the requester, a supplier, a change or a date. Waiting for the requester asks them `text`."""
    now = timezone.now()
    return step(
        incident,
        "pause",
        by=by,
        change={"pause_reason": reason, "wakes_at": wakes_at},
        given={"reason": reason, "text": text, "wakes_at": wakes_at, "now": now},
        text=text,
        seen=seen,
    )


def resume(incident: Incident, *, by: Actor, why: Why | None = None, seen: int | None = None) -> Entry:
    """Go on working. `why` tells a resumption that nobody asked for by hand: the date came, the requester replied."""
    return step(incident, "resume", by=by, change={"pause_reason": "", "wakes_at": None}, why=why, seen=seen)

"""Let an incident wait for something, and go on."""

from datetime import datetime

from django.utils import timezone

from maitre.kernel.business_time import next_opening
from maitre.kit.texts import checked_text
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Entry


def pause(
    incident: Incident,
    *,
    by: Actor,
    reason: str,
    text: str = "",
    wakes_at: datetime | None = None,
    exactly: bool = False,
    seen: int | None = None,
) -> Entry:
    """Wait for the requester, a supplier, a change or a date. Waiting for the requester asks them `text`.

    It wakes when the organisation's work begins at or after `wakes_at`, unless it shall be `exactly` then (N12).
    """
    text = checked_text(text, field="text", required=False)
    now, why = timezone.now(), None
    if wakes_at is not None and wakes_at > now and not exactly:
        opens = next_opening(wakes_at, calendar_of(incident.record.organisation))
        if opens != wakes_at:
            why = Why("incident.wakes_in_hours", {"asked": wakes_at.isoformat()})
        wakes_at = opens
    return step(
        incident,
        "pause",
        by=by,
        change={"pause_reason": reason, "wakes_at": wakes_at},
        given={"reason": reason, "text": text, "wakes_at": wakes_at, "now": now},
        text=text,
        why=why,
        seen=seen,
    )


def resume(incident: Incident, *, by: Actor, why: Why | None = None, seen: int | None = None) -> Entry:
    """Go on working. `why` tells a resumption that nobody asked for by hand: the date came, the requester replied."""
    return step(incident, "resume", by=by, change={"pause_reason": "", "wakes_at": None}, why=why, seen=seen)

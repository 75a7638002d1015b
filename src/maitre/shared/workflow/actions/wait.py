"""Let a record wait for something, and go on."""

from datetime import datetime

from django.utils import timezone

from maitre.kernel.business_time import next_opening
from maitre.kit.texts import checked_text
from maitre.shared.access.rules import SYSTEM_ACTOR, Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.practice.rules import Subject
from maitre.shared.records.models import Entry


def pause(
    subject: Subject,
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
        opens = next_opening(wakes_at, calendar_of(subject.record.organisation))
        if opens != wakes_at:
            why = Why("workflow.wakes_in_hours", {"asked": wakes_at.isoformat()})
        wakes_at = opens
    return step(
        subject,
        "pause",
        by=by,
        change={"pause_reason": reason, "wakes_at": wakes_at},
        given={"reason": reason, "text": text, "wakes_at": wakes_at, "now": now},
        text=text,
        why=why,
        seen=seen,
    )


def resume(subject: Subject, *, by: Actor, why: Why | None = None, seen: int | None = None) -> Entry:
    """Go on working. `why` tells a resumption that nobody asked for by hand."""
    return step(subject, "resume", by=by, change={"pause_reason": "", "wakes_at": None}, why=why, seen=seen)


def wake(subject: Subject, *, why: Why) -> Entry:
    """What it waited for has come: work goes on by itself."""
    return resume(subject, by=SYSTEM_ACTOR, why=why)

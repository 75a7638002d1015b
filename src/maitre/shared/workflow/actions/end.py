"""Resolve, close, reopen, cancel: how an incident ends, and comes back."""

from django.db import transaction
from django.utils import timezone

from maitre.kernel.business_time import add_business_days
from maitre.kit.texts import checked_text
from maitre.operation.incident.models import Incident, Resolution
from maitre.operation.incident.rules import CLOSE_AFTER_DAYS, REOPEN_WITHIN_DAYS
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Entry


@transaction.atomic
def resolve(
    incident: Incident, *, by: Actor, code: str, cause: str, solution: str, seen: int | None = None
) -> Entry:
    """Say that it is over, how, and why it happened. `solution` is read by the requester, who may reopen it."""
    at = timezone.now()
    calendar = calendar_of(incident.record.organisation)
    closes_at = add_business_days(at, CLOSE_AFTER_DAYS, calendar)
    solution = checked_text(solution, field="solution", required=False)
    entry = step(
        incident,
        "resolve",
        by=by,
        change={
            "pause_reason": "",
            "wakes_at": None,
            "closes_at": closes_at,
            "reopenable_until": add_business_days(at, REOPEN_WITHIN_DAYS, calendar),
        },
        given={"code": code, "cause": cause, "text": solution},
        text=solution,
        names={"code": code, "cause": cause},
        why=Why("incident.closes_by_itself", {"days": CLOSE_AFTER_DAYS, "closes_at": closes_at.isoformat()}),
        seen=seen,
        at=at,
    )
    Resolution.objects.create(incident=incident, code=code, cause=cause, by_id=by.person_id, at=at)
    return entry


def close(incident: Incident, *, by: Actor, why: Why | None = None, seen: int | None = None) -> Entry:
    """Confirm the resolution; the timetable does so when nobody objects in time."""
    return step(incident, "close", by=by, change={"closes_at": None}, why=why, seen=seen)


@transaction.atomic
def reopen(incident: Incident, *, by: Actor, reason: str, seen: int | None = None) -> Entry:
    """It is not over: back to work, with the same number. Only so long after the resolution."""
    now = timezone.now()
    reason = checked_text(reason, field="reason", required=False)
    entry = step(
        incident,
        "reopen",
        by=by,
        change={"closes_at": None, "reopenable_until": None, "reopened": incident.reopened + 1},
        given={"text": reason, "now": now},
        text=reason,
        seen=seen,
        at=now,
    )
    Resolution.objects.filter(incident=incident, undone_at=None).update(undone_at=now)
    return entry


def cancel(incident: Incident, *, by: Actor, reason: str, seen: int | None = None) -> Entry:
    """It was none, or is not wanted any more. Final."""
    reason = checked_text(reason, field="reason", required=False)
    return step(
        incident,
        "cancel",
        by=by,
        change={"pause_reason": "", "wakes_at": None},
        given={"text": reason},
        text=reason,
        seen=seen,
    )

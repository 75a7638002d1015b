"""Resolve, close, reopen, cancel: how a record ends, and comes back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from maitre.kernel.business_time import add_business_days
from maitre.kit.texts import checked_text
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import step
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.practice.rules import Subject
from maitre.shared.records.models import Entry
from maitre.shared.workflow.rules import ending_of, practice_for


@transaction.atomic
def resolve(
    subject: Subject, *, by: Actor, solution: str, code: str = "", cause: str = "", seen: int | None = None
) -> Entry:
    """Say that it is over, how, and why it happened. `solution` is read by the requester, who may reopen it."""
    at = timezone.now()
    practice = practice_for(subject)
    ending = ending_of(practice)
    closes_at, why = _closes(subject, ending.close_after, at)
    solution = checked_text(solution, field="solution", required=False)
    entry = step(
        subject,
        "resolve",
        by=by,
        change={
            "pause_reason": "",
            "wakes_at": None,
            "closes_at": closes_at,
            "reopenable_until": reopenable_until(subject, at),
        },
        given={"code": code, "cause": cause, "text": solution},
        text=solution,
        names={name: word for name, word in (("code", code), ("cause", cause)) if word},
        why=why,
        seen=seen,
        at=at,
    )
    if ending.row:
        ending.row._default_manager.create(
            **{practice.kind: subject}, code=code, cause=cause, by_id=by.person_id, at=at
        )
    return entry


def _closes(subject: Subject, days: int | None, at: datetime) -> tuple[datetime | None, Why | None]:
    """When it closes by itself, and how that is said; never, where the practice says no days."""
    if days is None:
        return None, None
    closes_at = add_business_days(at, days, calendar_of(subject.record.organisation))
    return closes_at, Why("workflow.closes_by_itself", {"days": days, "closes_at": closes_at.isoformat()})


def reopenable_until(subject: Subject, at: datetime) -> datetime:
    """Until when what ends `at` this moment may come back with the same number."""
    days = ending_of(practice_for(subject)).reopen_within
    return add_business_days(at, days, calendar_of(subject.record.organisation))


def close(subject: Subject, *, by: Actor, why: Why | None = None, seen: int | None = None) -> Entry:
    """Confirm the resolution; the timetable does so when nobody objects in time."""
    return step(subject, "close", by=by, change={"closes_at": None}, why=why, seen=seen)


@transaction.atomic
def reopen(subject: Subject, *, by: Actor, reason: str, seen: int | None = None) -> Entry:
    """It is not over: back to work, with the same number. Only so long after the resolution."""
    now = timezone.now()
    reason = checked_text(reason, field="reason", required=False)
    entry = step(
        subject,
        "reopen",
        by=by,
        change={"closes_at": None, "reopenable_until": None, "reopened": subject.reopened + 1},
        given={"text": reason, "now": now},
        text=reason,
        seen=seen,
        at=now,
    )
    undo_resolution(subject, now)
    return entry


def undo_resolution(subject: Subject, at: datetime) -> None:
    """The one that stands does so no longer; that it stood is kept."""
    practice = practice_for(subject)
    if rows := ending_of(practice).row:
        rows._default_manager.filter(**{practice.kind: subject}, undone_at=None).update(undone_at=at)


def cancel(subject: Subject, *, by: Actor, reason: str, seen: int | None = None) -> Entry:
    """It was none, or is not wanted any more. Final."""
    reason = checked_text(reason, field="reason", required=False)
    return step(
        subject,
        "cancel",
        by=by,
        change={"pause_reason": "", "wakes_at": None},
        given={"text": reason},
        text=reason,
        seen=seen,
    )

"""Pure decisions: which priority is in force, and what a verb needs to be given. Words are the practice's."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError
from maitre.kernel.priority import STANDARD, propose
from maitre.shared.lifecycle.rules import Why
from maitre.shared.practice.rules import Ending, Practice, Subject, Waiting, practice_of

LOW = 3
"""Impact and urgency where nobody and nothing says otherwise."""


def priority_of(impact: int, urgency: int, override: int | None) -> tuple[int, Why]:
    """The priority in force and why: what the matrix proposes, or what somebody set instead."""
    proposal = propose(impact, urgency, STANDARD)
    if override is None:
        return int(proposal.priority), Why(proposal.explanation.code, dict(proposal.explanation.params))
    params = {**proposal.explanation.params, "proposed": int(proposal.priority), "priority": override}
    return override, Why("priority.overridden", params)


def practice_for(subject: Subject) -> Practice:
    return practice_of(subject.record.kind)


def waiting_of(practice: Practice) -> Waiting:
    """What records of a practice can wait for. ValueError where its life cycle has such a verb and it says nothing."""
    if practice.waiting is None:
        raise ValueError(f"{practice.kind}: say what its records wait for")
    return practice.waiting


def ending_of(practice: Practice) -> Ending:
    """How records of a practice end. ValueError where its life cycle has such a verb and it says nothing."""
    if practice.ending is None:
        raise ValueError(f"{practice.kind}: say how its records end")
    return practice.ending


def lacks_reason(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    return None if given.get("text") else FieldError("reason", "required", _("say why"))


def lacks_pause_reason(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    known = waiting_of(practice_for(subject)).reasons
    if given.get("reason") in known:
        return None
    return FieldError(
        "reason", "required", _("say what it waits for: %(known)s") % {"known": ", ".join(known)}
    )


def lacks_question(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    """Waiting for somebody means having asked them: the question is part of the pause."""
    asks = waiting_of(practice_for(subject)).asks
    if not asks or given.get("reason") != asks or given.get("text"):
        return None
    return FieldError("body", "required", _("write what you need to know from the requester"))


def lacks_wake_date(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    wakes_at, now = given.get("wakes_at"), given.get("now")
    dated = waiting_of(practice_for(subject)).dated
    if dated and given.get("reason") == dated and wakes_at is None:
        return FieldError("wakes_at", "required", _("say when work goes on"))
    if isinstance(wakes_at, datetime) and isinstance(now, datetime) and wakes_at <= now:
        return FieldError("wakes_at", "past", _("must lie in the future"))
    return None


def lacks_code(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    known = ending_of(practice_for(subject)).codes
    if given.get("code") in known:
        return None
    return FieldError("code", "required", _("say how it ended: %(known)s") % {"known": ", ".join(known)})


def lacks_cause(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    known = ending_of(practice_for(subject)).causes
    if given.get("cause") in known:
        return None
    return FieldError(
        "cause", "required", _("say what kind of cause it had: %(known)s") % {"known": ", ".join(known)}
    )


def lacks_solution(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    if given.get("text"):
        return None
    return FieldError("solution", "required", _("write what was done, for the requester"))


def lacks_reopen_window(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    """`reopenable_until` stands on the row since it was resolved; the clock comes with the call."""
    until, now = subject.reopenable_until, given.get("now")
    if isinstance(until, datetime) and isinstance(now, datetime) and now > until:
        ending = ending_of(practice_for(subject))
        return FieldError("state", "too_late", str(ending.too_late) % {"days": ending.reopen_within})
    return None

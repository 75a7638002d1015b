"""Pure decisions about incidents: words they are described with, which priority, what a verb needs to be given."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError
from maitre.kernel.priority import STANDARD, Explanation, propose


class Kind(StrEnum):
    """What is wrong with the service; ISO/IEC 20000-1 counts the last as an incident too."""

    OUTAGE = "outage"
    DEGRADATION = "degradation"
    NO_IMPACT = "no_impact"


class Channel(StrEnum):
    """How an incident reached us. What arrived from elsewhere may leave it open."""

    PORTAL = "portal"
    PHONE = "phone"
    MAIL = "mail"
    CHAT = "chat"
    WALK_UP = "walk_up"
    API = "api"
    EVENT = "event"
    RECURRENCE = "recurrence"


class PauseReason(StrEnum):
    """What an incident can wait for. The first and the last stop clocks; suppliers and changes do not."""

    REQUESTER = "requester"
    SUPPLIER = "supplier"
    CHANGE = "change"
    SCHEDULED = "scheduled"


class ResolutionCode(StrEnum):
    FIXED = "fixed"
    WORKAROUND = "workaround"
    EXPLAINED = "explained"
    NOT_REPRODUCED = "not_reproduced"
    VANISHED = "vanished"
    DUPLICATE = "duplicate"


class Cause(StrEnum):
    """Class of cause, for trends; the root cause itself is a problem's business."""

    SOFTWARE = "software"
    HARDWARE = "hardware"
    NETWORK = "network"
    CONFIGURATION = "configuration"
    CHANGE = "change"
    SUPPLIER = "supplier"
    USE = "use"
    UNKNOWN = "unknown"


CLOSE_AFTER_DAYS = 5
"""Business days after which a resolved incident closes by itself."""
REOPEN_WITHIN_DAYS = 10
"""Business days after resolution in which an incident may come back to life; later it is a new one, linked."""


def priority_of(impact: int, urgency: int, override: int | None) -> tuple[int, Explanation]:
    """The priority in force and why: what the matrix proposes, or what somebody set instead."""
    proposal = propose(impact, urgency, STANDARD)
    if override is None:
        return int(proposal.priority), proposal.explanation
    params = {**proposal.explanation.params, "proposed": int(proposal.priority), "priority": override}
    return override, Explanation("priority.overridden", params)


def lacks_pause_reason(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if given.get("reason") in set(PauseReason):
        return None
    return FieldError(
        "reason", "required", _("say what it waits for: %(known)s") % {"known": ", ".join(PauseReason)}
    )


def lacks_question(subject: object, given: Mapping[str, object]) -> FieldError | None:
    """Waiting for somebody means having asked them: the question is part of the pause."""
    if given.get("reason") != PauseReason.REQUESTER or given.get("text"):
        return None
    return FieldError("body", "required", _("write what you need to know from the requester"))


def lacks_wake_date(subject: object, given: Mapping[str, object]) -> FieldError | None:
    wakes_at, now = given.get("wakes_at"), given.get("now")
    if given.get("reason") == PauseReason.SCHEDULED and wakes_at is None:
        return FieldError("wakes_at", "required", _("say when work goes on"))
    if isinstance(wakes_at, datetime) and isinstance(now, datetime) and wakes_at <= now:
        return FieldError("wakes_at", "past", _("must lie in the future"))
    return None


def lacks_code(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if given.get("code") in set(ResolutionCode):
        return None
    return FieldError(
        "code", "required", _("say how it ended: %(known)s") % {"known": ", ".join(ResolutionCode)}
    )


def lacks_cause(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if given.get("cause") in set(Cause):
        return None
    return FieldError(
        "cause", "required", _("say what kind of cause it had: %(known)s") % {"known": ", ".join(Cause)}
    )


def lacks_solution(subject: object, given: Mapping[str, object]) -> FieldError | None:
    return (
        None
        if given.get("text")
        else FieldError("solution", "required", _("write what was done, for the requester"))
    )


def lacks_reason(subject: object, given: Mapping[str, object]) -> FieldError | None:
    return None if given.get("text") else FieldError("reason", "required", _("say why"))


def lacks_worker(subject: object, given: Mapping[str, object]) -> FieldError | None:
    return (
        None
        if given.get("team") or given.get("assignee") or given.get("queue")
        else FieldError("team", "required", _("name a team or a person"))
    )


def lacks_reopen_window(subject: object, given: Mapping[str, object]) -> FieldError | None:
    """`reopenable_until` stands on the incident since it was resolved; the clock comes with the call."""
    until, now = getattr(subject, "reopenable_until", None), given.get("now")
    if isinstance(until, datetime) and isinstance(now, datetime) and now > until:
        sentence = _("was resolved more than %(days)s business days ago; report a new incident and link it")
        return FieldError("state", "too_late", sentence % {"days": REOPEN_WITHIN_DAYS})
    return None

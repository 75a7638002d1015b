"""What makes an incident a major one, what is due then and when, and who does what. Pure.

ISO/IEC 20000-1 8.6.1 asks for criteria, an owner, top management being told, and a review. The criteria and times are
the product's defaults.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError


class Major(StrEnum):
    """How far an incident is with being a major one; empty on the incident: nobody ever thought so."""

    PROPOSED = "proposed"
    DECLARED = "declared"
    DEMOTED = "demoted"


class Criterion(StrEnum):
    """Any one of them makes an incident a major one."""

    CRITICAL_SERVICE = "critical_service"  # priority 1 on a critical service
    WIDESPREAD = "widespread"  # a quarter of the users of a critical service, or more
    MANY_SERVICES = "many_services"  # three services or more, one cause
    DATA = "data"  # loss of data, or confidentiality broken
    LEGAL = "legal"  # safety, law or regulation touched
    FORECAST = "forecast"  # will last longer than its service may be gone
    JUDGEMENT = "judgement"  # the duty manager says so


class Part(StrEnum):
    """Who answers for what while a major incident lasts."""

    MANAGER = "manager"
    TECHNICAL_LEAD = "technical_lead"
    COMMUNICATIONS = "communications"
    SCRIBE = "scribe"


class Obligation(StrEnum):
    """What somebody owes at a time."""

    MANAGER = "manager"
    MANAGEMENT = "management"
    UPDATE = "update"
    REVIEW = "review"


DUE_WITHIN = {
    Obligation.MANAGER: timedelta(minutes=15),
    Obligation.MANAGEMENT: timedelta(minutes=30),
    Obligation.UPDATE: timedelta(minutes=30),
}
"""By the clock on the wall, from the declaration on: major incidents keep no office hours."""
NEXT_UPDATE_WITHIN = (15, 30, 60, 120, 240)
"""Minutes after which the next word to stakeholders can be promised; every 30 unless somebody says otherwise."""
REVIEW_WITHIN_DAYS = 5
"""Business days after the resolution in which the review is done."""
HEADLINE_LIMIT = 200
"""Characters of what everybody affected reads on the portal."""


def lacks_never_proposed(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if getattr(subject, "major", "") in ("", Major.DEMOTED):
        return None
    return FieldError("major", "already", _("it is proposed or declared already"))


def lacks_undeclared(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if getattr(subject, "major", "") != Major.DECLARED:
        return None
    return FieldError("major", "already", _("it is a major incident already"))


def lacks_standing(subject: object, given: Mapping[str, object]) -> FieldError | None:
    """Proposed or declared: what can be taken back."""
    if getattr(subject, "major", "") in (Major.PROPOSED, Major.DECLARED):
        return None
    return FieldError("major", "not_major", _("it is no major incident"))


def lacks_declaration(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if getattr(subject, "major", "") == Major.DECLARED:
        return None
    return FieldError("major", "not_major", _("it is no major incident"))


def lacks_criterion(subject: object, given: Mapping[str, object]) -> FieldError | None:
    chosen = given.get("criteria")
    if isinstance(chosen, list | tuple) and chosen and set(chosen) <= set(Criterion):
        return None
    sentence = _("name at least one of: %(known)s") % {"known": ", ".join(Criterion)}
    return FieldError("criteria", "required", sentence)


def lacks_words(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if given.get("text"):
        return None
    return FieldError("text", "required", _("say how things stand, also when nothing has changed"))


def lacks_appointment(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if given.get("parts"):
        return None
    return FieldError("manager", "required", _("name somebody for at least one part"))


def lacks_review(subject: object, given: Mapping[str, object]) -> FieldError | None:
    """A review that is done says what happened and what follows from it."""
    review = given.get("review")
    if getattr(review, "what_happened", "") and getattr(review, "actions", ""):
        return None
    return FieldError(
        "what_happened", "required", _("write down what happened and what follows from it first")
    )

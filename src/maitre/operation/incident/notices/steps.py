"""What each step of a macro does, said beforehand in the reader's words."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maitre.operation.incident.notices.words import CAUSES, CODES, KINDS, PAUSE_REASONS
from maitre.shared.organisation.models import Person, Team
from maitre.shared.records.models import Category
from maitre.shared.records.notices import PRIORITIES
from maitre.shared.workflow.notices import LEVELS


def edited(given: Any) -> str:
    parts = []
    if given.category is not None:
        category = Category.objects.filter(key=given.category).values_list("name", flat=True).first()
        parts.append(_("category %(name)s") % {"name": category or given.category})
    if given.type is not None:
        parts.append(_("type %(name)s") % {"name": KINDS[given.type]})
    if given.service is not None:
        parts.append(_("service %(name)s") % {"name": given.service or _("none")})
    if given.item is not None:
        parts.append(_("item %(name)s") % {"name": given.item or _("none")})
    if given.location is not None:
        parts.append(_("location %(name)s") % {"name": given.location or _("none")})
    return _("Set %(what)s") % {"what": ", ".join(parts)}


def prioritised(given: Any) -> str:
    parts = []
    if given.impact is not None:
        parts.append(_("impact %(level)s") % {"level": LEVELS[given.impact]})
    if given.urgency is not None:
        parts.append(_("urgency %(level)s") % {"level": LEVELS[given.urgency]})
    if given.priority is not None:
        words = {"priority": given.priority, "word": PRIORITIES[given.priority]}
        parts.append(_("priority %(priority)s %(word)s") % words)
    return _("Set %(what)s") % {"what": ", ".join(parts)}


def assigned(given: Any) -> str:
    team = Team.objects.filter(key=given.team).values_list("name", flat=True).first() or given.team
    person = given.assignee
    if person == "me":
        person = _("yourself")
    elif person:
        person = Person.objects.filter(email__iexact=person).values_list("name", flat=True).first() or person
    who = ", ".join(str(each) for each in (person, team) if each)
    return _("Hand over to %(who)s") % {"who": who}


def paused(given: Any) -> str:
    words = {"reason": PAUSE_REASONS[given.reason], "days": given.days}
    if given.days:
        return (
            ngettext(
                "Wait for %(reason)s, at most %(days)d business day",
                "Wait for %(reason)s, at most %(days)d business days",
                given.days,
            )
            % words
        )
    return _("Wait for %(reason)s") % words


def resolved(given: Any) -> str:
    words = {"code": CODES[given.code], "cause": CAUSES[given.cause]}
    return _("Resolve: %(code)s. Cause: %(cause)s") % words


TOLD: Mapping[str, Callable[[Any], str]] = {
    "edit": edited,
    "prioritise": prioritised,
    "take": lambda given: _("Assign to me"),
    "assign": assigned,
    "reply": lambda given: _("Reply to the requester"),
    "note": lambda given: _("Write an internal note"),
    "pause": paused,
    "resume": lambda given: _("Go on working"),
    "resolve": resolved,
    "close": lambda given: _("Close"),
    "cancel": lambda given: _("Cancel"),
}

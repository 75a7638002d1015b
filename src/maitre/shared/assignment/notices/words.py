"""What hand-overs and suggestions say, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maitre.kit.web.environment import dated
from maitre.shared.assignment.models import Assigned
from maitre.shared.assignment.rules import Reason
from maitre.shared.practice.rules import Property
from maitre.shared.records.notices import Sentence, Told
from maitre.shared.workflow.notices import Explained


def _assigned(told: Told) -> str:
    team, person = told.names.get("team"), told.names.get("assignee")
    if team and person:
        return _("Assigned to %(person)s, %(team)s") % {"person": person, "team": team}
    return _("Assigned to %(who)s") % {"who": person or team or _("nobody")}


SENTENCES: Mapping[str, Sentence] = {
    "assign": _assigned,
    "take": lambda told: _("%(person)s took it") % {"person": told.names.get("assignee") or told.by_name},
    "hand_back": lambda told: _("Handed back to %(team)s") % {"team": told.names.get("team") or ""},
}


WORTH_SAYING = 2
"""Hand-overs from which on the page says how many there were."""


def hand_overs(subject: Assigned) -> Sequence[Property]:
    """A line of what holds of a record just now, where it went from team to team more than once."""
    if subject.handoffs < WORTH_SAYING and not subject.returns:
        return []
    return [Property(label=_("Hand-overs"), value=_handed(subject))]


def _handed(subject: Assigned) -> str:
    """How often it went from team to team, and how often back to one that had it."""
    told = ngettext("%(num)d time", "%(num)d times", subject.handoffs) % {"num": subject.handoffs}
    if not subject.returns:
        return told
    return f"{told}, " + ngettext(
        "%(num)d of them back to a team that had it",
        "%(num)d of them back to teams that had it",
        subject.returns,
    ) % {"num": subject.returns}


def reason_in_words(reason: Reason) -> str:
    """Why somebody is suggested, or is not."""
    params = reason.params
    match reason.code:
        case "skilled":
            return _("Knows %(skills)s") % {
                "skills": ", ".join(str(each) for each in _listed(params["skills"]))
            }
        case "in_team":
            return _("In %(team)s") % {"team": params["team"]}
        case "on_shift":
            return _("Working hours now")
        case "off_shift":
            return _("Off until %(moment)s") % {"moment": _moment(params["until"])}
        case "absent":
            return _("Away until %(moment)s") % {"moment": _moment(params["until"])}
        case "workload":
            return workload_in_words(params)
    return reason.code


def workload_in_words(params: Mapping[str, Any]) -> str:
    working, waiting = params["in_progress"], params["open"] - params["in_progress"]
    if not params["open"]:
        return _("Nothing open")
    in_progress = ngettext("%(num)d in progress", "%(num)d in progress", working) % {"num": working}
    return _("%(in_progress)s, %(waiting)d waiting") % {"in_progress": in_progress, "waiting": waiting}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _moment(text: Any) -> str:
    """An instant of an explanation as the reader's clock shows it."""
    if not isinstance(text, str):
        return "?"
    return dated(datetime.fromisoformat(text))


def _suggested(params: Mapping[str, Any]) -> str:
    """The suggestion that an assignment followed, as it was then."""
    reasons = [
        Reason(each["code"], each["weight"], {k: v for k, v in each.items() if k not in ("code", "weight")})
        for each in params.get("reasons", [])
    ]
    return _("Suggested then: %(reasons)s.") % {
        "reasons": "; ".join(reason_in_words(each) for each in reasons)
    }


EXPLAINED: Explained = {
    "assignment.suggested": _suggested,
    "assignment.assignee_outside": lambda params: _("Whoever had it is not in its circle."),
    "assignment.assignee_left": lambda params: _("Whoever had it is not here any more."),
}

"""What each timeline entry of an incident says, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.operation.incident.notices.leading import EXPLAINED, MAJOR_SENTENCES
from maitre.shared.records.notices import Told

STATES = {
    "new": gettext_lazy("New"),
    "assigned": gettext_lazy("Assigned"),
    "in_progress": gettext_lazy("In progress"),
    "pending": gettext_lazy("Waiting"),
    "resolved": gettext_lazy("Resolved"),
    "closed": gettext_lazy("Closed"),
    "cancelled": gettext_lazy("Cancelled"),
}
KINDS = {
    "outage": gettext_lazy("Outage"),
    "degradation": gettext_lazy("Degradation"),
    "no_impact": gettext_lazy("No impact yet"),
}
CHANNELS = {
    "portal": gettext_lazy("Portal"),
    "phone": gettext_lazy("Phone"),
    "mail": gettext_lazy("E-mail"),
    "chat": gettext_lazy("Chat"),
    "walk_up": gettext_lazy("Walk-up"),
    "api": gettext_lazy("Interface (REST)"),
    "event": gettext_lazy("Monitoring event"),
    "recurrence": gettext_lazy("Recurrence"),
}
PAUSE_REASONS = {
    "requester": gettext_lazy("the requester"),
    "supplier": gettext_lazy("a supplier"),
    "change": gettext_lazy("a change"),
    "scheduled": gettext_lazy("a date"),
}
CODES = {
    "fixed": gettext_lazy("Fixed"),
    "workaround": gettext_lazy("Workaround given"),
    "explained": gettext_lazy("Explained"),
    "not_reproduced": gettext_lazy("Could not be reproduced"),
    "vanished": gettext_lazy("Went away by itself"),
    "duplicate": gettext_lazy("Duplicate"),
}
CAUSES = {
    "software": gettext_lazy("Software"),
    "hardware": gettext_lazy("Hardware"),
    "network": gettext_lazy("Network"),
    "configuration": gettext_lazy("Configuration"),
    "change": gettext_lazy("A change"),
    "supplier": gettext_lazy("A supplier"),
    "use": gettext_lazy("The way it was used"),
    "unknown": gettext_lazy("Unknown"),
}
LEVELS = {1: gettext_lazy("High"), 2: gettext_lazy("Medium"), 3: gettext_lazy("Low")}
DOORS = {
    "page": gettext_lazy("the desk or portal"),
    "rest": gettext_lazy("the interface (REST)"),
    "cli": gettext_lazy("the command line"),
    "mail": gettext_lazy("e-mail"),
    "import": gettext_lazy("an import"),
    "job": gettext_lazy("Maitre itself"),
}
"""The doors an incident can come in by; one that is not known is not named."""
FIELDS = {
    "title": gettext_lazy("title"),
    "description": gettext_lazy("description"),
    "kind": gettext_lazy("type"),
    "category_id": gettext_lazy("category"),
    "impact": gettext_lazy("impact"),
    "urgency": gettext_lazy("urgency"),
    "priority": gettext_lazy("priority"),
    "service": gettext_lazy("service"),
    "item": gettext_lazy("item"),
    "location": gettext_lazy("location"),
}

FAMILY = {
    "incident.told_to_all": gettext_lazy("Said to everybody who has the same trouble."),
    "incident.said_on_merged": gettext_lazy("Said on an incident that was merged into this one."),
    "incident.split_from": gettext_lazy("This was a reply on another incident, and goes on here."),
}
"""Explanations of what came from another incident. Its number is told only to those who may see it."""


def reported(told: Told) -> str:
    door = DOORS.get(told.via)
    return _("Reported through %(door)s") % {"door": door} if door else _("Reported")


def assigned(told: Told) -> str:
    team, person = told.names.get("team"), told.names.get("assignee")
    if team and person:
        return _("Assigned to %(person)s, %(team)s") % {"person": person, "team": team}
    return _("Assigned to %(who)s") % {"who": person or team or _("nobody")}


def taken(told: Told) -> str:
    return _("%(person)s took it") % {"person": told.names.get("assignee") or told.by_name}


def paused(told: Told) -> str:
    reason = _after(told, "pause_reason")
    return _("Waiting for %(reason)s") % {"reason": PAUSE_REASONS.get(reason, reason)}


def resumed(told: Told) -> str:
    if told.why and told.why["code"] == "incident.requester_replied":
        return _("Work goes on: the requester replied")
    if told.why and told.why["code"] == "incident.date_has_come":
        return _("Work goes on: the date has come")
    return _("Work goes on")


def resolved(told: Told) -> str:
    code, cause = told.names.get("code", ""), told.names.get("cause", "")
    words = {"code": CODES.get(code, code), "cause": CAUSES.get(cause, cause)}
    if code and cause:
        return _("Resolved: %(code)s. Cause: %(cause)s") % words
    if code:
        return _("Resolved: %(code)s") % words
    return _("Resolved. Cause: %(cause)s") % words if cause else _("Resolved")


def closed(told: Told) -> str:
    if told.why and told.why["code"] == "incident.nobody_objected":
        return _("Closed by itself: nobody objected in time")
    return _("Closed")


def prioritised(told: Told) -> str:
    if "priority" not in told.change:
        return _("Impact and urgency judged anew, priority stays")
    return _("Priority set to %(priority)s") % {"priority": _after(told, "priority")}


def edited(told: Told) -> str:
    names = [str(FIELDS[name]) for name in told.change if name in FIELDS]
    return _("Changed %(fields)s") % {"fields": ", ".join(names)}


def confided(told: Told) -> str:
    circle = told.names.get("circle")
    return _("Confidential for %(circle)s") % {"circle": circle} if circle else _("No longer confidential")


def why(explanation: Mapping[str, Any] | None) -> str:
    """The explanation a decision gave of itself, in words; empty where it gave none or it says nothing new."""
    if not explanation:
        return ""
    code, params = explanation["code"], explanation["params"]
    words = {"impact": LEVELS.get(params.get("impact")), "urgency": LEVELS.get(params.get("urgency"))}
    if code == "priority.from_matrix":
        return _("Impact %(impact)s and urgency %(urgency)s make priority %(priority)s.") % {
            **words,
            **params_of(params),
        }
    if code == "priority.overridden":
        return _("Impact and urgency propose %(proposed)s; somebody set %(priority)s.") % dict(params)
    if code == "priority.expected":
        return expected(params)
    if code in EXPLAINED:
        return EXPLAINED[code](params)
    if code in FAMILY:
        return str(FAMILY[code])
    if code == "incident.wakes_in_hours":
        return _("The date lay outside working hours; work goes on when they begin.")
    if code == "incident.closes_by_itself":
        return _("Closes by itself after %(days)s business days unless somebody reopens it.") % dict(params)
    return ""


def expected(params: Mapping[str, Any]) -> str:
    given = {**params, "impact": LEVELS.get(params["impact"]), "urgency": LEVELS.get(params["urgency"])}
    if params["by"] == "category":
        return (
            _(
                "Incidents of this category usually have impact %(impact)s and urgency %(urgency)s: %(priority)s."
            )
            % given
        )
    return (
        _("Incidents on “%(by)s” usually have impact %(impact)s and urgency %(urgency)s: %(priority)s.")
        % given
    )


def params_of(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name not in ("impact", "urgency")}


def _after(told: Told, name: str) -> Any:
    return told.change.get(name, (None, ""))[1]


SENTENCES = {
    **MAJOR_SENTENCES,
    "hand_back": lambda told: _("Handed back to %(team)s") % {"team": told.names.get("team") or ""},
    "report": reported,
    "assign": assigned,
    "take": taken,
    "pause": paused,
    "resume": resumed,
    "resolve": resolved,
    "close": closed,
    "reopen": lambda told: _("Reopened"),
    "prioritise": prioritised,
    "edit": edited,
    "confide": confided,
    "cancel": lambda told: _("Cancelled"),
    "merge": lambda told: _("Merged: work on this goes on in another incident"),
    "unmerge": lambda told: _("No longer merged: work goes on here"),
    "arrive": lambda told: (
        _("New files on %(number)s, which was merged into this")
        % {"number": str(told.change.get("link", ("", ""))[1]).split(" ")[-1]}
    ),
}

"""What entries of these verbs say, and why a decision was made, in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.shared.fields.rules import Words
from maitre.shared.practice.rules import Ending, Property, Waiting
from maitre.shared.records.notices import Sentence, Told
from maitre.shared.workflow.models import Held

LEVELS = {1: gettext_lazy("High"), 2: gettext_lazy("Medium"), 3: gettext_lazy("Low")}
NOTHING: Mapping[str, Words] = {}

Params = Mapping[str, Any]
Explained = Mapping[str, Callable[[Params], str]]
"""By the code of an explanation, its words."""


def sentences_of(
    *, waiting: Waiting | None = None, ending: Ending | None = None, fields: Mapping[str, Words]
) -> Mapping[str, Sentence]:
    """What entries say in the words of a practice. `fields`: how a sentence calls what was edited."""
    codes, causes = (ending.codes, ending.causes) if ending else (NOTHING, NOTHING)
    reasons = waiting.reasons if waiting else NOTHING
    return {
        "pause": lambda told: _paused(told, reasons),
        "resume": _resumed,
        "resolve": lambda told: _resolved(told, codes, causes),
        "close": _closed,
        "reopen": lambda told: _("Reopened"),
        "cancel": lambda told: _("Cancelled"),
        "prioritise": _prioritised,
        "edit": lambda told: _edited(told, fields),
        "confide": _confided,
    }


def _paused(told: Told, reasons: Mapping[str, Words]) -> str:
    reason = after(told, "pause_reason")
    return _("Waiting for %(reason)s") % {"reason": reasons.get(reason, reason)}


def _resumed(told: Told) -> str:
    if is_why(told, "requester_replied"):
        return _("Work goes on: the requester replied")
    if is_why(told, "date_has_come"):
        return _("Work goes on: the date has come")
    return _("Work goes on")


def _resolved(told: Told, codes: Mapping[str, Words], causes: Mapping[str, Words]) -> str:
    code, cause = told.names.get("code", ""), told.names.get("cause", "")
    words = {"code": codes.get(code, code), "cause": causes.get(cause, cause)}
    if code and cause:
        return _("Resolved: %(code)s. Cause: %(cause)s") % words
    if code:
        return _("Resolved: %(code)s") % words
    return _("Resolved. Cause: %(cause)s") % words if cause else _("Resolved")


def _closed(told: Told) -> str:
    if is_why(told, "nobody_objected"):
        return _("Closed by itself: nobody objected in time")
    return _("Closed")


def _prioritised(told: Told) -> str:
    if "priority" not in told.change:
        return _("Impact and urgency judged anew, priority stays")
    return _("Priority set to %(priority)s") % {"priority": after(told, "priority")}


def _edited(told: Told, fields: Mapping[str, Words]) -> str:
    names = [str(fields[name]) for name in told.change if name in fields]
    return _("Changed %(fields)s") % {"fields": ", ".join(names)}


def _confided(told: Told) -> str:
    circle = told.names.get("circle")
    return _("Confidential for %(circle)s") % {"circle": circle} if circle else _("No longer confidential")


def held_lines(subject: Held, reasons: Mapping[str, Words]) -> Sequence[Property]:
    """What holds of a record just now: what it waits for and until when, when it closes by itself."""
    lines = []
    if subject.pause_reason:
        lines.append(Property(label=_("Waits for"), value=reasons[subject.pause_reason]))
    if subject.wakes_at:
        lines.append(Property(label=_("Goes on"), at=subject.wakes_at))
    if subject.closes_at:
        lines.append(Property(label=_("Closes"), at=subject.closes_at))
    return lines


def after(told: Told, name: str) -> Any:
    """What a field holds after an entry."""
    return told.change.get(name, (None, ""))[1]


def is_why(told: Told, reason: str) -> bool:
    """Whether an entry gives this reason. What stands before the point is the room that wrote it, once another one."""
    return bool(told.why) and str(told.why["code"]).rpartition(".")[2] == reason  # type: ignore[index]


def in_levels(params: Params) -> dict[str, Any]:
    """Figures of an explanation, with levels in words."""
    levels = {name: LEVELS.get(params.get(name, 0)) for name in ("impact", "urgency")}
    return {**params, **levels}


EXPLAINED: Explained = {
    "priority.from_matrix": lambda params: (
        _("Impact %(impact)s and urgency %(urgency)s make priority %(priority)s.") % in_levels(params)
    ),
    "priority.overridden": lambda params: (
        _("Impact and urgency propose %(proposed)s; somebody set %(priority)s.") % dict(params)
    ),
    "workflow.wakes_in_hours": lambda params: _(
        "The date lay outside working hours; work goes on when they begin."
    ),
    "workflow.closes_by_itself": lambda params: (
        _("Closes by itself after %(days)s business days unless somebody reopens it.") % dict(params)
    ),
}


def explainer(*known: Explained) -> Callable[[Params | None], str]:
    """The explanation a decision gave of itself, in words; empty where it gave none or it says nothing new."""
    every = {code: words for each in known for code, words in each.items()}

    def explain(explanation: Params | None) -> str:
        words = every.get(explanation["code"]) if explanation else None
        return words(explanation["params"]) if explanation and words else ""

    return explain

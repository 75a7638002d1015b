"""What major incidents say, in the reader's language."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kit.web.environment import dated
from maitre.operation.incident.rules.major import Criterion, Major, Obligation, Part
from maitre.shared.records.notices import Told
from maitre.shared.workflow.notices import Explained

STANDINGS = {
    Major.PROPOSED: gettext_lazy("Proposed as major"),
    Major.DECLARED: gettext_lazy("Major incident"),
    Major.DEMOTED: gettext_lazy("Major incident no more"),
}
CRITERIA = {
    Criterion.CRITICAL_SERVICE: gettext_lazy("Priority 1 on a critical service"),
    Criterion.WIDESPREAD: gettext_lazy("A quarter of a critical service's users, or more"),
    Criterion.MANY_SERVICES: gettext_lazy("Three services or more, one cause"),
    Criterion.DATA: gettext_lazy("Data lost, or confidentiality broken"),
    Criterion.LEGAL: gettext_lazy("Safety, law or regulation touched"),
    Criterion.FORECAST: gettext_lazy("Will last longer than its service may be gone"),
    Criterion.JUDGEMENT: gettext_lazy("The duty manager's judgement"),
}
PARTS = {
    Part.MANAGER: gettext_lazy("Incident manager"),
    Part.TECHNICAL_LEAD: gettext_lazy("Technical lead"),
    Part.COMMUNICATIONS: gettext_lazy("Communications"),
    Part.SCRIBE: gettext_lazy("Scribe"),
}
OBLIGATIONS = {
    Obligation.MANAGER: gettext_lazy("Name a manager"),
    Obligation.MANAGEMENT: gettext_lazy("Inform top management"),
    Obligation.UPDATE: gettext_lazy("Update stakeholders"),
    Obligation.REVIEW: gettext_lazy("Finish the review"),
}
SECTIONS = {
    "what_happened": gettext_lazy("What happened"),
    "went_well": gettext_lazy("What went well"),
    "went_badly": gettext_lazy("What was hard"),
    "actions": gettext_lazy("What follows from it"),
}


def _moment(text: Any) -> str:
    """An instant of an explanation as the reader's clock shows it."""
    if not isinstance(text, str):
        return "?"
    return dated(datetime.fromisoformat(text))


def _criteria(told: Told) -> str:
    known = {each.value: str(words) for each, words in CRITERIA.items()}
    return ", ".join(known.get(each, each) for each in told.names.get("criteria") or [])


def proposed(told: Told) -> str:
    return _("Proposed as a major incident: %(criteria)s") % {"criteria": _criteria(told)}


def declared(told: Told) -> str:
    return _("Declared a major incident: %(criteria)s") % {"criteria": _criteria(told)}


def demoted(told: Told) -> str:
    if told.change.get("major", ("", ""))[0] == Major.PROPOSED:
        return _("Not a major incident: the proposal was declined")
    return _("No longer a major incident")


def appointed(told: Told) -> str:
    lines = []
    for part, word in PARTS.items():
        if part in told.names:
            lines.append(f"{word}: {told.names[part] or _('nobody')}")
    return "; ".join(lines)


def updated(told: Told) -> str:
    minutes = (told.why or {}).get("params", {}).get("minutes")
    if not minutes:
        return _("Update for everybody affected")
    return _("Update for everybody affected; the next one within %(minutes)s minutes") % {"minutes": minutes}


def reminded(told: Told) -> str:
    params = (told.why or {}).get("params", {})
    words = {each.value: str(word) for each, word in OBLIGATIONS.items()}
    return _("Overdue since %(moment)s: %(duty)s") % {
        "moment": _moment(params.get("due_at")),
        "duty": words.get(str(params.get("obligation")), ""),
    }


def written(told: Told) -> str:
    words = {name: str(word) for name, word in SECTIONS.items()}
    sections = ", ".join(words.get(name, name) for name in told.names.get("sections") or [])
    return _("Worked on the review: %(sections)s") % {"sections": sections}


MAJOR_SENTENCES = {
    "propose_major": proposed,
    "declare_major": declared,
    "demote_major": demoted,
    "appoint": appointed,
    "inform_management": lambda told: _("Top management was informed"),
    "update_stakeholders": updated,
    "remind": reminded,
    "write_review": written,
    "finish_review": lambda told: _("The review of this major incident is done"),
}


EXPLAINED: Explained = {
    "major.critical_service": lambda params: _("Proposed by itself: “%(by)s” is called critical.") % params,
}

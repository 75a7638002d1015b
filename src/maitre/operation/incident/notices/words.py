"""What incidents say in words of their own: values, timeline entries, explanations."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.operation.incident.models import Resolution
from maitre.operation.incident.notices.major_words import EXPLAINED as MAJOR_EXPLAINED
from maitre.operation.incident.notices.major_words import MAJOR_SENTENCES
from maitre.operation.incident.rules import CLOSE_AFTER_DAYS, REOPEN_WITHIN_DAYS, PauseReason
from maitre.shared.assignment.notices import EXPLAINED as ASSIGNMENT_EXPLAINED
from maitre.shared.assignment.notices import SENTENCES as ASSIGNMENT_SENTENCES
from maitre.shared.practice.rules import Ending, FamilyPhrases, Waiting
from maitre.shared.records.notices import Told
from maitre.shared.relationships.notices import family_explained, family_sentences
from maitre.shared.workflow.notices import EXPLAINED as WORKFLOW_EXPLAINED
from maitre.shared.workflow.notices import Explained, Params, explainer, in_levels, sentences_of

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


WAITING = Waiting(reasons=PAUSE_REASONS, asks=PauseReason.REQUESTER.value, dated=PauseReason.SCHEDULED.value)
ENDING = Ending(
    codes=CODES,
    causes=CAUSES,
    row=Resolution,
    close_after=CLOSE_AFTER_DAYS,
    reopen_within=REOPEN_WITHIN_DAYS,
    too_late=gettext_lazy(
        "was resolved more than %(days)s business days ago; report a new incident and link it"
    ),
)
FAMILY = FamilyPhrases(
    own_child=gettext_lazy("An incident cannot be its own child."),
    busy=gettext_lazy("These incidents are being changed by others just now; look at them again."),
    hidden=gettext_lazy("What you name was merged into an incident that is not open to you."),
    not_merged=gettext_lazy("was not merged into another incident"),
    merged=gettext_lazy("was merged into another incident; work goes on there"),
    no_child=gettext_lazy("That is no child of this incident, or it is not open to you."),
    was_merged=gettext_lazy("Merged: work on this goes on in another incident"),
    told_to_all=gettext_lazy("Said to everybody who has the same trouble."),
    said_on_merged=gettext_lazy("Said on an incident that was merged into this one."),
    split_from=gettext_lazy("This was a reply on another incident, and goes on here."),
    let_follow=gettext_lazy("Let those who take part follow the other incident"),
    let_follow_help=gettext_lazy(
        "They see it from then on. Otherwise they keep reading their own; a reply becomes a new incident."
    ),
    split_title=gettext_lazy("Title of the new incident"),
    split_button=gettext_lazy("Make it an incident"),
    split_intro=gettext_lazy(
        "It becomes an incident of its own, with this text, for who wrote it. Both say where the other is."
    ),
    children_about="Those you may see: an incident has at most 500.",
    split_summary="Take a reply out into an incident of its own",
)


def reported(told: Told) -> str:
    door = DOORS.get(told.via)
    return _("Reported through %(door)s") % {"door": door} if door else _("Reported")


def expected(params: Params) -> str:
    given = in_levels(params)
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


SENTENCES = {
    **sentences_of(waiting=WAITING, ending=ENDING, fields=FIELDS),
    **ASSIGNMENT_SENTENCES,
    **family_sentences(FAMILY),
    **MAJOR_SENTENCES,
    "report": reported,
}
_SHARED: Explained = {**WORKFLOW_EXPLAINED, **ASSIGNMENT_EXPLAINED, **family_explained(FAMILY)}
_ONCE: Explained = {
    f"incident.{code.partition('.')[2]}": words
    for code, words in _SHARED.items()
    if not code.startswith("priority.")
}
"""Codes that stand in entries from the time when these verbs were the incident's own."""

why = explainer(_SHARED, _ONCE, MAJOR_EXPLAINED, {"priority.expected": expected})
"""The explanation a decision gave of itself, in words."""

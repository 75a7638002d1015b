"""What lists and pages say of incidents: phrases, names of fields and their values, properties, marks."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices.words import CAUSES, CHANNELS, CODES, KINDS, PAUSE_REASONS
from maitre.operation.incident.rules import Major
from maitre.shared.assignment.notices import hand_overs
from maitre.shared.practice.rules import Badge, Marks, Phrases, Property, Summaries, View
from maitre.shared.workflow.notices import LEVELS, held_lines
from maitre.shared.workflow.querysets import LEVELS as LEVEL_NAMES


def _shown(count: int) -> str:
    return ngettext("%(num)d incident shown", "%(num)d incidents shown", count) % {"num": count}


def _counted(count: int) -> str:
    return ngettext("%(num)d incident", "%(num)d incidents", count) % {"num": count}


PHRASES = Phrases(
    filter=gettext_lazy("Filter incidents"),
    by_state=gettext_lazy("Incidents by state"),
    with_selected=gettext_lazy("With the selected incidents"),
    board_shows=gettext_lazy("The board shows open incidents that fit the filter."),
    nothing_fits=gettext_lazy("No incident you may see fits this filter."),
    none_yet=gettext_lazy("New incidents land here, the most urgent first."),
    create=gettext_lazy("Report an incident"),
    figures=gettext_lazy("Figures of incidents"),
    goes_on=gettext_lazy("Work on this goes on in another incident."),
    goes_on_unseen=gettext_lazy("Work on this goes on in an incident that is not open to you."),
    shown=_shown,
    counted=_counted,
)
SUMMARIES = Summaries(
    list="Incidents you may see",
    show="One incident",
    figures="Figures of incidents",
    figures_about="For leads, managers, auditors and admins, over the incidents open to them as such.",
    behind_figures="The incidents behind a figure",
    groups="Figures of groups of incidents",
)
VIEWS = (
    View(label=gettext_lazy("Mine"), query="state:open assignee:me", pulse="mine"),
    View(label=gettext_lazy("Unassigned"), query="state:open assignee:none"),
    View(label=gettext_lazy("All open"), query="state:open"),
    View(label=gettext_lazy("Waiting"), query="state:pending"),
    View(label=gettext_lazy("Resolved"), query="state:resolved"),
    View(label=gettext_lazy("All"), query=""),
)
FIELDS = {
    "impact": gettext_lazy("Impact"),
    "urgency": gettext_lazy("Urgency"),
    "handoffs": gettext_lazy("Hand-overs"),
    "returns": gettext_lazy("Returns"),
    "reopened": gettext_lazy("Times reopened"),
    "major": gettext_lazy("Major incident"),
    "type": gettext_lazy("Type"),
    "family": gettext_lazy("Family"),
    "parent": gettext_lazy("Parent"),
    "service": gettext_lazy("Service"),
    "item": gettext_lazy("Configuration item"),
    "location": gettext_lazy("Location"),
    "channel": gettext_lazy("Channel"),
    "code": gettext_lazy("Resolution"),
    "cause": gettext_lazy("Cause"),
    "resolved": gettext_lazy("Resolved"),
    "closed": gettext_lazy("Closed"),
}
_LEVELS = {name: LEVELS[level] for name, level in LEVEL_NAMES.items()} | {
    str(level): name for level, name in LEVELS.items()
}
VALUES = {
    "impact": _LEVELS,
    "urgency": _LEVELS,
    "type": KINDS,
    "channel": CHANNELS,
    "code": CODES,
    "cause": CAUSES,
    "major": {
        "proposed": gettext_lazy("Proposed"),
        "declared": gettext_lazy("Declared"),
        "demoted": gettext_lazy("Mark taken off"),
    },
    "family": {
        "parent": gettext_lazy("Parent"),
        "child": gettext_lazy("Child"),
        "merged": gettext_lazy("Merged"),
    },
    "has": {"file": gettext_lazy("a file"), "task": gettext_lazy("a task")},
}
DECLARED = Badge(label=gettext_lazy("Major incident"), short=gettext_lazy("Major"), tone="danger", icon="zap")
PROPOSED = Badge(label=gettext_lazy("Proposed as major"), tone="warning", icon="zap")


def marks(ids: Sequence[int]) -> Marks:
    families, majors = Incident.objects.marks(ids)
    return Marks(families=families, badges=dict.fromkeys(majors, DECLARED))


def badges(incident: Incident) -> Sequence[Badge]:
    return [badge for badge in (_BADGES.get(incident.major),) if badge]


_BADGES = {Major.DECLARED.value: DECLARED, Major.PROPOSED.value: PROPOSED}


def properties(incident: Incident) -> Sequence[Property]:
    return [Property(label=_("Channel"), value=CHANNELS.get(incident.channel, ""))]


def situation(incident: Incident) -> Sequence[Property]:
    return [*hand_overs(incident), *held_lines(incident, PAUSE_REASONS)]

"""By what figures of incidents are grouped, in people's words."""

from django.utils.translation import gettext_lazy as _

from maitre.operation.incident.notices.words import CAUSES, CHANNELS, CODES, KINDS
from maitre.shared.flow.rules import Dimension, Grouping, Names
from maitre.shared.records.notices import PRIORITIES

_PRIORITIES = {str(value): word for value, word in PRIORITIES.items()}
DIMENSIONS = (
    Dimension("category", _("Category"), "category_id", _("No category"), Names.CATEGORY),
    Dimension("service", _("Service"), "service", _("No service")),
    Dimension("priority", _("Priority"), "priority", _("Not known"), words=_PRIORITIES, in_order=True),
    Dimension("team", _("Team"), "team_id", _("No team"), Names.TEAM),
    Dimension("assignee", _("Assignee"), "assignee_id", _("Nobody"), Names.PERSON),
    Dimension("location", _("Location"), "location", _("No location")),
    Dimension("channel", _("Channel"), "channel", _("Not known"), words=CHANNELS),
    Dimension("organisation", _("Organisation"), "organisation_id", _("Not known"), Names.ORGANISATION),
    Dimension(
        "requester_organisation",
        _("Organisation of the requester"),
        "requester_organisation_id",
        _("Others, or not known"),
        Names.ORGANISATION,
        guarded=True,
    ),
    Dimension("type", _("Type"), "type", _("Not known"), words=KINDS),
    Dimension("code", _("How resolved"), "code", _("Not resolved, or not known"), words=CODES),
    Dimension("cause", _("Cause"), "cause", _("Not resolved, or not known"), words=CAUSES),
)
GROUPING = Grouping("incident", "incidents", _("Incidents"), _("Figures of incidents"), DIMENSIONS)

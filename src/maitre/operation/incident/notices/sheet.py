"""Incidents as rows of a file: which columns there are, and what stands in them."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices.words import CHANNELS, KINDS, STATES
from maitre.shared.exports.rules import Cell, Column, Sheet, Value
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import ListRow

ALWAYS = ("number", "title", "state", "priority")
"""Columns every list shows; the others are chosen."""
_OWN = frozenset({"type", "impact", "urgency", "service", "item", "location", "channel"})
_PLACES = frozenset({"category", "organisation"})


def values(rows: Sequence[ListRow], wanted: frozenset[str]) -> Iterator[Mapping[str, Value]]:
    """A mapping a row: one statement for places and one for the incident's own, where they are wanted."""
    ids = [row.id for row in rows]
    places = Record.objects.places(ids) if wanted & _PLACES else {}
    own = Incident.objects.in_bulk(ids) if wanted & _OWN else {}
    states = {name: str(word) for name, word in STATES.items()}
    for row in rows:
        category, organisation = places.get(row.id, ("", ""))
        found: dict[str, Value] = {
            "number": row.number,
            "title": row.title,
            "state": states[row.state],
            "priority": row.priority,
            "requester": row.requester_name,
            "team": row.team_name,
            "assignee": row.assignee_name,
            "category": category,
            "organisation": organisation,
            "created": row.created_at,
            "updated": row.updated_at,
        }
        if incident := own.get(row.id):
            found |= {
                "type": str(KINDS.get(incident.kind, "")),
                "impact": incident.impact,
                "urgency": incident.urgency,
                "service": incident.service,
                "item": incident.item,
                "location": incident.location,
                "channel": str(CHANNELS.get(incident.channel, "")),
            }
        yield found


SHEET = Sheet(
    "incident",
    "Incidents",
    (
        Column("number", _("Number"), width=12),
        Column("title", _("Title"), width=60),
        Column("state", _("State"), width=14),
        Column("priority", _("Priority"), Cell.NUMBER, width=9),
        Column("requester", _("Requester")),
        Column("team", _("Team")),
        Column("assignee", _("Assignee")),
        Column("category", _("Category")),
        Column("organisation", _("Organisation")),
        Column("created", _("Created"), Cell.INSTANT),
        Column("updated", _("Updated"), Cell.INSTANT, for_staff=True),
        Column("type", _("Type")),
        Column("impact", _("Impact"), Cell.NUMBER, width=9),
        Column("urgency", _("Urgency"), Cell.NUMBER, width=9),
        Column("service", _("Service")),
        Column("item", _("Item")),
        Column("location", _("Location")),
        Column("channel", _("Channel")),
    ),
    values,
)

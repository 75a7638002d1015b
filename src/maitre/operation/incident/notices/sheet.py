"""Incidents as rows of a file: which columns there are, and what stands in them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from maitre.operation.incident.lifecycle import CLOSED
from maitre.operation.incident.models import Incident, Resolution
from maitre.operation.incident.notices.words import CAUSES, CHANNELS, CODES, KINDS, STATES
from maitre.shared.exports.rules import Cell, Column, Sheet, Value
from maitre.shared.records.models import Entry, Record
from maitre.shared.records.querysets import ListRow

ALWAYS = ("number", "title", "state", "priority")
"""Columns every list shows; the others are chosen."""
_ENDING = frozenset({"resolved", "code", "cause"})
_OWN = frozenset(
    {"description", "hand_overs", "type", "impact", "urgency", "service", "item", "location", "channel"}
)
_PLACES = frozenset({"category", "organisation"})


def values(rows: Sequence[ListRow], wanted: frozenset[str]) -> Iterator[Mapping[str, Value]]:
    """A mapping a row: one statement for places and one for the incident's own, where they are wanted."""
    ids = [row.id for row in rows]
    places = Record.objects.places(ids) if wanted & _PLACES else {}
    own = Incident.objects.in_bulk(ids) if wanted & _OWN else {}
    endings = _endings(ids) if wanted & _ENDING else {}
    closings = _closings([row.id for row in rows if row.state == CLOSED]) if "closed" in wanted else {}
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
        ending = endings.get(row.id)
        found |= {
            "resolved": ending.at if ending else None,
            "closed": closings.get(row.id),
            "code": str(CODES.get(ending.code, "")) if ending else "",
            "cause": str(CAUSES.get(ending.cause, "")) if ending else "",
        }
        if incident := own.get(row.id):
            found |= {
                "description": incident.description,
                "hand_overs": incident.handoffs,
                "type": str(KINDS.get(incident.kind, "")),
                "impact": incident.impact,
                "urgency": incident.urgency,
                "service": incident.service,
                "item": incident.item,
                "location": incident.location,
                "channel": str(CHANNELS.get(incident.channel, "")),
            }
        yield found


def _endings(ids: Sequence[int]) -> Mapping[int, Resolution]:
    """The resolutions that stand, by record."""
    return {each.incident_id: each for each in Resolution.objects.filter(incident__in=ids, undone_at=None)}


def _closings(ids: Sequence[int]) -> Mapping[int, datetime]:
    """When each was closed, the last time."""
    closed = Entry.objects.filter(record__in=ids, verb="close").values_list("record_id")
    return dict(closed.annotate(Max("at")))


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
        Column("description", _("Description"), width=60),
        Column("resolved", _("Resolved"), Cell.INSTANT),
        Column("closed", _("Closed"), Cell.INSTANT),
        Column("code", _("How it ended")),
        Column("cause", _("Cause")),
        Column("hand_overs", _("Hand-overs"), Cell.NUMBER, width=9),
    ),
    values,
)

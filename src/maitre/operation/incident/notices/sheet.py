"""Incidents as rows of a file: the columns they have beside those of every record."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from maitre.operation.incident.lifecycle import CLOSED
from maitre.operation.incident.models import Incident, Resolution
from maitre.operation.incident.notices.words import CAUSES, CHANNELS, CODES, KINDS
from maitre.shared.exports.rules import Cell, Column, Value
from maitre.shared.records.models import Entry
from maitre.shared.records.querysets import ListRow
from maitre.shared.workspace.notices.sheet import sheet

_ENDING = frozenset({"resolved", "code", "cause"})
_OWN = frozenset(
    {"description", "hand_overs", "type", "impact", "urgency", "service", "item", "location", "channel"}
)


def values(rows: Sequence[ListRow], wanted: frozenset[str]) -> Mapping[int, Mapping[str, Value]]:
    """One statement for the incidents' own, one for how they ended, one for when: where they are wanted."""
    ids = [row.id for row in rows]
    own = Incident.objects.in_bulk(ids) if wanted & _OWN else {}
    endings = _endings(ids) if wanted & _ENDING else {}
    closings = _closings([row.id for row in rows if row.state == CLOSED]) if "closed" in wanted else {}
    return {pk: {"closed": closings.get(pk), **_ended(endings.get(pk)), **_told(own.get(pk))} for pk in ids}


def _ended(ending: Resolution | None) -> Mapping[str, Value]:
    if ending is None:
        return {"resolved": None, "code": "", "cause": ""}
    code, cause = str(CODES.get(ending.code, "")), str(CAUSES.get(ending.cause, ""))
    return {"resolved": ending.at, "code": code, "cause": cause}


def _told(incident: Incident | None) -> Mapping[str, Value]:
    if incident is None:
        return {}
    return {
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


def _endings(ids: Sequence[int]) -> Mapping[int, Resolution]:
    """The resolutions that stand, by record."""
    return {each.incident_id: each for each in Resolution.objects.filter(incident__in=ids, undone_at=None)}


def _closings(ids: Sequence[int]) -> Mapping[int, datetime]:
    """When each was closed, the last time."""
    closed = Entry.objects.filter(record__in=ids, verb="close").values_list("record_id")
    return dict(closed.annotate(Max("at")))


SHEET = sheet(
    "incident",
    "Incidents",
    (
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

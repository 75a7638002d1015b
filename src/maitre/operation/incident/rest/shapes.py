"""Incidents as JSON, and what may be sent about them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from maitre.operation.incident.models import Incident, Resolution
from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record
from maitre.shared.records.rest.shapes import RecordOut, identity
from maitre.shared.relationships.querysets import labels_of_relatives


class ResolutionOut(BaseModel):
    """How an incident ended, as it stands. What was written for the requester is in the timeline."""

    code: str = Field(description="Empty where it is not known: it was imported without")
    cause: str = Field(description="Empty where it is not known: it was imported without")
    at: datetime


class IncidentOut(RecordOut):
    type: str = Field(description="Empty where it is not known: it was imported without")
    description: str
    impact: int
    urgency: int
    overridden: bool = Field(
        description="Whether somebody set another priority than impact and urgency propose"
    )
    service: str
    configuration_item: str
    location: str
    channel: str = Field(description="How it reached us; empty where that is not known")
    pause_reason: str
    wakes_at: datetime | None
    closes_at: datetime | None
    reopenable_until: datetime | None
    reopened: int
    handoffs: int = Field(description="Changes of team after the first")
    returns: int = Field(description="Those among them back to a team that had it before")
    major: str = Field(description="proposed, declared or demoted; empty where nobody ever thought so")
    parent: str | None = Field(description="The incident it is a child of, where you may see that")
    merged_into: str | None = Field(
        description="The incident in which work on it goes on, where you may see that"
    )
    resolution: ResolutionOut | None


def incident_outs(records: Sequence[Record], actor: Actor) -> list[IncidentOut]:
    """Records loaded with their incidents and names, in their order: one statement, however many."""
    return _outs([(record, record.incident) for record in records], actor)


def incident_out(incident: Incident, actor: Actor) -> IncidentOut:
    """One incident whose record was loaded with it."""
    return _outs([(incident.record, incident)], actor)[0]


def _outs(told: Sequence[tuple[Record, Incident]], actor: Actor) -> list[IncidentOut]:
    standing = _resolutions([record for record, _ in told])
    labels = labels_of_relatives([incident for _, incident in told], actor)
    return [_out(record, own, standing.get(record.pk), labels, actor) for record, own in told]


def _resolutions(records: Sequence[Record]) -> Mapping[int, ResolutionOut]:
    """Those that stand, by record; no statement while all are at work."""
    ended = [record.pk for record in records if not record.is_open]
    return {
        each.incident_id: ResolutionOut(code=each.code, cause=each.cause, at=each.at)
        for each in (Resolution.objects.filter(incident__in=ended, undone_at=None) if ended else ())
    }


def _out(
    record: Record,
    incident: Incident,
    resolution: ResolutionOut | None,
    labels: Mapping[int | None, str],
    actor: Actor,
) -> IncidentOut:
    own: dict[str, Any] = {
        "type": incident.kind,
        "description": incident.description,
        "impact": incident.impact,
        "urgency": incident.urgency,
        "overridden": incident.override is not None,
        "service": incident.service,
        "configuration_item": incident.item,
        "location": incident.location,
        "channel": incident.channel,
        "pause_reason": incident.pause_reason,
        "wakes_at": incident.wakes_at,
        "closes_at": incident.closes_at,
        "reopenable_until": incident.reopenable_until,
        "reopened": incident.reopened,
        "handoffs": incident.handoffs,
        "returns": incident.returns,
        "major": incident.major,
        "parent": labels.get(incident.parent_id),
        "merged_into": labels.get(incident.merged_into_id),
        "resolution": resolution,
    }
    return IncidentOut(**identity(record, actor), **own)

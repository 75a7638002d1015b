"""The incident's own table, and the facts of its resolutions. Number, state, people and timeline are the record's."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from maitre.operation.incident.querysets import IncidentQuerySet
from maitre.operation.incident.rules import Channel, Kind, Major
from maitre.shared.assignment.models import Assigned
from maitre.shared.records.models import Record
from maitre.shared.relationships.models import ONE_PART, Related, family_indexes
from maitre.shared.workflow.models import STANDS, Described, Ended, Held, Prioritised

LINES = ("service", "item", "location")
"""Lines of text by which incidents are asked for."""


class Incident(Described, Prioritised, Held, Assigned, Related):
    """One incident. `service` and `item` are words until those practices hold records to point at.

    An empty `kind` or `channel` is not known: it was not brought along from elsewhere.
    """

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.PROTECT, related_name="incident")
    kind = models.CharField(max_length=12, blank=True, choices=[(kind.value, kind.value) for kind in Kind])
    service = models.CharField(max_length=200, blank=True, default="")
    item = models.CharField(max_length=200, blank=True, default="")
    location = models.CharField(max_length=200, blank=True, default="", db_default="")
    channel = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        choices=[(channel.value, channel.value) for channel in Channel],
    )
    major = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=[(standing.value, standing.value) for standing in Major],
    )

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="paused_until"),
            models.Index(
                fields=["closes_at"], condition=Q(closes_at__isnull=False), name="resolved_to_close"
            ),
            *family_indexes(
                children="children_of_an_incident",
                merged="merged_into_an_incident",
                members="incidents_in_a_family",
            ),
            *(
                models.Index(Lower(name), condition=~Q(**{name: ""}), name=f"incidents_by_{name}")
                for name in LINES
            ),
            models.Index(fields=["channel"], condition=~Q(channel=""), name="incidents_by_channel"),
            models.Index(fields=["reopened"], condition=Q(reopened__gt=0), name="incidents_reopened"),
        ]
        constraints = [models.CheckConstraint(condition=ONE_PART, name="one_part_in_a_family")]

    def __str__(self) -> str:
        return self.record.label


class Resolution(Ended):
    """That an incident was resolved, how, by whom."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="resolutions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=STANDS, name="one_resolution_stands")
        ]
        indexes = [
            models.Index(fields=[name, "-incident"], condition=STANDS, name=f"standing_by_{name}")
            for name in ("at", "code", "cause")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.code}"

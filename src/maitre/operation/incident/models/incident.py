"""The incident's own table, and the facts of its resolutions. Number, state, people and timeline are the record's."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from maitre.operation.incident.querysets import IncidentQuerySet
from maitre.operation.incident.rules import Cause, Channel, Kind, Major, PauseReason, ResolutionCode
from maitre.shared.records.models import Record

IN_FAMILY = Q(parent__isnull=False) | Q(merged_into__isnull=False) | Q(child_count__gt=0)
"""Few incidents have a parent, children, or were merged: lists find them by an index of only these."""
LINES = ("service", "item", "location")
"""Lines of text by which incidents are asked for."""
STANDS = Q(undone_at__isnull=True)
"""Of a resolution: the incident was not reopened since."""
ONE_PART = (
    Q(parent__isnull=True, merged_into__isnull=True)
    | Q(parent__isnull=True, child_count=0)
    | Q(merged_into__isnull=True, child_count=0)
) & Q(child_count__gte=0)
"""An incident is a parent, a child, merged, or none of it: so families are one step deep."""


class Incident(models.Model):
    """One incident. `service` and `item` are words until those practices hold records to point at.

    An empty `kind` or `channel` is not known: it was not brought along from elsewhere.
    `handoffs` counts changes from one team to another, `returns` those among them to a team that had it before;
    `came_from` is the team before this one.
    """

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.PROTECT, related_name="incident")
    description = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=12, blank=True, choices=[(kind.value, kind.value) for kind in Kind])
    impact = models.SmallIntegerField(default=3)
    urgency = models.SmallIntegerField(default=3)
    override = models.SmallIntegerField(null=True)
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
    pause_reason = models.CharField(
        max_length=10,
        blank=True,
        default="",
        choices=[(reason.value, reason.value) for reason in PauseReason],
    )
    wakes_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)
    reopenable_until = models.DateTimeField(null=True)
    reopened = models.IntegerField(default=0)
    handoffs = models.IntegerField(default=0, db_default=0)
    returns = models.IntegerField(default=0, db_default=0)
    came_from = models.ForeignKey(
        "organisation.Team", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    major = models.CharField(
        max_length=10,
        blank=True,
        default="",
        db_default="",
        choices=[(standing.value, standing.value) for standing in Major],
    )
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    child_count = models.IntegerField(db_default=0, default=0)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_here", db_index=False
    )
    took_in = models.IntegerField(db_default=0, default=0)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="paused_until"),
            models.Index(
                fields=["closes_at"], condition=Q(closes_at__isnull=False), name="resolved_to_close"
            ),
            models.Index(
                fields=["parent"], condition=Q(parent__isnull=False), name="children_of_an_incident"
            ),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="merged_into_an_incident"
            ),
            models.Index(fields=["record"], condition=IN_FAMILY, name="incidents_in_a_family"),
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


class Resolution(models.Model):
    """That an incident was resolved, how, by whom. Reopening marks it undone and keeps it.

    An empty code or cause is not known: it was not brought along from elsewhere.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="resolutions")
    code = models.CharField(
        max_length=20, blank=True, choices=[(code.value, code.value) for code in ResolutionCode]
    )
    cause = models.CharField(
        max_length=20, blank=True, choices=[(cause.value, cause.value) for cause in Cause]
    )
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

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

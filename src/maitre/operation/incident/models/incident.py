"""The incident's own table, and the facts of its resolutions. Number, state, people and timeline are the record's."""

from django.db import models
from django.db.models import Q

from maitre.operation.incident.querysets import IncidentQuerySet
from maitre.operation.incident.rules import Cause, Kind, PauseReason, ResolutionCode
from maitre.shared.records.models import Record


class Incident(models.Model):
    """One incident. `service` and `item` are words until those practices hold records to point at."""

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.PROTECT, related_name="incident")
    description = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in Kind])
    impact = models.SmallIntegerField(default=3)
    urgency = models.SmallIntegerField(default=3)
    override = models.SmallIntegerField(null=True)
    service = models.CharField(max_length=200, blank=True, default="")
    item = models.CharField(max_length=200, blank=True, default="")
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

    objects = IncidentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wakes_at"], condition=Q(wakes_at__isnull=False), name="paused_until"),
            models.Index(
                fields=["closes_at"], condition=Q(closes_at__isnull=False), name="resolved_to_close"
            ),
        ]

    def __str__(self) -> str:
        return self.record.label


class Resolution(models.Model):
    """That an incident was resolved, how, by whom. Reopening marks it undone and keeps it."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="resolutions")
    code = models.CharField(max_length=20, choices=[(code.value, code.value) for code in ResolutionCode])
    cause = models.CharField(max_length=20, choices=[(cause.value, cause.value) for cause in Cause])
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(undone_at__isnull=True), name="one_resolution_stands"
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.code}"

"""What is kept of a major incident beside its timeline: who does what, what is due, the review afterwards."""

from django.db import models
from django.db.models import Q

from maitre.operation.incident.models.incident import Incident
from maitre.operation.incident.querysets import DutyQuerySet, MajorIncidentQuerySet
from maitre.operation.incident.rules.major import HEADLINE_LIMIT, Obligation


def _part() -> "models.ForeignKey[object, object]":
    return models.ForeignKey(
        "organisation.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )


class MajorIncident(models.Model):
    """An incident that was proposed or declared a major one; how far it is says `incident.major`.

    `headline` is what everybody affected reads; `update_seq` the place of the last word to them in the timeline.
    """

    incident = models.OneToOneField(
        Incident, primary_key=True, on_delete=models.PROTECT, related_name="as_major"
    )
    headline = models.CharField(max_length=HEADLINE_LIMIT, blank=True, default="")
    criteria = models.JSONField(default=list)
    manager = _part()
    technical_lead = _part()
    communications = _part()
    scribe = _part()
    proposed_at = models.DateTimeField(null=True)
    declared_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    update_seq = models.IntegerField(null=True)
    updates = models.IntegerField(default=0)

    objects = MajorIncidentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.incident_id} {self.headline}"


class Duty(models.Model):
    """Something owed at a time. Fulfilled when it is done, lapsed when nobody owes it any more; open until then."""

    major = models.ForeignKey(MajorIncident, on_delete=models.PROTECT, related_name="duties")
    obligation = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Obligation])
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by_id = models.BigIntegerField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["major", "obligation"],
                condition=Q(done_at__isnull=True, lapsed_at__isnull=True),
                name="one_open_duty_of_a_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(done_at__isnull=True, lapsed_at__isnull=True),
                name="open_duties_by_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.major_id} {self.obligation} by {self.due_at:%Y-%m-%d %H:%M}"


class Review(models.Model):
    """What was learned. Written by several hands until it is finished; what it said then stands in the timeline."""

    major = models.OneToOneField(
        MajorIncident, primary_key=True, on_delete=models.PROTECT, related_name="review"
    )
    what_happened = models.TextField(blank=True, default="")
    went_well = models.TextField(blank=True, default="")
    went_badly = models.TextField(blank=True, default="")
    actions = models.TextField(blank=True, default="")
    version = models.IntegerField(default=1)
    written_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by_id = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"review of {self.major_id}"

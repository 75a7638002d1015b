"""What dispatching remembers and goes by: which teams had an incident, who knows what, what usually means how much."""

from django.db import models

from maitre.operation.incident.models.incident import Incident
from maitre.operation.incident.querysets import ExpectedImpactQuerySet


class Holding(models.Model):
    """That a team had the incident, and since when for the first time."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="holdings", db_index=False)
    team = models.ForeignKey("organisation.Team", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "team"], name="each_team_that_held_it_once")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.team_id}"


class Skill(models.Model):
    """Something people know, by a word, and the categories that ask for it."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    people = models.ManyToManyField("organisation.Person", related_name="skills", blank=True)
    categories = models.ManyToManyField("records.Category", related_name="skills", blank=True)

    def __str__(self) -> str:
        return self.name


class ExpectedImpact(models.Model):
    """What an incident of a category, or on a service with one of these words in its name, usually means.

    Words stand in for services and configuration items until these are records.
    """

    key = models.SlugField(max_length=60, unique=True)
    category = models.ForeignKey("records.Category", null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisation.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.JSONField(default=list)
    impact = models.SmallIntegerField()
    urgency = models.SmallIntegerField(null=True)
    critical = models.BooleanField(default=False)

    objects = ExpectedImpactQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

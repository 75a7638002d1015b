"""What an incident usually means, before anybody has judged."""

from django.db import models

from maitre.operation.incident.querysets import ExpectedImpactQuerySet


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

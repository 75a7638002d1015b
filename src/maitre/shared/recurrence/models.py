"""Tables of recurrences, and of the times that have been served. The unique key of the second is what keeps N15."""

from django.db import models
from django.db.models import Q

from maitre.shared.recurrence.querysets import RecurrenceQuerySet
from maitre.shared.recurrence.rules import Times, read_slot


class Recurrence(models.Model):
    """One rule. Times before `since` are none of its: it was made, changed or taken up again then."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, related_name="+")
    every = models.CharField(max_length=300)
    begins = models.CharField(max_length=16)
    zone = models.CharField(max_length=60)
    in_hours = models.BooleanField(default=False)
    makes = models.CharField(max_length=20)
    content = models.JSONField()
    is_active = models.BooleanField(default=True)
    since = models.DateTimeField()
    next_at = models.DateTimeField(null=True)

    objects = RecurrenceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(is_active=True), name="recurrences_to_come")]

    def __str__(self) -> str:
        return self.name

    @property
    def times(self) -> Times:
        return Times(self.every, read_slot(self.begins), self.zone)


class Occurrence(models.Model):
    """That a time of a rule was served: by a record, or by the reason why there is none. `slot` is local time."""

    rule = models.ForeignKey(Recurrence, on_delete=models.CASCADE, related_name="occurrences", db_index=False)
    slot = models.CharField(max_length=16)
    at = models.DateTimeField()
    record = models.ForeignKey("records.Record", null=True, on_delete=models.PROTECT, related_name="+")
    missed = models.IntegerField(default=0)
    problem = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "slot"], name="one_record_of_a_time")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.slot}"

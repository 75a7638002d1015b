"""The table of work. A row is never changed: a correction is another row that names the one it stands for."""

from django.db import models
from django.db.models import Q

from maitre.shared.worktime.querysets import WorkQuerySet


class Work(models.Model):
    """That a person worked so many minutes on a record on a day. A correction to 0 minutes takes one back."""

    record = models.ForeignKey("records.Record", on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(
        "organisation.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    day = models.DateField()
    minutes = models.IntegerField()
    note = models.CharField(max_length=500, blank=True, default="")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="correction")
    reason = models.CharField(max_length=500, blank=True, default="")
    by = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = WorkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["record", "-day"], name="work_on_a_record"),
            models.Index(fields=["person", "-day"], name="work_of_a_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=0, minutes__lte=1440), name="minutes_of_a_day"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0) | Q(replaces__isnull=False), name="only_a_correction_is_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.minutes} on {self.record_id}"

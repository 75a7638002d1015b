"""The table of reminders."""

from django.db import models
from django.db.models import Q

from maitre.shared.reminders.querysets import ReminderQuerySet


class Reminder(models.Model):
    """That a person wants to hear of a record at `asked_at`; it comes at `due_at`, and came at `came_at`."""

    person = models.ForeignKey(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    record = models.ForeignKey("records.Record", on_delete=models.CASCADE, related_name="+", db_index=False)
    note = models.CharField(max_length=300, blank=True, default="")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(came_at__isnull=True), name="reminders_to_come"),
            models.Index(fields=["person", "due_at"], name="reminders_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} of {self.record_id} at {self.due_at}"

"""Tables of what somebody shall hear of, and of what they want to hear."""

from django.db import models
from django.db.models import Q

from maitre.shared.notifications.querysets import NotificationQuerySet
from maitre.shared.notifications.rules import Reason

_REASONS = [(reason.value, reason.value) for reason in Reason]


class Notification(models.Model):
    """One timeline entry that one person shall hear of. What it says is read from the entry when it is shown."""

    person = models.ForeignKey(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    record = models.ForeignKey("records.Record", on_delete=models.CASCADE, related_name="+")
    seq = models.IntegerField()
    verb = models.CharField(max_length=30)
    reason = models.CharField(max_length=10, choices=_REASONS)
    internal = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-id"], name="notifications_of_a_person"),
            models.Index(
                fields=["person", "record"], condition=Q(read_at__isnull=True), name="unread_notifications"
            ),
            models.Index(
                fields=["read_at"], condition=Q(read_at__isnull=False), name="notifications_to_drop"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.reason} {self.record_id}/{self.seq}"


class Choice(models.Model):
    """What one person wants to hear, where it differs from what everybody hears."""

    person = models.ForeignKey(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=10, choices=_REASONS)
    in_app = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "reason"], name="one_choice_per_reason")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.reason}: {self.in_app}"

"""Tables of what somebody shall hear of, and of what they want to hear."""

from datetime import time

from django.db import models
from django.db.models import Q

from maitre.shared.notifications.querysets import NotificationQuerySet
from maitre.shared.notifications.rules import Hours, Pace, Reason

_REASONS = [(reason.value, reason.value) for reason in Reason]
_PACES = [(pace.value, pace.value) for pace in Pace]


class Notification(models.Model):
    """One timeline entry that one person, or the mailbox of a team, shall hear of.

    What it says is read from the entry when it is shown, or written.
    """

    person = models.ForeignKey(
        "organisation.Person", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "organisation.Team", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    record = models.ForeignKey("records.Record", on_delete=models.CASCADE, related_name="+")
    seq = models.IntegerField()
    verb = models.CharField(max_length=30)
    reason = models.CharField(max_length=10, choices=_REASONS)
    internal = models.BooleanField(default=False)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    """What is heard by letter only counts as read from the beginning."""
    mail_due = models.DateTimeField(null=True)
    """When a letter about it is to be written; empty when none is, or it is written."""

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
            models.Index(
                fields=["mail_due"], condition=Q(mail_due__isnull=False), name="notifications_to_write"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.team_id} {self.reason} {self.record_id}/{self.seq}"


class Choice(models.Model):
    """What one person wants to hear, where it differs from what everybody hears."""

    person = models.ForeignKey(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=10, choices=_REASONS)
    in_app = models.BooleanField()
    mail = models.CharField(max_length=5, choices=_PACES, blank=True, default="")
    """Empty: as the team says, or everybody."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "reason"], name="one_choice_per_reason")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.reason}: {self.in_app} {self.mail}"


class Reach(models.Model):
    """When letters may reach a person. Who said nothing is reached round the clock."""

    person = models.OneToOneField(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    hours = models.CharField(
        max_length=7, default=Hours.ALWAYS.value, choices=[(each.value, each.value) for each in Hours]
    )
    start = models.TimeField(default=time(8))
    end = models.TimeField(default=time(18))
    weekends = models.BooleanField(default=False)
    urgent = models.BooleanField(default=True)
    """What is urgent comes at any hour."""

    def __str__(self) -> str:
        return f"{self.person_id} {self.hours}"


class TeamMail(models.Model):
    """What a team says about letters: its own mailbox, when that is reached, and what its members get by default."""

    team = models.OneToOneField(
        "organisation.Team", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    mailbox = models.EmailField(blank=True, default="")
    hours = models.CharField(
        max_length=7, default=Hours.ALWAYS.value, choices=[("always", "always"), ("working", "working")]
    )
    urgent = models.BooleanField(default=True)
    paces = models.JSONField(default=dict)
    """Reason to pace; reasons not named are as for everybody."""

    def __str__(self) -> str:
        return f"{self.team_id} {self.mailbox}"

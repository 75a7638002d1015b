"""The table of letters. What a letter says is not kept: it is made when it is sent, from what its reader may read."""

from django.db import models
from django.db.models import Q

from maitre.shared.mail.querysets import LetterQuerySet
from maitre.shared.mail.rules import ADDRESS_LIMIT, DECIDABLE, ENDED, Status

ANSWER_LIMIT = 500
_DECIDABLE, _ENDED = (sorted(each.value for each in states) for states in (DECIDABLE, ENDED))


class Letter(models.Model):
    """One e-mail to one address. `about` holds the ids that its class composes from."""

    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=ADDRESS_LIMIT)
    person = models.ForeignKey(
        "organisation.Person", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    team = models.ForeignKey(
        "organisation.Team", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "organisation.Organisation", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    record = models.ForeignKey("records.Record", null=True, on_delete=models.CASCADE, related_name="+")
    about = models.JSONField(default=dict)
    message_id = models.CharField(max_length=320, unique=True)
    status = models.CharField(
        max_length=10, default=Status.WAITING.value, choices=[(each.value, each.value) for each in Status]
    )
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    """When the last attempt began to hand over the text: before that, the server certainly had nothing."""
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=ANSWER_LIMIT, blank=True, default="")

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(status="waiting"), name="letters_that_wait"),
            models.Index(fields=["id"], condition=Q(status="sending"), name="letters_on_their_way"),
            models.Index(
                fields=["organisation", "-id"],
                condition=Q(status__in=_DECIDABLE),
                name="letters_to_decide",
            ),
            models.Index(fields=["organisation", "-id"], name="letters_of_an_organisation"),
            models.Index(fields=["ended_at"], condition=Q(status__in=_ENDED), name="letters_to_drop"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.status}"

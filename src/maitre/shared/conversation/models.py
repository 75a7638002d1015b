"""Files, links, drafts, presence, canned replies, favourites. Comments are timeline entries, in shared/records."""

from django.db import models

from maitre.shared.conversation.querysets import (
    AttachmentQuerySet,
    CannedReplyQuerySet,
    DraftQuerySet,
    PresenceQuerySet,
)
from maitre.shared.records.models import Record, Visibility


class Attachment(models.Model):
    """A file on a record. The bytes lie in the file store under their SHA-256; equal files are stored once."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="attachments")
    seq = models.IntegerField()
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """Two records that have to do with one another, stored once, from source to target."""

    source = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="one_link_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Draft(models.Model):
    """What somebody is writing and has not sent, a row for each tab they write in: no tab overwrites another's.

    `place` names the form and its field ("talk", "resolve.solution"). `keystroke` counts in the tab: what arrives late
    does not undo what is newer. The text stays the person's own when the record is no longer open to them.
    """

    person = models.ForeignKey(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    record = models.ForeignKey(Record, null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.CharField(max_length=40)
    voice = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)
    text = models.TextField()
    tab = models.CharField(max_length=32)
    keystroke = models.IntegerField(default=1)
    version = models.IntegerField(default=0)
    updated_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "tab", "place"], name="one_draft_of_a_tab_and_place")
        ]
        indexes = [
            models.Index(fields=["person", "record", "-updated_at"], name="drafts_of_a_person"),
            models.Index(fields=["updated_at"], name="drafts_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.place} {self.record_id}"


class Presence(models.Model):
    """Somebody has a record open. Unlogged in the database: it is worth nothing a minute later."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    seen_at = models.DateTimeField()
    wrote_at = models.DateTimeField(null=True)
    voice = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.PUBLIC)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "person"], name="present_once")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.record_id}"


class CannedReply(models.Model):
    """Texts kept to be said again, one for each language, by a person or with a team.

    A team's has a key and is a definition: files can hold it, too, and then nobody owns it.
    """

    key = models.CharField(max_length=60, null=True, unique=True)
    name = models.CharField(max_length=80)
    texts = models.JSONField(default=dict)
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey("organisation.Team", null=True, on_delete=models.CASCADE, related_name="+")

    objects = CannedReplyQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_canned_reply_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Favourite(models.Model):
    """A record somebody keeps at hand. Nobody else knows, and it opens nothing: a right that is lost hides it."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="favourites")
    person = models.ForeignKey(
        "organisation.Person", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "record"], name="one_star")]
        indexes = [models.Index(fields=["person", "-at"], name="favourites_of_a_person")]

    def __str__(self) -> str:
        return f"{self.person_id} keeps {self.record_id}"

"""Files and links of records. Comments are timeline entries and live in shared/records."""

from django.db import models

from maitre.shared.conversation.querysets import AttachmentQuerySet
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

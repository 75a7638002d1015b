"""The audit book: one chained row per event that is not a record's. Appending is `actions.note`."""

from django.db import models

from maitre.kernel.chain import GENESIS


class AuditHead(models.Model):
    """The one row that allocates the next place in the book."""

    seq = models.BigIntegerField(default=0)
    hash = models.BinaryField(default=GENESIS)

    def __str__(self) -> str:
        return str(self.seq)


class AuditEvent(models.Model):
    """What happened, sealed verbatim. Names are kept as they were: the person may be gone."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    what = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)
    sealed = models.TextField()
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.seq} {self.what}"

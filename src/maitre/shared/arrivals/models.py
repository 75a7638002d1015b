"""What has arrived from where. The records themselves are ordinary records; their entries name the source."""

from django.db import models

from maitre.shared.records.models import Record


class ImportedLife(models.Model):
    """One record of a source that lives here now. `digest` tells whether the source has changed since."""

    source = models.CharField(max_length=60)
    foreign_id = models.CharField(max_length=200)
    record = models.OneToOneField(Record, on_delete=models.PROTECT, related_name="imported_life")
    digest = models.BinaryField()
    arrived_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "foreign_id"], name="a_life_arrives_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.foreign_id}"

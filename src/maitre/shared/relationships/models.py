"""What one incident has from another: a comment taken out of it. Parent and merging are columns of the incident."""

from django.db import models

from maitre.operation.incident.models.incident import Incident


class Split(models.Model):
    """This incident began as a comment of another one. A comment is taken out once."""

    incident = models.OneToOneField(
        Incident, primary_key=True, on_delete=models.PROTECT, related_name="split_from"
    )
    source = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="splits", db_index=False)
    seq = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "seq"], name="a_comment_is_split_once")]

    def __str__(self) -> str:
        return f"{self.incident_id} from {self.source_id}/{self.seq}"

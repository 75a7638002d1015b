"""What was last applied from files: the third side of the comparison, beside the files and the installation itself."""

from django.db import models


class Applied(models.Model):
    """One definition as files last said it. Stays when somebody edits the installation: the difference is the edit."""

    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=254)
    digest = models.CharField(max_length=64)
    definition = models.JSONField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="applied_once_per_key")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

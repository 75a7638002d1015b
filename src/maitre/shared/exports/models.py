"""A list that is written in the background, and waits for the person who asked for it."""

from django.db import models

from maitre.shared.exports.querysets import ExportQuerySet
from maitre.shared.exports.rules import Format


class Export(models.Model):
    """`rights` is the stamp of what the person could see when it was written. `refused` says why there is no file."""

    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    format = models.CharField(max_length=4, choices=[(each.value, each.value) for each in Format])
    query = models.TextField(blank=True, default="")
    sort = models.CharField(max_length=40)
    columns = models.JSONField(default=list)
    asked_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True)
    rows = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0)
    rights = models.CharField(max_length=64, default="")
    file = models.CharField(max_length=100, default="")
    refused = models.TextField(blank=True, default="")

    objects = ExportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} as {self.format} for {self.person_id}"

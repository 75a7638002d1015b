"""Columns that a practice's own table takes for families, and the comments that were taken out of a record."""

from django.db import models
from django.db.models import Q

IN_FAMILY = Q(parent__isnull=False) | Q(merged_into__isnull=False) | Q(child_count__gt=0)
"""Few records have a parent, children, or were merged: lists find them by an index of only these."""
ONE_PART = (
    Q(parent__isnull=True, merged_into__isnull=True)
    | Q(parent__isnull=True, child_count=0)
    | Q(merged_into__isnull=True, child_count=0)
) & Q(child_count__gte=0)
"""A record is a parent, a child, merged, or none of it: so families are one step deep."""


class Related(models.Model):
    """Its parent or how many children it has, what it was merged into, and how many were merged into it.

    A practice gives its table `family_indexes` and the constraint ONE_PART: names of both are unique in a database.
    """

    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    child_count = models.IntegerField(db_default=0, default=0)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_here", db_index=False
    )
    took_in = models.IntegerField(db_default=0, default=0)

    class Meta:
        abstract = True


def family_indexes(*, children: str, merged: str, members: str) -> list[models.Index]:
    """By parent, by what it was merged into, and the few that have a family at all, under these names."""
    return [
        models.Index(fields=["parent"], condition=Q(parent__isnull=False), name=children),
        models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name=merged),
        models.Index(fields=["record"], condition=IN_FAMILY, name=members),
    ]


class Split(models.Model):
    """This record began as a comment on another one. A comment is taken out once."""

    record = models.OneToOneField(
        "records.Record", primary_key=True, on_delete=models.PROTECT, related_name="split_from"
    )
    source = models.ForeignKey(
        "records.Record", on_delete=models.PROTECT, related_name="splits", db_index=False
    )
    seq = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "seq"], name="a_reply_is_split_once")]

    def __str__(self) -> str:
        return f"{self.record_id} from {self.source_id}/{self.seq}"

"""The search index: one row per part of a record, how far it is up to date, and how common each word is."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchPart(models.Model):
    """One part of a record and the words it is found by. `internal` parts are for those who read internal notes."""

    pk = models.CompositePrimaryKey("record_id", "part", "seq")
    record = models.ForeignKey("records.Record", on_delete=models.CASCADE, related_name="+", db_index=False)
    part = models.SmallIntegerField()
    seq = models.IntegerField()
    internal = models.BooleanField()
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], gin_pending_list_limit=256, name="parts_by_word")]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.part}/{self.seq}"


class LexiconWord(models.Model):
    """A word, in how many parts it stands (about), as of the last count. For planning, and for "did you mean"."""

    word = models.CharField(max_length=40, primary_key=True)
    parts = models.IntegerField()

    def __str__(self) -> str:
        return self.word


class IndexState(models.Model):
    """How far the index is in this version's forms: the records from `below` on are. One row; none before the first."""

    version = models.PositiveSmallIntegerField()
    below = models.BigIntegerField()

    def __str__(self) -> str:
        return f"version {self.version} from record {self.below}"

"""Which file store this database goes with."""

from django.db import models


class FileStore(models.Model):
    """One row at most. `mark` is what stands in the store's own file `store`."""

    mark = models.CharField(max_length=64)
    since = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.mark

"""Reads whole tables in order without holding them: the rows behind an examination."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

BATCH = 5000


def rows(statement: str) -> Iterator[tuple[Any, ...]]:
    """Rows of `statement`, fetched in batches from the server. Several may be read side by side in a transaction."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while batch := cursor.fetchmany(BATCH):
            yield from batch


def batches(statement: str) -> Iterator[list[tuple[Any, ...]]]:
    """The same in lists, for what is looked up a batch at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while batch := cursor.fetchmany(BATCH // 10):
            yield batch

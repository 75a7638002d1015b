"""A cursor for statements of our own that bring many moments."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg.types.datetime import TimestamptzLoader


@contextmanager
def reading() -> Iterator[CursorWrapper]:
    """Moments are read by psycopg, in C, and not by Django's loader, which gives the same (UTC) and takes five times as
    long: half a millisecond of a list."""
    with connection.cursor() as cursor:
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)
        yield cursor

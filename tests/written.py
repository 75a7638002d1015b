"""Rows kept as text: what took a hundred statements to make is made once, and afterwards written by one."""

from collections.abc import Sequence

from django.db import connection
from django.db.backends.utils import CursorWrapper

APART = 10_000
"""Ids of one table begin so far from those of the next: an id of the wrong kind finds nothing."""


class Rows:
    """What some tables hold, to be written again into the same tables when they are empty."""

    def __init__(self, tables: Sequence[str]) -> None:
        self._tables = tables
        with connection.cursor() as cursor:
            self._rows = [_read(cursor, table) for table in tables]

    def write(self) -> None:
        """One statement, so tables may refer to each other in any order."""
        each = [
            f"w{place} AS (INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s))"
            for place, table in enumerate(self._tables)
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {', '.join(each)} SELECT", self._rows)


def ids_apart(tables: Sequence[str]) -> None:
    """Let the next ids of these tables be far from each other."""
    with connection.cursor() as cursor:
        for place, table in enumerate(tables, 1):
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(table_name, column_name), %s)"
                " FROM information_schema.columns WHERE table_name = %s AND is_identity = 'YES'",
                [place * APART, table],
            )


def _read(cursor: CursorWrapper, table: str) -> str:
    cursor.execute(f"SELECT coalesce(json_agg(t), '[]')::text FROM {table} t")
    return str(cursor.fetchone()[0])

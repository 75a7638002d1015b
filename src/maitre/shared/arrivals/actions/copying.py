"""Rows into tables by COPY: many at once, past the ORM. Only `arrive` writes this way."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import psycopg
from django.db import connection, models
from psycopg import sql


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows to the table of `model`; `fields` are names of its fields, in the order of each row."""
    columns = [sql.Identifier(_column(model, name)) for name in fields]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(columns)
    )
    with connection.cursor() as wrapped:
        cursor = cast("psycopg.Cursor[Any]", wrapped.cursor)
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _column(model: type[models.Model], name: str) -> str:
    return cast(str, cast("models.Field[Any, Any]", model._meta.get_field(name)).column)


def places(kind: str, count: int) -> list[tuple[int, int]]:
    """Row ids and numbers for `count` records, from the sequences that single records take theirs from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('records_record_id_seq'), nextval(%s::regclass) FROM generate_series(1, %s)",
            [f"records_number_{kind}", count],
        )
        return cast("list[tuple[int, int]]", cursor.fetchall())

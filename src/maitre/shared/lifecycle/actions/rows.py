"""Writes new rows of several tables by one statement: a record comes into being all at once, also on the wire."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def insert(rows: Sequence[models.Model]) -> None:
    """Insert every row, in one statement; keys the database gives are not read back."""
    parts, parameters = [], []
    for place, row in enumerate(rows):
        fields = [field for field in row._meta.concrete_fields if not _given(field, row)]
        columns = ", ".join(f'"{field.column}"' for field in fields)
        parts.append(
            f'r{place} AS (INSERT INTO "{row._meta.db_table}" ({columns}) VALUES ({", ".join(["%s"] * len(fields))}))'
        )
        parameters += [_kept(field, row) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {', '.join(parts)} SELECT 1", parameters)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _given(field: Any, row: models.Model) -> bool:
    """Whether the database gives the value."""
    return isinstance(field, models.AutoField) and getattr(row, field.attname) is None


def _kept(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)

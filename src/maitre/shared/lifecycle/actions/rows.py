"""Writes new rows of several tables by one statement: a record comes into being all at once, also on the wire."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection, models


def insert(rows: Sequence[models.Model]) -> None:
    """Insert every row, in one statement; keys the database gives are not read back."""
    shape = tuple((type(row), row.pk is None) for row in rows)
    parameters = [
        field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for row, (model, keyless) in zip(rows, shape, strict=True)
        for field in _written(model, keyless)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(shape), parameters)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _statement(shape: tuple[tuple[type[models.Model], bool], ...]) -> str:
    parts = []
    for place, (model, keyless) in enumerate(shape):
        fields = _written(model, keyless)
        columns = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(["%s"] * len(fields))
        parts.append(f'r{place} AS (INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({values}))')
    return f"WITH {', '.join(parts)} SELECT 1"


@cache
def _written(model: type[models.Model], keyless: bool) -> list[Any]:
    """Its columns, but the key where the database gives that."""
    return [
        field
        for field in model._meta.concrete_fields
        if not (keyless and isinstance(field, models.AutoField))
    ]

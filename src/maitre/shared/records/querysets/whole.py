"""One record with everything its page shows, by a statement that is put together once from the models.

The ORM builds the same statement anew for every page, which took it longer than PostgreSQL to answer.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models

if TYPE_CHECKING:
    from maitre.shared.records.models import Record

NAMED = ("requester", "team", "assignee", "organisation", "category", "circle")
"""What a row or a header shows names of."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The columns of one table among those of the statement."""

    name: str
    model: type[models.Model]
    start: int
    end: int

    def of(self, row: tuple[Any, ...]) -> models.Model | None:
        """The object, where there is one. Primary keys come first."""
        values = [
            _read(field, value)
            for field, value in zip(_fields(self.model), row[self.start : self.end], strict=True)
        ]
        if values[0] is None:
            return None
        return self.model.from_db(connection.alias, [field.attname for field in _fields(self.model)], values)


def numbered(kind: str, number: int, *, own: str = "") -> "Record | None":
    """The record of that number with NAMED, and with the practice's row called `own`."""
    text, parts = _statement(own)
    with connection.cursor() as cursor:
        cursor.execute(text, [kind, number])
        row = cursor.fetchone()
    if row is None:
        return None
    found = {part.name: part.of(row) for part in parts}
    record: Record = found.pop("")  # type: ignore[assignment]
    record._state.fields_cache.update(found)
    if practice := found.get(own):
        practice._state.fields_cache["record"] = record
    return record


@cache
def _statement(own: str) -> tuple[str, list[_Part]]:
    record = apps.get_model("records", "Record")
    columns: list[str] = []
    joins: list[str] = []
    parts: list[_Part] = []
    for name in ("", *NAMED, *([own] if own else [])):
        model: Any = record._meta.get_field(name).related_model if name else record
        table, start = name or "record", len(columns)
        columns += [f'{table}."{field.column}"' for field in _fields(model)]
        parts.append(_Part(name, model, start, len(columns)))
        if name:
            here, there = ("id", "record_id") if name == own else (f"{name}_id", "id")
            joins.append(f'LEFT JOIN "{model._meta.db_table}" {table} ON {table}.{there} = record.{here}')
    text = (
        f"SELECT {', '.join(columns)} FROM records_record record {' '.join(joins)}"
        " WHERE record.kind = %s AND record.number = %s"
    )
    return text, parts


@cache
def _fields(model: type[models.Model]) -> list[Any]:
    """The primary key first."""
    return sorted(model._meta.concrete_fields, key=lambda field: not field.primary_key)


def _read(field: Any, value: Any) -> Any:
    """A value as the field reads it from the database."""
    return field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value

"""Records with everything a page shows of them, by a statement that is put together once from the models.

The ORM builds the same statement anew for every page, which took it longer than PostgreSQL to answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection, models

from maitre.shared.records.querysets.reading import reading

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
    key: int

    def of(self, row: tuple[Any, ...], known: "_Known") -> models.Model | None:
        """The object, where there is one; one that several records name is made once."""
        key = row[self.key]
        if key is None:
            return None
        found = known.get((self.model, key))
        if found is None:
            found = known[self.model, key] = self.model.from_db(
                connection.alias, _names(self.model), _read(self.model, row[self.start : self.end])
            )
        return found


_Known = dict[tuple[type[models.Model], int], models.Model]


def numbered(kind: str, number: int, *, own: str = "") -> "Record | None":
    """The record of that number with NAMED, and with the practice's row called `own`."""
    return next(iter(_read_where("record.kind = %s AND record.number = %s", [kind, number], own)), None)


def among(ids: Sequence[int], *, own: str = "") -> "list[Record]":
    """The same for many, in the order of their ids as they are given."""
    found = {record.pk: record for record in _read_where("record.id = ANY(%s)", [list(ids)], own)}
    return [found[pk] for pk in ids if pk in found]


def _read_where(condition: str, parameters: list[Any], own: str) -> "Iterator[Record]":
    text, parts = _statement(own)
    with reading() as cursor:
        cursor.execute(f"{text} WHERE {condition}", parameters)
        rows = cursor.fetchall()
    known: _Known = {}
    for row in rows:
        found = {part.name: part.of(row, known) for part in parts}
        record: Record = found.pop("")  # type: ignore[assignment]
        record._state.fields_cache.update(found)
        if practice := found.get(own):
            practice._state.fields_cache["record"] = record
        yield record


@cache
def _statement(own: str) -> tuple[str, list[_Part]]:
    record = apps.get_model("records", "Record")
    columns: list[str] = []
    joins: list[str] = []
    parts: list[_Part] = []
    for name in ("", *NAMED, *([own] if own else [])):
        model: Any = record._meta.get_field(name).related_model if name else record
        table, start = name or "record", len(columns)
        fields = model._meta.concrete_fields
        columns += [f'{table}."{field.column}"' for field in fields]
        parts.append(_Part(name, model, start, len(columns), start + fields.index(model._meta.pk)))
        if name:
            here, there = ("id", "record_id") if name == own else (f"{name}_id", "id")
            joins.append(f'LEFT JOIN "{model._meta.db_table}" {table} ON {table}.{there} = record.{here}')
    return f"SELECT {', '.join(columns)} FROM records_record record {' '.join(joins)}", parts


@cache
def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _readers(model: type[models.Model]) -> list[tuple[int, Any]]:
    """Fields that read their values in a way of their own, by place."""
    return [
        (at, field) for at, field in enumerate(model._meta.concrete_fields) if hasattr(field, "from_db_value")
    ]


def _read(model: type[models.Model], values: tuple[Any, ...]) -> list[Any]:
    """The values as the fields of the model read them from the database."""
    found = list(values)
    for at, field in _readers(model):
        found[at] = field.from_db_value(found[at], None, connection)
    return found

"""What each record says of itself now, its practice's own row included, to be compared with its timeline."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from maitre.shared.records.actions.reading import batches
from maitre.shared.records.models import Record
from maitre.shared.records.rules import PREFIXES

_COLUMNS = (
    "title",
    "state",
    "priority",
    "organisation_id",
    "circle_id",
    "category_id",
    "requester_id",
    "team_id",
    "assignee_id",
)

_RECORDS = (
    f"SELECT id, kind, number, head_seq, head_hash, {', '.join(_COLUMNS)} FROM records_record ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One record as it stands."""

    id: int
    label: str
    head_seq: int
    head_hash: bytes
    columns: Mapping[str, Any]
    own: Mapping[str, Any] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return name in self.own or name in self.columns

    def says(self, name: str) -> Any:
        """The value as timelines write it."""
        value = self.own[name] if name in self.own else self.columns[name]
        if value is None or isinstance(value, str | int | bool):
            return value
        return value.isoformat() if isinstance(value, datetime) else str(value)


def standings() -> Iterator[Standing]:
    """Every record, by id. The practices' tables are those that hang on a record one to one."""
    tables = {
        relation.related_model._meta.model_name: relation.related_model
        for relation in Record._meta.related_objects
        if relation.one_to_one
    }
    for batch in batches(_RECORDS):
        own = _own_rows([row[0] for row in batch], {row[1] for row in batch}, tables)
        for id_, kind, number, head_seq, head_hash, *values in batch:
            label = f"{PREFIXES.get(kind, kind)}-{number}"
            columns = dict(zip(_COLUMNS, values, strict=True))
            yield Standing(id_, label, head_seq, head_hash, columns, own.get(id_, {}))


def _own_rows(
    ids: list[int], kinds: set[str], tables: Mapping[str | None, type[models.Model]]
) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for kind in kinds & tables.keys():
        for row in tables[kind]._default_manager.filter(pk__in=ids).values():
            found[row.pop("record_id")] = row
    return found

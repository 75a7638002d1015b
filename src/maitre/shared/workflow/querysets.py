"""The vocabulary for asking what records say, which wait, and which will close."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self, TypeVar

from django.db import connection, models

from maitre.kernel.query import Field, Kind
from maitre.kernel.states import Phase

if TYPE_CHECKING:
    from maitre.shared.workflow.models import Described, Held

M = TypeVar("M", bound="Held")
D = TypeVar("D", bound="Described")

_DESCRIPTIONS = """
    SELECT own.record_id, own.description FROM {table} own
     WHERE own.record_id = ANY(ARRAY(SELECT unnest(%s::bigint[])))
       AND NOT EXISTS (SELECT 1 FROM records_body body WHERE body.record_id = own.record_id AND body.seq = 1
                          AND body.erased_at IS NOT NULL)
"""


class DescribedQuerySet(models.QuerySet[D]):
    """What a practice's own queryset takes along."""

    def descriptions(self, ids: Sequence[int]) -> dict[int, str]:
        """As they stand; one whose first entry was erased is none."""
        with connection.cursor() as cursor:
            cursor.execute(_DESCRIPTIONS.format(table=self.model._meta.db_table), [list(ids)])
            return dict(cursor.fetchall())


class HeldQuerySet(models.QuerySet[M]):
    """What a practice's own queryset takes along."""

    def waiting_for(self, reason: str, ids: Iterable[int]) -> "models.QuerySet[M, int]":
        """Ids of those among `ids` that wait for this."""
        return self.filter(pk__in=ids, pause_reason=reason).values_list("pk", flat=True)

    def to_wake(self, now: datetime) -> Self:
        """Paused until a moment that has come."""
        return self.filter(wakes_at__lte=now, record__phase=Phase.WAITING).select_related("record")

    def to_close(self, now: datetime) -> Self:
        """Resolved, and nobody objected in time."""
        return self.filter(closes_at__lte=now, record__phase=Phase.DONE).select_related("record")


LEVELS = {"high": 1, "medium": 2, "low": 3}
"""Words for impact and urgency in the query language."""
_CLOSING = "('close', 'merge')"
"""Verbs that lead to closed."""


def own_column(table: str, column: str) -> str:
    """A column of a practice's table, asked for of each record."""
    return f"(SELECT own.{column} FROM {table} own WHERE own.record_id = records_record.id)"


def _among(chosen: str, compared: str) -> str:
    """Those of an index, as an array: looked up in the order of a list."""
    return f"records_record.id = ANY(ARRAY({chosen} AND {compared} {{test}}))"


def priority_fields(table: str) -> Sequence[Field]:
    """How one asks for the columns of `Prioritised`."""
    return [
        Field(name=name, kind=Kind.NUMBER, sql=own_column(table, name), choices=LEVELS)
        for name in ("impact", "urgency")
    ]


def reopened_field(table: str) -> Field:
    """How often it came back, of `Held`: by an index of the few that did."""
    found = f"EXISTS (SELECT 1 FROM {table} own WHERE own.record_id = records_record.id AND own.reopened {{test}})"
    return Field(name="reopened", kind=Kind.NUMBER, sql=found, column="own.reopened")


def ended_fields(
    table: str, record: str, *, codes: Iterable[str] = (), causes: Iterable[str] = ()
) -> Sequence[Field]:
    """How one asks for the resolution that stands: columns of `Ended` in `table`, whose column `record` names it."""

    def stands(compared: str, more: str = "") -> str:
        return (
            f"EXISTS (SELECT 1 FROM {table} ended WHERE ended.{record} = records_record.id"
            f" AND ended.undone_at IS NULL{more} AND {compared} {{test}})"
        )

    chosen = f"SELECT ended.{record} FROM {table} ended WHERE ended.undone_at IS NULL"
    words = [
        Field(
            name=name,
            kind=Kind.CHOICE,
            sql=stands(f"ended.{name}", f" AND ended.{name} <> ''"),
            nullable=True,
            choices={str(word): str(word) for word in known},
        )
        for name, known in (("code", codes), ("cause", causes))
        if known
    ]
    resolved = Field(
        name="resolved",
        kind=Kind.INSTANT,
        sql=stands("ended.at"),
        column="ended.at",
        within=_among(chosen, "ended.at"),
        nullable=True,
    )
    return [*words, resolved]


CLOSED_FIELD = Field(
    name="closed",
    kind=Kind.INSTANT,
    sql=(
        "EXISTS (SELECT 1 FROM records_entry closing WHERE closing.record_id = records_record.id"
        f" AND closing.verb IN {_CLOSING} AND records_record.phase = '{Phase.CLOSED}' AND NOT EXISTS"
        " (SELECT 1 FROM records_entry later WHERE later.record_id = closing.record_id AND later.seq > closing.seq"
        f" AND later.verb IN {_CLOSING}) AND closing.at {{test}})"
    ),
    column="closing.at",
    within=_among(
        f"SELECT closing.record_id FROM records_entry closing WHERE closing.verb IN {_CLOSING}", "closing.at"
    ),
    nullable=True,
)
"""When it was closed, by its timeline: whatever is closed has such an entry."""

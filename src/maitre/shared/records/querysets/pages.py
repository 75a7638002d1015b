"""The list engine: a page of records, branch by branch, each with its own order and limit, then merged.

As one condition with OR, what a person may see is a walk over the whole table; as branches it is a few index reads.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core import signing
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from maitre.kernel.errors import FieldError, Invalid
from maitre.kernel.query import EVERYTHING, Context, all_of, bind, parse, show, to_sql
from maitre.shared.access.rules import Actor, branches
from maitre.shared.records.querysets.names import resolver
from maitre.shared.records.querysets.rows import ListRow
from maitre.shared.records.querysets.visibility import RecordQuerySet, branch_condition
from maitre.shared.records.rules import SORTS, Sort, fields_of

if TYPE_CHECKING:
    from maitre.shared.records.models import Record

MOST_ROWS = 200
COUNTED_UP_TO = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """The ids on one page, in their order, and the cursor of what comes after them."""

    ids: list[int]
    next: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """The same with whole records, names included."""

    records: "list[Record]"
    next: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The same with no more than a list shows."""

    rows: list[ListRow]
    next: str | None


class Asked(TypedDict, total=False):
    """What may be asked of a list; see `ids_of`."""

    query: str
    sort: str
    cursor: str | None
    limit: int


def listing_of(kind: str, actor: Actor, **asked: Unpack[Asked]) -> Listing:
    """One page as a list shows it: two statements, no model is built. Raises what `ids_of` raises."""
    place = ids_of(kind, actor, **asked)
    return _listing(place, _rows_of(place.ids))


def _rows_of(ids: Sequence[int]) -> dict[int, ListRow]:
    return {row.id: row for row in _records().filter(pk__in=ids).as_rows()}


def _listing(place: Place, rows: Mapping[int, ListRow]) -> Listing:
    return Listing([rows[pk] for pk in place.ids if pk in rows], place.next)


def page_of(kind: str, actor: Actor, **asked: Unpack[Asked]) -> Page:
    """One page of whole records: two statements. Raises what `ids_of` raises."""
    place = ids_of(kind, actor, **asked)
    records = {record.pk: record for record in _records().filter(pk__in=place.ids).with_names()}
    return Page([records[pk] for pk in place.ids if pk in records], place.next)


def ids_of(
    kind: str,
    actor: Actor,
    *,
    query: str = "",
    sort: str = "newest",
    cursor: str | None = None,
    limit: int = 50,
) -> Place:
    """One page of the records of `kind` that `actor` may see and `query` asks for: one statement.

    Raises Invalid (QueryError with a position for the query) for what cannot be asked.
    """
    order = _order(sort, actor)
    if not 1 <= limit <= MOST_ROWS:
        raise Invalid(
            f"A page has 1 to {MOST_ROWS} rows.",
            errors=[FieldError("limit", "range", f"must be 1 to {MOST_ROWS}")],
        )
    if not order.indexed and not count_of(kind, actor, query=query)[1]:
        raise Invalid(
            f"A list of more than {COUNTED_UP_TO:,} cannot be sorted by {sort}. Narrow it first.",
            errors=[FieldError("sort", "too_many", f"only under {COUNTED_UP_TO} rows")],
        )
    view = _view(kind, query, sort)
    after = _position(cursor, view, order) if cursor else None
    names = ["id", *(column.lstrip("-") for column in order.columns if column.lstrip("-") != "id")]
    parts = [
        part.order_by(*order.columns).values_list(*names)[: limit + 1]
        for base in _branches(kind, actor, query)
        for part in ([base] if after is None else _beyond(base, order, after))
    ]
    merged = parts[0].union(*parts[1:]).order_by(*order.columns) if len(parts) > 1 else parts[0]
    found = list(merged[: limit + 1])
    ids = [row[0] for row in found[:limit]]
    following = None
    if len(found) > limit:
        last = dict(zip(names, found[limit - 1], strict=True))
        following = signing.dumps([view, [_plain(last[c.lstrip("-")]) for c in order.columns]], salt="cursor")
    return Place(ids, following)


def count_of(kind: str, actor: Actor, *, query: str = "") -> tuple[int, bool]:
    """How many there are, exact up to 10,000; (10000, False) beyond."""
    parts = [part.values_list("id")[: COUNTED_UP_TO + 1] for part in _branches(kind, actor, query)]
    merged = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    found = merged.count()
    return min(found, COUNTED_UP_TO), found <= COUNTED_UP_TO


def board_of(
    kind: str, actor: Actor, states: Sequence[str], *, query: str = "", limit: int = 20
) -> dict[str, Listing]:
    """A column of records for each state, the most urgent first: one statement a state, and one for all rows."""
    asked = parse(query) if query.strip() else EVERYTHING
    places = {
        state: ids_of(
            kind, actor, query=show(all_of(asked, parse(f"state:{state}"))), sort="priority", limit=limit
        )
        for state in states
    }
    rows = _rows_of([pk for place in places.values() for pk in place.ids])
    return {state: _listing(place, rows) for state, place in places.items()}


def newest_of(kind: str, actor: Actor) -> int:
    """The newest id among what `actor` may see; 0 where there is none. One index read a branch."""
    return next(iter(ids_of(kind, actor, limit=1).ids), 0)


def newer_than(kind: str, actor: Actor, since: int, *, query: str = "") -> int:
    """How many that answer `query` came after the record with the id `since`, at most 99: only those are looked at."""
    parts = [part.filter(pk__gt=since).values_list("id")[:99] for part in _branches(kind, actor, query)]
    merged = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    return min(merged.count(), 99)


def _records() -> RecordQuerySet:
    found: RecordQuerySet = apps.get_model("records", "Record").objects.all()
    return found


def _branches(kind: str, actor: Actor, query: str) -> list[RecordQuerySet]:
    """The records one may see and asked for, a queryset per branch."""
    base = _records().of_kind(kind)
    if query.strip():
        base = base.filter(_condition(kind, actor, query))
    return [base.filter(branch_condition(branch)) for branch in branches(actor)]


def _condition(kind: str, actor: Actor, query: str) -> RawSQL:
    context = Context(
        now=timezone.now(), zone=ZoneInfo(actor.zone), person_id=actor.person_id, resolve=resolver(actor)
    )
    where, parameters = to_sql(
        bind(parse(query), fields_of(kind, staff=actor.is_staff or actor.is_system), context)
    )
    return RawSQL(where, list(parameters), output_field=BooleanField())  # noqa: S611 - columns are written in code


def _order(name: str, actor: Actor) -> Sort:
    if name not in SORTS or (name == "updated" and not (actor.is_staff or actor.is_system)):
        known = ", ".join(SORTS)
        raise Invalid(
            f"“{name}” is no order here; there are {known}.", errors=[FieldError("sort", "unknown", known)]
        )
    return SORTS[name]


def _view(kind: str, query: str, sort: str) -> str:
    """What a cursor belongs to: used in another list it is refused."""
    return hashlib.sha256("\0".join((kind, query, sort)).encode()).hexdigest()[:16]


def _position(cursor: str, view: str, order: Sort) -> list[Any]:
    try:
        of, values = signing.loads(cursor, salt="cursor")
    except (signing.BadSignature, ValueError):
        of, values = None, []
    if of != view or len(values) != len(order.columns):
        raise Invalid(
            "This place in the list is not known; start at its first page.",
            errors=[FieldError("cursor", "unknown", "not a cursor of this list")],
        )
    return cast(list[Any], values)


def _beyond(base: RecordQuerySet, order: Sort, after: list[Any]) -> list[RecordQuerySet]:
    """What comes after a place: one range per column, so that each is a single index read."""
    found = []
    for depth in range(len(order.columns)):
        condition = Q()
        for column, value in zip(order.columns[:depth], after, strict=False):
            condition &= Q(**{column.lstrip("-"): value})
        column, value = order.columns[depth], after[depth]
        found.append(
            base.filter(condition, **{f"{column.lstrip('-')}__{'lt' if column[0] == '-' else 'gt'}": value})
        )
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

"""The list engine: a page of records, branch by branch, each with its own order and limit, then merged.

As one condition with OR, what a person may see is a walk over the whole table; as branches it is a few index reads.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, cast
from zoneinfo import ZoneInfo

from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kernel.query import EVERYTHING, Context, all_of, bind, parse, show, to_sql
from maitre.shared.access.rules import Actor, branches
from maitre.shared.records.querysets import statements, whole
from maitre.shared.records.querysets.names import resolver
from maitre.shared.records.querysets.rows import ListRow
from maitre.shared.records.querysets.statements import Where
from maitre.shared.records.rules import HOSTED, PUBLIC_SORTS, SORTS, WORKS, Sort, fields_of

if TYPE_CHECKING:
    from maitre.shared.records.models import Record

MOST_ROWS = 200
COUNTED_UP_TO = 10_000


@dataclass(frozen=True, slots=True)
class Place:
    """The ids on one page, in their order, and the cursor of what comes after them. `unknown`: names in the query that
    mean nothing the person may see."""

    ids: list[int]
    next: str | None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The same with whole records, names included."""

    records: "list[Record]"
    next: str | None
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """The same with no more than a list shows."""

    rows: list[ListRow]
    next: str | None
    unknown: tuple[str, ...] = ()


class Asked(TypedDict, total=False):
    """What may be asked of a list; see `ids_of`."""

    query: str
    sort: str
    cursor: str | None
    limit: int


def listing_of(kind: str, actor: Actor, **asked: Unpack[Asked]) -> Listing:
    """One page as a list shows it: one statement, no model is built. Raises what `ids_of` raises."""
    page = _asked(kind, actor, **asked)
    found = statements.rows(page.parts, page.order, page.limit + 1)
    following = page.following([page.values(row) for row in found])
    return Listing(found[: page.limit], following, page.unknown)


def page_of(kind: str, actor: Actor, *, own: str = "", **asked: Unpack[Asked]) -> Page:
    """One page of whole records, with the practice's rows called `own`: two statements. Raises what `ids_of` raises."""
    place = ids_of(kind, actor, **asked)
    return Page(whole.among(place.ids, own=own), place.next, place.unknown)


def ids_of(kind: str, actor: Actor, **asked: Unpack[Asked]) -> Place:
    """The ids on one page of the records of `kind` that `actor` may see and the query asks for: one statement.

    Raises Invalid (QueryError with a position for the query) for what cannot be asked.
    """
    page = _asked(kind, actor, **asked)
    found = statements.ids(page.parts, page.order, page.limit + 1)
    columns = ["id", *(name for name in page.names if name != "id")]
    values = [[row[columns.index(name)] for name in page.names] for row in found]
    return Place([row[0] for row in found[: page.limit]], page.following(values), page.unknown)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it is asked of the database."""

    view: str
    order: Sort
    parts: list[Where]
    limit: int
    unknown: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        return [column.lstrip("-") for column in self.order.columns]

    def values(self, row: ListRow) -> list[Any]:
        """What a row sorts by."""
        return [getattr(row, _READ_AS.get(name, name)) for name in self.names]

    def following(self, values: Sequence[Sequence[Any]]) -> str | None:
        """The cursor of what comes after this page, where there is more."""
        if len(values) <= self.limit:
            return None
        return signing.dumps([self.view, [_plain(value) for value in values[self.limit - 1]]], salt="cursor")


_READ_AS = {"next_deadline": "deadline"}


def _asked(
    kind: str,
    actor: Actor,
    *,
    query: str = "",
    sort: str = "newest",
    cursor: str | None = None,
    limit: int = 50,
) -> _Page:
    order = _order(sort, actor)
    if not 1 <= limit <= MOST_ROWS:
        raise Invalid(
            _("A page has 1 to %(most)s rows.") % {"most": MOST_ROWS},
            errors=[FieldError("limit", "range", _("must be 1 to %(most)s") % {"most": MOST_ROWS})],
        )
    if not order.indexed and not count_of(kind, actor, query=query)[1]:
        raise Invalid(
            _("A list of more than %(most)s cannot be sorted by %(sort)s. Narrow it first.")
            % {"most": f"{COUNTED_UP_TO:,}", "sort": sort},
            errors=[FieldError("sort", "too_many", _("only under %(most)s rows") % {"most": COUNTED_UP_TO})],
        )
    view = _view(kind, query, sort)
    parts, unknown = _understood(kind, actor, query)
    if cursor:
        after = statements.beyond(order, _position(cursor, view, order))
        parts = [part & past for part in parts for past in after]
    return _Page(view, order, parts, limit, unknown)


def count_of(kind: str, actor: Actor, *, query: str = "") -> tuple[int, bool]:
    """How many there are, exact up to 10,000; (10000, False) beyond."""
    found = statements.count(_parts(kind, actor, query), COUNTED_UP_TO + 1)
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
    rows = {
        row.id: row for row in statements.rows_among([pk for place in places.values() for pk in place.ids])
    }
    return {
        state: Listing([rows[pk] for pk in place.ids if pk in rows], place.next)
        for state, place in places.items()
    }


def newest_of(kind: str, actor: Actor) -> int:
    """The newest id among what `actor` may see; 0 where there is none. One index read a branch."""
    return next(iter(ids_of(kind, actor, limit=1).ids), 0)


def newer_than(kind: str, actor: Actor, since: int, *, query: str = "") -> int:
    """How many that answer `query` came after the record with the id `since`, at most 99: only those are looked at."""
    newer = Where("records_record.id > %s", (since,))
    return min(statements.count([part & newer for part in _parts(kind, actor, query)], 99), 99)


def _parts(kind: str, actor: Actor, query: str) -> list[Where]:
    """The records one may see and asked for, a condition per branch."""
    return _understood(kind, actor, query)[0]


def _understood(kind: str, actor: Actor, query: str) -> tuple[list[Where], tuple[str, ...]]:
    """The same, and the names that mean nothing."""
    base = statements.of_kind(kind)
    unknown: tuple[str, ...] = ()
    if query.strip():
        asked, unknown = condition_of(kind, actor, query)
        base = base & asked
    return [base & statements.where_branch(each, hosted=kind in HOSTED) for each in branches(actor)], unknown


def condition_of(kind: str, actor: Actor, query: str) -> tuple[Where, tuple[str, ...]]:
    """A query as a condition on records_record, for what `actor` may ask and means, and the names that mean nothing.
    Visibility is for others to add."""
    context = Context(
        now=timezone.now(), zone=ZoneInfo(actor.zone), person_id=actor.person_id, resolve=resolver(actor)
    )
    fields = fields_of(kind, staff=actor.is_staff or actor.is_system)
    bound = bind(parse(query), fields, context)
    where, parameters = to_sql(bound)
    if WORKS in where:
        where = where.replace(WORKS, statements.works(actor))
    return Where(f"({where})", tuple(parameters)), tuple(each.name for each in bound.unresolved)


def _order(name: str, actor: Actor) -> Sort:
    works = actor.is_staff or actor.is_system
    known = ", ".join(SORTS if works else PUBLIC_SORTS)
    if name in SORTS and not works and name not in PUBLIC_SORTS:
        raise Invalid(
            _("Only those who work on records may sort by “%(name)s”. For you there are %(known)s.")
            % {"name": name, "known": known},
            errors=[FieldError("sort", "not_yours", known)],
        )
    if name not in SORTS:
        raise Invalid(
            _("“%(name)s” is no order here; there are %(known)s.") % {"name": name, "known": known},
            errors=[FieldError("sort", "unknown", known)],
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
            _("This place in the list is not known; start at its first page."),
            errors=[FieldError("cursor", "unknown", _("not a cursor of this list"))],
        )
    return cast(list[Any], values)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

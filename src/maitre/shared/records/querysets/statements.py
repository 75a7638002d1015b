"""The statements of the list engine, as text: each branch with its own order and limit, merged, with what a row shows.

Written by hand because a list is asked all day: building the same query by the ORM took longer than running it.
Every column and table name stands in code; what people write arrives as parameters only. Where somebody works, and the
words of our own vocabulary, stand in the text: so PostgreSQL keeps a plan made for them. With parameters in their
place it planned each request anew, which took longer than the rows.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from maitre.shared.access.rules import Actor, Branch, branches
from maitre.shared.records.querysets.reading import reading
from maitre.shared.records.querysets.rows import ListRow
from maitre.shared.records.rules import FEW_VALUES, PREFIXES, Sort

# An array, not IN: looked up in the order of the list's own index, it is quick for whoever takes part in three or in a
# hundred thousand, and needs no guess of which. As IN, a list by deadline was walked to its end for somebody's few.
_PARTICIPATION = (
    "records_record.id = ANY(ARRAY(SELECT p.record_id FROM records_participation p WHERE p.person_id = %s))"
)
_OF_TEAM_OR_HOST = (
    "(records_record.team_id = {team:d} OR EXISTS"
    " (SELECT 1 FROM records_record host WHERE host.id = records_record.host_id AND host.team_id = {team:d}))"
)
# Behind a sub-select an array is of unknown length to the planner: one plan is kept for few ids and for many.
THESE = "SELECT unnest(ARRAY(SELECT unnest(%s::bigint[]))) AS id"
"""Ids that are given, as a table."""
_ROW = """
    SELECT r.id, r.kind, r.number, r.title, r.state, r.phase, r.priority, requester.name, team.name, assignee.name,
           r.updated_at, r.created_at, r.version, r.next_deadline
      FROM ({page}) page JOIN records_record r ON r.id = page.id
      LEFT JOIN organisation_person requester ON requester.id = r.requester_id
      LEFT JOIN organisation_team team ON team.id = r.team_id
      LEFT JOIN organisation_person assignee ON assignee.id = r.assignee_id
     ORDER BY {order}
"""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on records_record with its parameters: `text`, and that a column has `only` one value. `placed`: it
    begins behind a place in the list."""

    text: str
    parameters: tuple[Any, ...] = ()
    only: tuple[str, int] | None = None
    placed: bool = False

    def __and__(self, other: "Where") -> "Where":
        text = _both(self.condition if other.only else self.text, other.text)
        parameters = (*self.parameters, *other.parameters)
        return Where(text, parameters, other.only or self.only, self.placed or other.placed)

    @property
    def condition(self) -> str:
        """All of it."""
        return (
            _both(self.text, f"records_record.{self.only[0]} = {self.only[1]:d}") if self.only else self.text
        )


def _both(one: str, other: str) -> str:
    return f"{one} AND {other}" if one and other else one or other


def of_kind(kind: str) -> Where:
    """Records of one kind. Raises KeyError for what is none."""
    if kind not in PREFIXES:
        raise KeyError(kind)
    return Where(f"records_record.kind = '{kind}'")


def where_branch(branch: Branch, *, hosted: bool = False) -> Where:
    """One branch of what a person may see, as one index can serve it. `hosted`: of records that are parts of others."""
    if branch.participant is not None:
        return Where(_PARTICIPATION, (branch.participant,))
    if branch.circles:
        of_circle = _among("circle_id", branch.circles)
        return of_circle & _among("organisation_id", branch.worked) if hosted else of_circle
    if branch.organisations is None:
        return Where("TRUE")
    there = Where("records_record.circle_id IS NULL") & _among("organisation_id", branch.organisations)
    if branch.team is None:
        return there
    if hosted:
        return there & Where(_OF_TEAM_OR_HOST.format(team=branch.team))
    return there & Where("", only=("team_id", branch.team))


def _among(column: str, some: Collection[int]) -> Where:
    match sorted(some):
        case []:
            return Where("FALSE")
        case [only]:
            return Where("", only=(column, only))
        case ids:
            return Where(f"records_record.{column} IN ({', '.join(map(str, ids))})")


def works(actor: Actor) -> str:
    """That `actor` works on the record by a grant, and so reads what is internal there; taking part is not enough."""
    if actor.is_system:
        return "TRUE"
    there = [
        _among("organisation_id", branch.organisations)
        & (Where("TRUE") if branch.team is None else Where("", only=("team_id", branch.team)))
        for branch in branches(actor)
        if branch.organisations
    ]
    circles = _among("circle_id", actor.circles).condition
    granted = " OR ".join(f"({each.condition})" for each in there) or "FALSE"
    return f"(({granted}) AND (records_record.circle_id IS NULL OR {circles}))"


def beyond(order: Sort, after: Sequence[Any]) -> list[Where]:
    """What comes after a place: one range per column, so that each is a single index read."""
    found = []
    for depth, column in enumerate(order.columns):
        past = _compared(column, "<" if column[0] == "-" else ">", after[depth])
        for each, value in zip(order.columns[:depth], after, strict=False):
            past = _compared(each, "=", value) & past
        found.append(replace(past, placed=True))
    return found


def _compared(column: str, sign: str, value: Any) -> Where:
    name = _name(column)
    if name in FEW_VALUES:
        return Where(f"records_record.{name} {sign} {value:d}")
    return Where(f"records_record.{name} {sign} %s", (value,))


def ids(parts: Sequence[Where], order: Sort, limit: int) -> list[tuple[Any, ...]]:
    """(id, sort columns...) of one page."""
    with connection.cursor() as cursor:
        cursor.execute(*_page(parts, order, limit))
        return list(cursor.fetchall())


def rows(parts: Sequence[Where], order: Sort, limit: int) -> list[ListRow]:
    """One page with everything a list shows: one statement."""
    page, parameters = _page(parts, order, limit)
    with reading() as cursor:
        cursor.execute(_ROW.format(page=page, order=_order(order.columns, "r.")), parameters)
        return [ListRow._make(row) for row in cursor.fetchall()]


def rows_among(some: Sequence[int]) -> list[ListRow]:
    """Rows of known ids, in no order."""
    with reading() as cursor:
        cursor.execute(_ROW.format(page=THESE, order="r.id"), [list(some)])
        return [ListRow._make(row) for row in cursor.fetchall()]


def count(parts: Sequence[Where], limit: int) -> int:
    """How many there are, looking at no more than `limit` of each part."""
    each = [
        f"(SELECT records_record.id FROM records_record WHERE {part.condition} LIMIT {limit})"
        for part in parts
    ]
    parameters = [value for part in parts for value in part.parameters]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({' UNION '.join(each)}) found", parameters)
        return int(cursor.fetchone()[0])


def _page(parts: Sequence[Where], order: Sort, limit: int) -> tuple[str, list[Any]]:
    columns = ", ".join(f"records_record.{name}" for name in _columns(order))
    each = [
        f"(SELECT {columns} FROM records_record WHERE {_ordered(part, order)} LIMIT {limit})"
        for part in parts
    ]
    parameters = [value for part in parts for value in part.parameters]
    if len(each) == 1:
        return each[0][1:-1], parameters
    return f"{' UNION '.join(each)} ORDER BY {_order(order.columns, '')} LIMIT {limit}", parameters


def _columns(order: Sort) -> list[str]:
    return ["id", *(name for name in map(_name, order.columns) if name != "id")]


def _ordered(part: Where, order: Sort) -> str:
    """The condition of a part and its order. From its beginning, one team's list is led by the team, said as a range:
    so that only the index of a team's records has this order. Said as equality the column is no part of the order, and
    where PostgreSQL believes that one row in ten is the team's, it walks everybody's, newest first: through all of
    them, when the team has had nothing for weeks. Behind a place of the team's own there is no such gap."""
    if part.only and not part.placed:
        column, value = part.only
        for lead in (each for each in order.led_by if _name(each) == column):
            text = _both(part.text, f"records_record.{column} BETWEEN {value:d} AND {value:d}")
            return f"{text} ORDER BY {_order((lead, *order.columns), 'records_record.')}"
    return f"{part.condition} ORDER BY {_order(order.columns, 'records_record.')}"


def _order(columns: Sequence[str], prefix: str) -> str:
    return ", ".join(f"{prefix}{_name(each)}{' DESC' if each[0] == '-' else ''}" for each in columns)


def _name(column: str) -> str:
    return column.lstrip("-")

"""What may be asked of a list of records: sorts, and the fields of the query language, which practices add to."""

from collections.abc import Iterable
from dataclasses import dataclass

from maitre.kernel.query import Field, FieldSet, Kind
from maitre.kernel.states import Machine, Phase

PREFIXES = {"incident": "INC", "task": "TSK"}
"""Kind of record to the letters before its number."""
HOSTED = frozenset({"task"})
"""Kinds that are part of another record, their host: nothing of them is public, and whoever works on the host works on
them."""
KINDS = {prefix: kind for kind, prefix in PREFIXES.items()}


def read_label(label: str) -> tuple[str, int] | None:
    """(kind, number) of "INC-1042" as people write it; None for what is no number of ours."""
    prefix, dash, digits = label.strip().upper().partition("-")
    if not dash or prefix not in KINDS or not digits.isdecimal() or not digits.isascii() or len(digits) > 18:
        return None
    return KINDS[prefix], int(digits)


COLUMNS = ("requester", "team", "assignee", "category", "organisation", "created", "updated")
"""What a list may show of a record beside number, title, state and priority, in the order of the table."""
USUAL_COLUMNS = ("requester", "team", "assignee", "updated")
GROUPINGS = ("", "priority", "state", "assignee")
"""What the rows of a page may be gathered under; the first is nothing."""
PAGE_SIZES = (50, 100, 200)

_COLUMN = "records_record"
WORKS = "{works}"
"""In the SQL of a field: whether the person asking works on the record, and so reads what is internal there."""
PRIORITIES = {
    **{name: place for place, name in enumerate(("critical", "high", "medium", "low", "planning"), start=1)},
    **{f"P{place}": place for place in range(1, 6)},
}
"""What priorities are called beside their numbers."""

COMMON = (
    Field(name="number", kind=Kind.REFERENCE, sql=f"{_COLUMN}.number", source="number"),
    Field(name="priority", kind=Kind.NUMBER, sql=f"{_COLUMN}.priority", choices=PRIORITIES),
    Field(name="team", kind=Kind.REFERENCE, sql=f"{_COLUMN}.team_id", source="team", nullable=True,
          get=lambda row: row.team_id),  # type: ignore[attr-defined]
    Field(name="assignee", kind=Kind.REFERENCE, sql=f"{_COLUMN}.assignee_id", source="person", nullable=True,
          person=True, get=lambda row: row.assignee_id),  # type: ignore[attr-defined]
    Field(name="requester", kind=Kind.REFERENCE, sql=f"{_COLUMN}.requester_id", source="person", nullable=True,
          person=True, get=lambda row: row.requester_id),  # type: ignore[attr-defined]
    Field(name="organisation", kind=Kind.REFERENCE, sql=f"{_COLUMN}.organisation_id", source="organisation",
          get=lambda row: row.organisation_id),  # type: ignore[attr-defined]
    Field(name="category", kind=Kind.REFERENCE, sql=f"{_COLUMN}.category_id", source="category", nullable=True,
          get=lambda row: row.category_id),  # type: ignore[attr-defined]
    Field(name="created", kind=Kind.INSTANT, sql=f"{_COLUMN}.created_at", get=lambda row: row.created_at),  # type: ignore[attr-defined]
    Field(name="updated", kind=Kind.INSTANT, sql=f"{_COLUMN}.updated_at", get=lambda row: row.updated_at),  # type: ignore[attr-defined]
    Field(name="phase", kind=Kind.CHOICE, sql=f"{_COLUMN}.phase", internal=True,
          choices={phase.value: phase.value for phase in Phase}),
)  # fmt: skip

_fields: dict[str, FieldSet] = {}
_public_fields: dict[str, FieldSet] = {}


def offer_fields(machine: Machine, own: Iterable[Field]) -> None:
    """Declare what may be asked of records of this kind: the common fields, its states, and the practice's own."""
    state = Field(
        name="state",
        kind=Kind.CHOICE,
        sql=f"{_COLUMN}.state",
        choices={name: name for name in machine.states},
        named={"open": "phase:draft,queued,active,waiting", "done": "phase:done,closed,cancelled"},
    )
    fields = [state, *COMMON, *own]
    _fields[machine.kind] = FieldSet(fields)
    _public_fields[machine.kind] = FieldSet(
        (field for field in fields if field.name != "updated"), withheld=["updated"]
    )


def fields_of(kind: str, *, staff: bool = True) -> FieldSet:
    """What may be asked. Internal notes move `updated`: for those who do not read them it does not exist."""
    return _fields[kind] if staff else _public_fields[kind]


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: columns, each with "-" for descending; the last one is unique.

    Without an index of its own (`indexed` False) it is offered only while a list has few enough rows to sort. `led_by`:
    columns by which indexes begin that go on in this order, so that the records of one team have an index of theirs.
    """

    name: str
    columns: tuple[str, ...]
    indexed: bool = True
    led_by: tuple[str, ...] = ()


FEW_VALUES = frozenset({"priority"})
"""Columns to sort by with few whole numbers: a place among them stands in the text of a statement."""
SORTS = {
    sort.name: sort
    for sort in (
        Sort("newest", ("-id",), led_by=("team_id", "organisation_id", "circle_id")),
        Sort("oldest", ("id",), led_by=("-team_id", "-organisation_id", "-circle_id")),
        Sort("priority", ("priority", "-id"), led_by=("team_id",)),
        Sort("deadline", ("next_deadline", "id"), led_by=("team_id",)),
        Sort("updated", ("-updated_at", "-id"), indexed=False),
        Sort("title", ("title", "id"), indexed=False),
    )
}
PUBLIC_SORTS = tuple(name for name in SORTS if name != "updated")
"""Orders for everybody. Internal notes move `updated`: only those who read them may sort by it."""

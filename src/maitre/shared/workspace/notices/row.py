"""A record as lists and headers show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.translation import get_language

from maitre.kit.web.addresses import address_of
from maitre.shared.practice.rules import Badge, Marks, practice_of
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import ListRow

NOWHERE: Mapping[int, tuple[str, str]] = {}
NO_MARKS = Marks()


@dataclass(frozen=True, slots=True)
class Row:
    """A record as lists show it."""

    number: str
    url: str
    title: str
    state: str
    phase: str
    priority: int
    requester_name: str
    team_name: str
    assignee_name: str
    updated_at: datetime
    created_at: datetime
    version: int
    category_name: str = ""
    organisation_name: str = ""
    family: str = ""
    badge: Badge | None = None


def rows(
    listed: Iterable[ListRow], places: Mapping[int, tuple[str, str]] = NOWHERE, marks: Marks = NO_MARKS
) -> list[Row]:
    """Rows of a list for its template. `places`: category and organisation by id, where the list shows them."""
    language = get_language()
    return [
        Row(
            number=(number := each.number),
            url=f"{_list_address(each.kind)}/{number}",
            title=each.title,
            state=_states(each.kind, language)[each.state],
            phase=each.phase,
            priority=each.priority,
            requester_name=each.requester_name or "",
            team_name=each.team_name or "",
            assignee_name=each.assignee_name or "",
            updated_at=each.updated_at,
            created_at=each.created_at,
            version=each.version,
            category_name=places[each.id][0] if places else "",
            organisation_name=places[each.id][1] if places else "",
            family=marks.families.get(each.id, ""),
            badge=marks.badges.get(each.id),
        )
        for each in listed
    ]


@cache
def _list_address(kind: str) -> str:
    return address_of(f"{kind}:list")


@cache
def _states(kind: str, language: str | None) -> Mapping[str, str]:
    """The words for states in the language that is active, which is `language`."""
    return {name: str(word) for name, word in practice_of(kind).states.items()}


def row(record: Record) -> Row:
    """Load the record with_names first: nothing is asked for here."""
    return Row(
        number=record.label,
        url=address_of(f"{record.kind}:show", record.label),
        title=record.title,
        state=str(practice_of(record.kind).states[record.state]),
        phase=record.phase,
        priority=record.priority,
        requester_name=record.requester.name if record.requester else "",
        team_name=record.team.name if record.team else "",
        assignee_name=record.assignee.name if record.assignee else "",
        updated_at=record.updated_at,
        created_at=record.created_at,
        version=record.version,
    )

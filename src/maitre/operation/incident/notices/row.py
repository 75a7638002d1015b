"""An incident as lists and headers show it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils.translation import get_language

from maitre.kit.web.addresses import address_of
from maitre.operation.incident.notices.words import STATES
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import ListRow

NOWHERE: Mapping[int, tuple[str, str]] = {}
NO_FAMILY: Mapping[int, str] = {}


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
    major: bool = False


def rows(
    listed: Iterable[ListRow],
    places: Mapping[int, tuple[str, str]] = NOWHERE,
    families: Mapping[int, str] = NO_FAMILY,
    majors: Collection[int] = (),
) -> list[Row]:
    """Rows of a list for its template. `places`: category and organisation by id, where the list shows them;
    `families`: parts in a family, of those that have one; `majors`: ids of the major incidents among them."""
    base, states = address_of("incident:list"), _states(get_language())
    return [
        Row(
            number=(number := each.number),
            url=f"{base}/{number}",
            title=each.title,
            state=states[each.state],
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
            family=families.get(each.id, ""),
            major=each.id in majors,
        )
        for each in listed
    ]


@cache
def _states(language: str | None) -> Mapping[str, str]:
    """The words for states in the language that is active, which is `language`."""
    return {name: str(word) for name, word in STATES.items()}


def row(record: Record) -> Row:
    """Load the record with_names first: nothing is asked for here."""
    return Row(
        number=record.label,
        url=address_of("incident:show", record.label),
        title=record.title,
        state=str(STATES[record.state]),
        phase=record.phase,
        priority=record.priority,
        requester_name=record.requester.name if record.requester else "",
        team_name=record.team.name if record.team else "",
        assignee_name=record.assignee.name if record.assignee else "",
        updated_at=record.updated_at,
        created_at=record.created_at,
        version=record.version,
    )

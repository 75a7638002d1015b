"""A record as a list shows it: read as plain values, because building models costs more than the query."""

from datetime import datetime
from typing import NamedTuple

from maitre.shared.records.rules import PREFIXES


class ListRow(NamedTuple):
    """Columns in the order of COLUMNS."""

    id: int
    kind: str
    digits: int
    title: str
    state: str
    phase: str
    priority: int
    requester_name: str | None
    team_name: str | None
    assignee_name: str | None
    updated_at: datetime
    created_at: datetime
    version: int

    @property
    def number(self) -> str:
        """The number as people say it: INC-1042."""
        return f"{PREFIXES[self.kind]}-{self.digits}"


COLUMNS = (
    "id", "kind", "number", "title", "state", "phase", "priority", "requester__name", "team__name", "assignee__name",
    "updated_at", "created_at", "version",
)  # fmt: skip

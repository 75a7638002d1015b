"""A record as a list shows it: read as plain values, because building models costs more than the query."""

from datetime import datetime
from typing import NamedTuple

from maitre.shared.records.rules import PREFIXES


class ListRow(NamedTuple):
    """What querysets/statements.py reads, in its order."""

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
    deadline: datetime

    @property
    def number(self) -> str:
        """The number as people say it: INC-1042."""
        return f"{PREFIXES[self.kind]}-{self.digits}"

    @property
    def label(self) -> str:
        """As whole records call it."""
        return self.number

"""What the clients were told, written down as it was told. Who compares it with the database is reckoning.py."""

import secrets
import threading
from dataclasses import dataclass
from enum import StrEnum

MARK = "soak"


class Fate(StrEnum):
    """What a client knows of a call when it stops asking."""

    ACKNOWLEDGED = "acknowledged"  # answered 2xx: must be there, once
    REFUSED = "refused"  # answered 4xx at the first asking: must not be there
    UNKNOWN = "unknown"  # the connection was lost and the rest is silence: may be there, once at most


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call that writes. `mark` stands in the text it wrote, or is empty for verbs that say nothing.

    `seen` is the version it insisted on; `place` the seq in the timeline it was told, 0 where none was told.
    """

    verb: str
    fate: Fate
    label: str
    mark: str = ""
    seen: int = 0
    place: int = 0

    def __str__(self) -> str:
        return f"{self.label or 'a new incident'}, {self.verb} {self.mark}".rstrip()


class Ledger:
    """All attempts of all threads."""

    def __init__(self) -> None:
        self._attempts: list[Attempt] = []
        self._lock = threading.Lock()

    def write(self, attempt: Attempt) -> None:
        with self._lock:
            self._attempts.append(attempt)

    @property
    def attempts(self) -> list[Attempt]:
        with self._lock:
            return list(self._attempts)

    @property
    def acknowledged(self) -> int:
        return sum(each.fate is Fate.ACKNOWLEDGED for each in self.attempts)


def new_mark() -> str:
    """A word that stands nowhere else."""
    return f"{MARK}-{secrets.token_hex(8)}"

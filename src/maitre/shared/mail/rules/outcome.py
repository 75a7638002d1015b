"""What becomes of a letter: its states, what an attempt can end in, when the next one comes, and who decides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maitre.shared.mail.models import Letter

GIVE_UP = timedelta(days=5)
"""How long a letter is tried, as mail servers themselves do it (RFC 5321 4.5.4.1)."""
KEPT_DAYS = 30
"""How long a letter that has come to an end stays in the outbox."""
_FIRST, _LONGEST = timedelta(seconds=30), timedelta(minutes=10)


class Status(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    """Handed over, and nobody knows whether the server took it. Not sent again unless its class or a person says so."""
    FAILED = "failed"
    """Refused for good, or tried for GIVE_UP in vain."""
    WITHDRAWN = "withdrawn"
    """Not sent because there was nothing left that its reader may read."""
    LEFT = "left"
    """Somebody decided that it stays as it is."""


DECIDABLE = frozenset({Status.UNKNOWN, Status.FAILED})
"""What a person can send again, or leave."""
ENDED = frozenset({Status.SENT, Status.WITHDRAWN, Status.LEFT})


class Outcome(StrEnum):
    """How one attempt ended."""

    TAKEN = "taken"
    """The server said 250 to the whole letter."""
    LATER = "later"
    """Certainly not taken: no connection, or the server asked us to come again (4xx)."""
    REFUSED = "refused"
    """Certainly not taken, and never will be (5xx)."""
    UNKNOWN = "unknown"
    """The letter was on its way when the connection, or the worker, was gone."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter says, made when it is sent. `record` is what it, and an answer to it, is about."""

    subject: str
    text: str
    html: str
    record: int | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Class:
    """A kind of letter. `compose` gives what it says now, or a sentence why it is not to be sent any more.

    `again`: whether it may be sent a second time by itself when nobody knows about the first.
    """

    name: str
    compose: Callable[["Letter"], Content | str]
    again: bool


_classes: dict[str, Class] = {}


def declare_class(made: Class) -> None:
    """A room above says what its letters are."""
    _classes[made.name] = made


def class_of(name: str) -> Class:
    return _classes[name]


def pause_before(attempt: int) -> timedelta:
    """How long after attempt number `attempt` the next one comes: half a minute, doubled each time, ten at most."""
    return min(_FIRST * (1 << min(attempt - 1, 10)), _LONGEST)


def after(outcome: Outcome, *, age: timedelta, again: bool) -> Status:
    """Where a letter stands after an attempt; `age` since it was written."""
    match outcome:
        case Outcome.TAKEN:
            return Status.SENT
        case Outcome.REFUSED:
            return Status.FAILED
        case Outcome.UNKNOWN if not again:
            return Status.UNKNOWN
    return Status.FAILED if age >= GIVE_UP else Status.WAITING

"""What the door knows of each practice, and what it hands to followers. The tables themselves are the practices'."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from maitre.kernel.chain import JSON
from maitre.kernel.states import Machine

if TYPE_CHECKING:
    from maitre.shared.access.rules import Actor
    from maitre.shared.records.models import Record


class Subject(Protocol):
    """A practice's own row: it hangs on a record."""

    @property
    def record(self) -> "Record": ...


@dataclass(frozen=True, slots=True)
class Why:
    """The explanation a decision gives of itself: a stable code and its figures, said in words at the doors."""

    code: str
    params: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happening:
    """What a follower hears: the verb that was taken on a record and what was said with it, in the same transaction."""

    record: "Record"
    verb: str
    by: "Actor"
    seq: int
    visibility: str
    text: str = ""


Follower = Callable[[Happening], None]

_machines: dict[str, Machine] = {}
_followers: dict[str, list[Follower]] = {}


def register(machine: Machine) -> None:
    """Make a life cycle known under its kind; each practice does so once."""
    _machines[machine.kind] = machine


def machine_of(kind: str) -> Machine:
    return _machines[kind]


def machines() -> tuple[Machine, ...]:
    return tuple(_machines.values())


def on(verb: str, follower: Follower) -> None:
    """Declare a follower of `verb` on any kind of record. Rooms load bottom up, so followers run in floor order."""
    _followers.setdefault(verb, []).append(follower)


def followers_of(verb: str) -> tuple[Follower, ...]:
    return tuple(_followers.get(verb, ()))

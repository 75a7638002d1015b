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
    heard: frozenset[int] = frozenset()
    """People who hear of the same on another record: they need not be told twice."""


Follower = Callable[[Happening], None]
LivesOn = Callable[["Record"], "Record"]
Herald = Callable[["Record", "Actor"], None]

_machines: dict[str, Machine] = {}
_followers: dict[str, list[Follower]] = {}
_lives_on: list[LivesOn] = []
_heralds: dict[str, list[Herald]] = {}


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


def before(verb: str, herald: Herald) -> None:
    """Declare what must be locked, in the order of ids, before `verb` takes its place in the timeline of a record.

    For followers that act on other records as well: so nobody waits for somebody who waits for them.
    """
    _heralds.setdefault(verb, []).append(herald)


def heralds_of(verb: str) -> tuple[Herald, ...]:
    return tuple(_heralds.get(verb, ()))


def lives_on(found: LivesOn) -> None:
    """Declare how to tell what a record lives on as; itself, where it did not become part of another one."""
    _lives_on.append(found)


def living(record: "Record") -> "Record":
    """The record in which the work on this one goes on."""
    for found in _lives_on:
        record = found(record)
    return record

"""Life cycles as tables: states, their phases, and the verbs that lead from one to the next.

A `Machine` only answers questions ("what is possible from here?"). Who a caller is, and writing the new state, is
`shared/lifecycle`. States are an organisation's words; the phase is what a state means to machines.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from maitre.kernel.errors import FieldError


class Phase(StrEnum):
    """What a state means to queues, clocks and figures."""

    DRAFT = "draft"
    QUEUED = "queued"
    ACTIVE = "active"
    WAITING = "waiting"
    DONE = "done"
    CLOSED = "closed"
    CANCELLED = "cancelled"


OPEN_PHASES = (Phase.DRAFT, Phase.QUEUED, Phase.ACTIVE, Phase.WAITING)
"""Phases in which somebody still has something to do."""


@dataclass(frozen=True, slots=True)
class State:
    """One state: its stable name and its phase. The label people read is made at the doors."""

    name: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be true before a verb may act.

    `lacks` gets the record's own row and what the caller gave, and returns what is missing, or None.
    `given` marks a need that the caller's input can meet: it never makes a verb look blocked beforehand.
    """

    name: str
    lacks: Callable[[object, Mapping[str, object]], FieldError | None]
    given: bool = True


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table. `target` None keeps the state; `who` are role names.

    `via` names states that are passed on the way, where a verb takes several steps of the life cycle at once.
    """

    sources: frozenset[str]
    verb: str
    target: str | None
    who: frozenset[str]
    needs: tuple[Need, ...] = ()
    via: tuple[str, ...] = ()


class Machine:
    """A life cycle. Built once at import; refuses a table that contradicts itself."""

    def __init__(
        self, kind: str, states: Collection[State], start: str, rows: Collection[Transition]
    ) -> None:
        self.kind = kind
        self.states = {state.name: state for state in states}
        self.start = self.states[start]
        self.rows = tuple(rows)
        self._table: dict[tuple[str, str], Transition] = {}
        for row in self.rows:
            self._add(row)

    def _add(self, row: Transition) -> None:
        named = row.sources | set(row.via) | ({row.target} if row.target else set())
        unknown = named - self.states.keys()
        if unknown:
            raise ValueError(f"{self.kind}: {row.verb} names states that do not exist: {sorted(unknown)}")
        for source in row.sources:
            if (source, row.verb) in self._table:
                raise ValueError(f"{self.kind}: {row.verb} from {source} stands twice")
            self._table[source, row.verb] = row

    @property
    def verbs(self) -> tuple[str, ...]:
        """Every verb once, in the order of the table."""
        return tuple(dict.fromkeys(row.verb for row in self.rows))

    def row(self, state: str, verb: str) -> Transition | None:
        """The transition for `verb` from `state`, or None where the life cycle has no such step."""
        return self._table.get((state, verb))

    def sources(self, verb: str) -> tuple[str, ...]:
        """The states from which `verb` is possible, in the order of the states."""
        return tuple(name for name in self.states if (name, verb) in self._table)

    def after(self, state: str, row: Transition) -> State:
        """The state in which `row` ends when taken from `state`."""
        return self.states[row.target or state]


def lacking(row: Transition, subject: object, given: Mapping[str, object]) -> list[FieldError]:
    """Everything that is missing for `row`, not only the first."""
    return [lack for need in row.needs if (lack := need.lacks(subject, given)) is not None]

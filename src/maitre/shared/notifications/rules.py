"""Who hears what, in one place. Pure: what people are to a record comes in, who hears and why goes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Reason(StrEnum):
    """Why somebody hears of something; each can be switched on and off by everybody for themselves."""

    ASSIGNED = "assigned"
    WORKING = "working"
    ASKED = "asked"
    WATCHING = "watching"
    TEAM = "team"


class Part(StrEnum):
    """What a person is to the record at that moment."""

    ASSIGNEE = "assignee"
    REQUESTER = "requester"
    WATCHER = "watcher"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Hearing:
    """One line of the table: people who are `part` hear of `verbs`, unless they chose otherwise."""

    reason: Reason
    part: Part
    verbs: frozenset[str]
    by_default: bool = True


WHO_HEARS = (
    Hearing(Reason.ASSIGNED, Part.ASSIGNEE, frozenset({"assign"})),
    Hearing(
        Reason.WORKING,
        Part.ASSIGNEE,
        frozenset(
            {"comment", "note", "attach", "pause", "resolve", "reopen", "close", "cancel", "prioritise"}
        ),
    ),
    Hearing(
        Reason.ASKED,
        Part.REQUESTER,
        frozenset({"report", "comment", "attach", "pause", "resolve", "reopen", "cancel"}),
    ),
    Hearing(
        Reason.WATCHING,
        Part.WATCHER,
        frozenset({"comment", "note", "attach", "pause", "resolve", "reopen", "close", "cancel"}),
    ),
    Hearing(Reason.TEAM, Part.TEAM, frozenset({"assign"}), by_default=False),
)
"""The first line that fits says why; nobody hears of one thing twice."""

VERBS = frozenset[str]().union(*(line.verbs for line in WHO_HEARS))
BY_DEFAULT = {line.reason: line.by_default for line in WHO_HEARS}
WORKERS = frozenset({Part.ASSIGNEE, Part.TEAM})
"""They hear as those who work on it: never without the right to."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who might hear. `works`: a grant opens the record and its internal entries to them."""

    person_id: int
    parts: frozenset[str]
    works: bool
    chosen: Mapping[str, bool] = field(default_factory=dict)


def who_hears(
    verb: str, *, internal: bool, by_id: int | None, listeners: Iterable[Listener]
) -> dict[int, Reason]:
    """Each person who hears of `verb`, and why. Nobody hears of what they did; what is internal stays inside."""
    found: dict[int, Reason] = {}
    for listener in listeners:
        reason = _reason(verb, listener, internal=internal)
        if reason and listener.person_id != by_id:
            found[listener.person_id] = reason
    return found


def _reason(verb: str, listener: Listener, *, internal: bool) -> Reason | None:
    for line in WHO_HEARS:
        if verb not in line.verbs or line.part not in listener.parts:
            continue
        if not listener.works and (internal or line.part in WORKERS):
            continue
        if listener.chosen.get(line.reason, line.by_default):
            return line.reason
    return None

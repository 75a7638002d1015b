"""The states of an incident are those ITIL and ISO/IEC 20000-1 lead to, written down here once more and by hand: the
table, the drawn diagram and every triple of state, verb and standing are held against it.
"""

import re
from itertools import product
from pathlib import Path

import pytest

from maitre.kernel.states import Phase
from maitre.operation.incident.lifecycle import LIFECYCLE
from maitre.product import reference
from maitre.shared.access.rules import PARTICIPANT, REQUESTER, SYSTEM, Role

STANDARD = """
new          -> assigned, in_progress, cancelled
assigned     -> in_progress, pending, cancelled
in_progress  -> pending, assigned, resolved
pending      -> in_progress, resolved, cancelled
resolved     -> closed, in_progress
closed       -> in_progress
cancelled    ->
"""
CLASSES = {
    "new": "queue", "assigned": "queue", "in_progress": "active", "pending": "external",
    "resolved": "done", "closed": "done", "cancelled": "done",
}  # fmt: skip
CLASS_OF = {
    Phase.QUEUED: "queue", Phase.ACTIVE: "active", Phase.WAITING: "external",
    Phase.DONE: "done", Phase.CLOSED: "done", Phase.CANCELLED: "done",
}  # fmt: skip
MOVES = {
    (line.split("->")[0].strip(), target)
    for line in STANDARD.strip().splitlines()
    for target in re.findall(r"\w+", line.split("->")[1])
}
VERBS = {
    "take": {("new", "in_progress"), ("assigned", "in_progress")},
    "assign": {("new", "assigned"), ("in_progress", "assigned")},
    "hand_back": {("in_progress", "assigned")},
    "pause": {("assigned", "pending"), ("in_progress", "pending")},
    "resume": {("pending", "in_progress")},
    "resolve": {("in_progress", "resolved"), ("pending", "resolved")},
    "close": {("resolved", "closed")},
    "reopen": {("resolved", "in_progress"), ("closed", "in_progress")},
    "unmerge": {("closed", "in_progress")},
    "cancel": {("new", "cancelled"), ("assigned", "cancelled"), ("pending", "cancelled")},
    "merge": {("resolved", "closed")},
}
"""Which verb makes which move. Every other verb leaves the state as it is."""

WORK = {"agent", "lead", "admin", "system"}
LEAD = {"lead", "admin", "system"}
WHO = dict.fromkeys(LIFECYCLE.verbs, WORK) | {
    "close": LEAD | {"requester"},
    "reopen": WORK | {"requester"},
    "cancel": WORK | {"requester"},
    "propose_major": WORK | {"service_owner"},
    "declare_major": LEAD,
    "demote_major": LEAD,
    "finish_review": LEAD,
    "remind": {"system"},
}
STANDINGS = (REQUESTER, PARTICIPANT, SYSTEM, *(role.value for role in Role))
DRAWN = Path(reference.PAGES) / "states.md"


def moves_of_the_table() -> dict[str, set[tuple[str, str]]]:
    """Verb to the moves it makes in a single step; what passes several states at once takes their single steps."""
    return {
        verb: {
            (source, row.target)
            for row in LIFECYCLE.rows
            if row.verb == verb and row.target and not row.via
            for source in row.sources
            if source != row.target
        }
        for verb in LIFECYCLE.verbs
    }


def test_states_and_their_classes_are_those_of_the_standard() -> None:
    assert {name: CLASS_OF[state.phase] for name, state in LIFECYCLE.states.items()} == CLASSES
    assert LIFECYCLE.start.name == "new"


@pytest.mark.parametrize(("old", "new"), [*product(CLASSES, CLASSES)])
def test_a_move_is_possible_exactly_where_the_standard_has_it(old: str, new: str) -> None:
    found = any((old, new) in moves for moves in moves_of_the_table().values())
    assert found == ((old, new) in MOVES)


def test_each_verb_makes_its_own_moves() -> None:
    assert {verb: moves for verb, moves in moves_of_the_table().items() if moves} == VERBS


@pytest.mark.parametrize("verb", LIFECYCLE.verbs)
def test_every_state_verb_and_standing_is_as_written_down(verb: str) -> None:
    """Every triple: who is let through by the table is who is written down, in each state the verb is possible in."""
    for state, standing in product(CLASSES, STANDINGS):
        row = LIFECYCLE.row(state, verb)
        allowed = row is not None and standing in row.who
        assert allowed == (row is not None and standing in WHO[verb]), (state, verb, standing)


def test_the_drawn_diagram_shows_the_moves_of_the_standard_and_no_other() -> None:
    drawn = DRAWN.read_text(encoding="utf-8").partition("## Incident")[2].partition("\n## ")[0]
    edges = re.findall(r"^    (\w+) --> (\w+): (\w+)$", drawn, re.MULTILINE)
    assert {(old, new) for old, new, _verb in edges if old != new} == MOVES
    assert {verb for old, new, verb in edges if old != new} == set(VERBS)

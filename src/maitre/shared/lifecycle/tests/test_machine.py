"""A life cycle is a table: it answers what is possible, and refuses to be built where it contradicts itself."""

import pytest

from maitre.kernel.errors import FieldError
from maitre.kernel.states import Machine, Need, Phase, State, Transition, lacking

STATES = (State("open", Phase.ACTIVE), State("done", Phase.DONE))
ANYBODY = frozenset({"agent"})


def row(source: str, verb: str, target: str | None, *needs: Need) -> Transition:
    return Transition(frozenset({source}), verb, target, ANYBODY, needs)


def machine(*rows: Transition) -> Machine:
    return Machine("toy", STATES, "open", rows)


def test_it_names_the_row_for_a_verb_and_none_where_there_is_no_such_step() -> None:
    toy = machine(row("open", "finish", "done"), row("done", "reopen", "open"))
    assert toy.row("open", "finish") == row("open", "finish", "done")
    assert toy.row("done", "finish") is None
    assert toy.row("elsewhere", "finish") is None
    assert toy.verbs == ("finish", "reopen")
    assert toy.sources("reopen") == ("done",)


def test_a_row_without_a_target_stays_where_it_is() -> None:
    toy = machine(row("open", "edit", None))
    assert toy.after("open", row("open", "edit", None)) == STATES[0]
    assert toy.after("open", row("open", "finish", "done")) == STATES[1]


@pytest.mark.parametrize("wrong", [row("nowhere", "finish", "done"), row("open", "finish", "nowhere")])
def test_a_table_that_names_a_state_that_does_not_exist_is_refused(wrong: Transition) -> None:
    with pytest.raises(ValueError, match=r"toy: finish names states that do not exist: .*nowhere"):
        machine(wrong)


def test_a_table_that_says_two_things_about_one_step_is_refused() -> None:
    with pytest.raises(ValueError, match="toy: finish from open stands twice"):
        machine(row("open", "finish", "done"), row("open", "finish", None))


def test_a_start_that_is_no_state_is_refused() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        Machine("toy", STATES, "nowhere", [])


def test_everything_that_is_missing_is_told_not_only_the_first() -> None:
    def lacks(name: str) -> Need:
        return Need(
            name, lambda subject, given: None if name in given else FieldError(name, "required", "say it")
        )

    step = row("open", "finish", "done", lacks("code"), lacks("cause"))
    assert [lack.field for lack in lacking(step, object(), {})] == ["code", "cause"]
    assert [lack.field for lack in lacking(step, object(), {"code": 1})] == ["cause"]
    assert lacking(step, object(), {"code": 1, "cause": 1}) == []

"""The reference says what the code does: pages made from it are as it would make them now, others name everything."""

import re
from pathlib import Path

import pytest

from maitre.kernel.query import Operator
from maitre.product import reference
from maitre.shared.lifecycle.rules import machines
from maitre.shared.records.rules import SORTS, fields_of

PAGES = Path(reference.PAGES)


@pytest.mark.parametrize("name", reference.MAKERS)
def test_a_page_made_from_the_code_is_as_the_code_makes_it_now(name: str) -> None:
    assert (PAGES / name).read_text() == reference.MAKERS[name](), "run `python -m maitre.product.reference`"


def test_the_page_of_life_cycles_holds_every_verb_and_state_of_every_practice() -> None:
    page = (PAGES / "states.md").read_text()
    words = {word for machine in machines() for word in (*machine.verbs, *machine.states)}
    assert len(words) > 15
    assert {word for word in words if f"`{word}`" not in page} == set()


def test_the_page_of_the_query_language_names_every_field_operator_and_order() -> None:
    page = (PAGES / "query-language.md").read_text()
    rows = set(re.findall(r"^\| `([^`]+)`", page, re.MULTILINE))
    fields = {field.name for machine in machines() for field in fields_of(machine.kind)}
    assert len(fields) > 10
    assert fields - rows == set()
    assert {operator.value for operator in Operator} - rows == set()
    assert set(SORTS) - rows == set()

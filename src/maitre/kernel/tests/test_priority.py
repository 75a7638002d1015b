"""Priority is impact + urgency - 1, unless the organisation edits the table."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maitre.kernel.errors import Invalid
from maitre.kernel.priority import STANDARD, Impact, Matrix, Priority, Urgency, propose

EDITED = Matrix(((1, 1, 2, 2), (2, 5, 3, 4)))


@pytest.mark.parametrize(
    ("impact", "row"),
    [
        (Impact.HIGH, (Priority.P1, Priority.P2, Priority.P3)),
        (Impact.MEDIUM, (Priority.P2, Priority.P3, Priority.P4)),
        (Impact.LOW, (Priority.P3, Priority.P4, Priority.P5)),
    ],
)
def test_the_standard_matrix_is_impact_plus_urgency_minus_one(
    impact: Impact, row: tuple[Priority, ...]
) -> None:
    assert tuple(propose(impact, urgency).priority for urgency in Urgency) == row


def test_a_proposal_explains_itself_with_data_that_can_be_stored() -> None:
    proposal = propose(Impact.HIGH, Urgency.MEDIUM)
    assert json.loads(json.dumps(asdict(proposal))) == {
        "priority": 2,
        "explanation": {
            "code": "priority.from_matrix",
            "params": {"impact": 1, "impact_levels": 3, "urgency": 2, "urgency_levels": 3, "priority": 2},
        },
    }


def test_an_edited_matrix_decides_and_its_size_is_in_the_explanation() -> None:
    proposal = propose(2, 2, EDITED)
    assert proposal.priority is Priority.P5
    assert proposal.explanation.params["impact_levels"] == 2
    assert proposal.explanation.params["urgency_levels"] == 4


@given(
    st.lists(st.lists(st.integers(1, 5), min_size=5, max_size=5), min_size=1, max_size=5), st.integers(1, 5)
)
def test_every_cell_of_every_matrix_is_what_is_proposed(rows: list[list[int]], width: int) -> None:
    matrix = Matrix(tuple(tuple(row[:width]) for row in rows))
    for impact, row in enumerate(matrix.rows, start=1):
        for urgency, cell in enumerate(row, start=1):
            assert propose(impact, urgency, matrix).priority == cell


@pytest.mark.parametrize(
    ("impact", "urgency", "fields"),
    [(0, 1, ["impact"]), (4, 1, ["impact"]), (1, 4, ["urgency"]), (-1, 9, ["impact", "urgency"])],
)
def test_a_level_that_the_matrix_has_not_is_refused(impact: int, urgency: int, fields: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        propose(impact, urgency, STANDARD)
    assert [error.field for error in refused.value.errors] == fields


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ((), [("rows", "size")]),
        (((),), [("rows.0", "size")]),
        (((1,),) * 6, [("rows", "size")]),
        (((1, 1, 1, 1, 1, 1),), [("rows.0", "size")]),
        (((1, 2), (3,)), [("rows.1", "ragged")]),
        (((1, 2), (0, 6)), [("rows.1.0", "out_of_range"), ("rows.1.1", "out_of_range")]),
    ],
)
def test_a_bad_matrix_is_refused_naming_every_cell(
    rows: tuple[tuple[int, ...], ...], faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid) as refused:
        Matrix(rows)
    assert [(error.field, error.code) for error in refused.value.errors] == faults

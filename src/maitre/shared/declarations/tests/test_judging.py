"""The three sides of a definition, each combination of them, and what is to be done."""

import pytest

from maitre.shared.declarations.rules import Doing, Judgement, Reasons, Sides, changes, judge

A, B, C = {"name": "a"}, {"name": "b"}, {"name": "c"}


@pytest.mark.parametrize(
    ("sides", "judgement"),
    [
        (Sides(A, None, None), Judgement(Doing.CREATE, Doing.CREATE)),
        (Sides(A, A, A), Judgement(Doing.UNCHANGED, Doing.UNCHANGED)),
        (Sides(A, None, A), Judgement(Doing.UNCHANGED, Doing.UNCHANGED)),
        (Sides(A, B, A), Judgement(Doing.UNCHANGED, Doing.UNCHANGED)),
        (Sides(B, A, A), Judgement(Doing.CHANGE, Doing.CHANGE)),
        (Sides(A, A, B), Judgement(Doing.CONFLICT, Doing.CHANGE, Reasons.EDITED)),
        (Sides(B, A, C), Judgement(Doing.CONFLICT, Doing.CHANGE, Reasons.BOTH)),
        (Sides(A, None, B), Judgement(Doing.CONFLICT, Doing.CHANGE, Reasons.FOREIGN)),
        (Sides(A, A, None), Judgement(Doing.CONFLICT, Doing.CREATE, Reasons.REMOVED)),
        (Sides(None, A, A), Judgement(Doing.REMOVE, Doing.REMOVE)),
        (Sides(None, A, B), Judgement(Doing.CONFLICT, Doing.REMOVE, Reasons.BOTH)),
        (Sides(None, A, None), Judgement(Doing.UNCHANGED, Doing.UNCHANGED)),
    ],
)
def test_what_the_installation_changed_by_itself_is_never_overwritten(
    sides: Sides, judgement: Judgement
) -> None:
    assert judge(sides) == judgement


def test_changes_are_told_field_by_field() -> None:
    told = changes({"name": "a", "zone": "UTC", "old": 1}, {"name": "b", "zone": "UTC", "new": None})
    assert [(each.name, each.before, each.after) for each in told] == [("name", "a", "b"), ("old", 1, None)]

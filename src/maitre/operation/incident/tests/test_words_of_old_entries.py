"""Entries are sealed: what gave a reason under an older name keeps its words."""

from datetime import UTC, datetime

import pytest

from maitre.operation.incident.notices import SENTENCES, why
from maitre.shared.records.notices import Told

EXPLAINED = [
    ("workflow.wakes_in_hours", {"asked": "2026-01-01T00:00:00+00:00"}),
    ("workflow.closes_by_itself", {"days": 5}),
    ("assignment.suggested", {"reasons": []}),
    ("assignment.assignee_outside", {}),
    ("assignment.assignee_left", {}),
    ("relationships.told_to_all", {}),
    ("relationships.said_on_merged", {}),
    ("relationships.split_from", {"entry": 2}),
]
SAID = [
    ("resume", "requester_replied", "Work goes on: the requester replied"),
    ("resume", "date_has_come", "Work goes on: the date has come"),
    ("close", "nobody_objected", "Closed by itself: nobody objected in time"),
]


@pytest.mark.parametrize(("code", "params"), EXPLAINED)
def test_an_explanation_under_its_old_name_says_the_same(code: str, params: dict[str, object]) -> None:
    words = why({"code": code, "params": params})
    assert words
    assert why({"code": f"incident.{code.partition('.')[2]}", "params": params}) == words


@pytest.mark.parametrize("room", ["incident", "workflow"])
@pytest.mark.parametrize(("verb", "reason", "says"), SAID)
def test_an_entry_tells_what_moved_it(room: str, verb: str, reason: str, says: str) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    why_it = {"code": f"{room}.{reason}", "params": {}}
    told = Told(seq=1, at=at, verb=verb, visibility="public", by_id=None, by_name="", why=why_it)
    assert SENTENCES[verb](told) == says


def test_what_nobody_knows_is_not_explained() -> None:
    assert why({"code": "elsewhere.unknown", "params": {}}) == why(None) == ""

"""Many incidents in one call: a result per row, or all or none."""

from functools import partial
from typing import Any

import pytest

from maitre.operation.incident.rest import bulk
from maitre.shared.records.models import Record
from tests.callers import Caller, fields
from tests.cast import Cast, make_cast
from tests.race import together


def made(title: str, **more: Any) -> dict[str, Any]:
    return {"operation": "create", "body": {"title": title, **more}}


@pytest.fixture
def agnes(cast: Cast) -> Caller:
    return Caller(cast.person("agnes"))


def test_each_row_has_its_own_result_and_good_ones_are_kept(agnes: Caller, cast: Cast) -> None:
    mine, theirs = cast.incident().record, cast.incident(requester="fred").record
    rows = [
        made("Good"),
        made("Bad", impact=9),
        {"operation": "take", "number": mine.label},
        {"operation": "update", "number": mine.label, "version": 1, "body": {"title": "Stale"}},
        {"operation": "assign", "number": theirs.label, "body": {"team": "desk"}},
        {"operation": "fly", "number": mine.label},
        "no row at all",
        {"operation": "assign", "number": mine.label, "body": {"team": "summit"}},
        made("Good too"),
    ]
    told = agnes.post("/incidents/bulk", {"rows": rows})
    assert told.status_code == 200, told.content
    items = told.json()["items"]
    assert [item["status"] for item in items] == [201, 422, 200, 412, 404, 422, 422, 422, 201]
    assert [item["row"] for item in items] == list(range(9))
    assert (told.json()["done"], told.json()["refused"]) == (3, 6)
    assert items[1]["problem"]["errors"][0]["field"] == "body.impact"
    assert items[7]["problem"]["errors"][0]["field"] == "team"
    assert agnes.get(f"/incidents/{mine.label}").json()["state"] == "in_progress"
    assert Record.objects.filter(title__startswith="Good").count() == 2


def test_all_or_none_does_none_and_names_every_row(agnes: Caller, cast: Cast) -> None:
    mine = cast.incident().record
    rows = [
        made("Good"),
        made(" "),
        {"operation": "take", "number": mine.label},
        {"operation": "close", "number": "X"},
    ]
    refused = agnes.post("/incidents/bulk", {"rows": rows, "all_or_none": True})
    assert refused.status_code == 422
    assert fields(refused) == {"rows.1.title", "rows.3"}
    assert Record.objects.count() == 1
    assert agnes.get(f"/incidents/{mine.label}").json()["state"] == "new"
    done = agnes.post("/incidents/bulk", {"rows": [rows[0], rows[2]], "all_or_none": True})
    assert (done.json()["done"], Record.objects.count()) == (2, 2)


def test_every_verb_is_a_row(agnes: Caller, cast: Cast) -> None:
    one = {"number": cast.incident().record.label}
    resolution = {"code": "fixed", "cause": "use", "solution": "Done."}
    rows: list[dict[str, Any]] = [
        {**one, "operation": "take"},
        {**one, "operation": "prioritise", "body": {"impact": 1}},
        {**one, "operation": "pause", "body": {"reason": "supplier"}},
        {**one, "operation": "resume"},
        {**one, "operation": "assign", "body": {"team": "network"}},
        {**one, "operation": "take"},
        {**one, "operation": "resolve", "body": resolution},
        {**one, "operation": "reopen", "body": {"reason": "Not yet."}},
        {**one, "operation": "confide", "body": {"circle": None}},
        {**one, "operation": "update", "body": {"title": "Twelve verbs"}},
        {**one, "operation": "resolve", "body": resolution},
    ]
    told = agnes.post("/incidents/bulk", {"rows": rows}).json()
    assert told["refused"] == 0, told
    leo = Caller(cast.person("leo"))
    assert leo.post("/incidents/bulk", {"rows": [{**one, "operation": "close"}]}).json()["done"] == 1
    other = {"operation": "cancel", "number": cast.incident().record.label, "body": {"reason": "None."}}
    assert agnes.post("/incidents/bulk", {"rows": [other]}).json()["done"] == 1
    into = {"into": cast.incident().record.label}
    merged = {"operation": "merge", "number": cast.incident().record.label, "body": into}
    assert agnes.post("/incidents/bulk", {"rows": [merged]}).json()["done"] == 1


def test_at_most_a_hundred_rows_share_a_transaction(agnes: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    batch = bulk._batch
    monkeypatch.setattr(
        bulk, "_batch", lambda rows, *given, **named: sizes.append(len(rows)) or batch(rows, *given, **named)
    )
    told = agnes.post("/incidents/bulk", {"rows": [made(f"No. {place}") for place in range(250)]}).json()
    assert (told["done"], sizes) == (250, [100, 100, 50])
    assert [item["row"] for item in told["items"]] == list(range(250))


@pytest.mark.parametrize("rows", [[], [made("x")] * 1001, "rows", None])
def test_a_call_has_one_to_a_thousand_rows(agnes: Caller, rows: Any) -> None:
    refused = agnes.post("/incidents/bulk", {"rows": rows})
    assert (refused.status_code, fields(refused)) == (422, {"rows"})


def test_with_a_key_the_same_call_acts_once_batch_by_batch(agnes: Caller) -> None:
    rows = {"rows": [made(f"No. {place}") for place in range(120)]}
    first = agnes.post("/incidents/bulk", rows, Idempotency_Key="night-run")
    again = agnes.post("/incidents/bulk", rows, Idempotency_Key="night-run")
    assert (first.status_code, again.json()) == (200, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Record.objects.count() == 120


@pytest.mark.django_db(transaction=True)
def test_two_calls_over_the_same_rows_in_opposite_order_do_not_block_one_another() -> None:
    cast = make_cast()
    labels = [cast.incident().record.label for _ in range(40)]
    callers = [Caller(cast.person("agnes")), Caller(cast.person("leo"))]

    def change(caller: Caller, order: list[str]) -> int:
        rows = [
            {"operation": "update", "number": label, "body": {"title": caller.token.name}} for label in order
        ]
        return int(caller.post("/incidents/bulk", {"rows": rows}).json()["done"])

    acts = [partial(change, callers[0], labels), partial(change, callers[1], labels[::-1])]
    assert together(acts) == [40, 40]

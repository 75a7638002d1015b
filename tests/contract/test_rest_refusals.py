"""Bad input over HTTP is refused with a problem that names what and where, and never with a 500."""

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from maitre.shared.records.models import Record
from maitre.shared.workspace.rest import nouns
from tests.callers import Caller, fields, problem
from tests.cast import Cast


@pytest.fixture
def agnes(cast: Cast) -> Caller:
    return Caller(cast.person("agnes"))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": 7}, "title"),
        ({"title": None}, "title"),
        ({"title": ["a"]}, "title"),
        ({"title": ""}, "title"),
        ({"title": "  \t "}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"title": "NUL \x00"}, "title"),
        ({"title": "half \ud83d"}, "title"),
        ({"title": "x", "description": "NUL \x00"}, "description"),
        ({"title": "x", "description": "x" * 50_001}, "description"),
        ({"title": "x", "impact": 0}, "impact"),
        ({"title": "x", "impact": "1"}, "impact"),
        ({"title": "x", "impact": 1.5}, "impact"),
        ({"title": "x", "impact": True}, "impact"),
        ({"title": "x", "impact": 10**30}, "impact"),
        ({"title": "x", "type": "catastrophe"}, "type"),
        ({"title": "x", "service": "x" * 201}, "service"),
        ({"title": "x", "configuration_item": "x" * 201}, "configuration_item"),
        ({"title": "x", "requester": 0}, "requester"),
        ({"title": "x", "requester": -1}, "requester"),
        ({"title": "x", "requester": True}, "requester"),
        ({"title": "x", "requester": 2**63}, "requester"),
        ({"title": "x", "requester": 10**40}, "requester"),
        ({"title": "x", "requester": {"id": 1}}, "requester"),
        ({"title": "x", "requester": "nobody@nowhere.example"}, "requester"),
        ({"title": "x", "requester": 2**63 - 1}, "requester"),
        ({"title": "x", "organisation": "nowhere"}, "organisation"),
        ({"title": "x", "category": "nothing"}, "category"),
        ({"title": "x", "unknown": 1}, "unknown"),
        ({"title": "x", "nu\x00l": 1}, ""),
        ({}, "title"),
        ([], ""),
        ("text", ""),
        (7, ""),
        (None, ""),
    ],
)
def test_each_wrong_value_is_refused_by_its_name(agnes: Caller, body: Any, field: str) -> None:
    refused = agnes.post("/incidents", json.dumps(body))
    assert refused.status_code == 422, refused.content
    assert fields(refused) == {field}
    assert problem(refused)["detail"]
    assert Record.objects.count() == 0


def test_everything_that_is_wrong_is_named_at_once(agnes: Caller) -> None:
    refused = agnes.post("/incidents", {"title": 1, "impact": 9, "type": "x", "more": 1})
    assert fields(refused) == {"title", "impact", "type", "more"}


@pytest.mark.parametrize(
    "title",
    [
        "🔥🧯 the till",
        "\u202eright to left",
        "<script>alert(1)</script>",
        "=HYPERLINK(1)",
        "Ω≈ç√∫ 漢字 עברית",
        "'; DROP TABLE records_record; --",
        "{{ 7*7 }} %s %(x)s",
    ],
)
def test_odd_but_honest_text_is_kept_as_it_is(agnes: Caller, title: str) -> None:
    made = agnes.post("/incidents", {"title": title, "description": title, "service": title})
    assert made.status_code == 201
    told = agnes.get(f"/incidents/{made.json()['number']}").json()
    assert (told["title"], told["description"], told["service"]) == (title, title, title)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 400),
        (b'{"title": "x"', 400),
        (b"{'title': 'x'}", 400),
        (b'{"title": NaN}', 400),
        (b'{"title": "x", "impact": -Infinity}', 400),
        (b'{"title": "a", "title": "b"}', 400),
        (b'\xff\xfe{"title": "x"}', 400),
        (b'{"title": "\xe9"}', 400),
        (b"[" * 100_000, 400),
        (b'{"impact": ' + b"9" * 10_000 + b"}", 400),
        (b'{"title": "' + b"x" * 10_000_000 + b'"}', 413),
    ],
)
def test_what_is_no_json_is_refused_and_says_where(agnes: Caller, body: bytes, status: int) -> None:
    refused = agnes.post("/incidents", body)
    assert (refused.status_code, problem(refused)["status"]) == (status, status)
    assert Record.objects.count() == 0


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "odd"]
)
def test_only_json_is_understood(agnes: Caller, kind: str) -> None:
    refused = agnes.post("/incidents", b'{"title": "x"}', Content_Type=kind)
    assert (refused.status_code, problem(refused)["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/nothing",
        "/incidents/",
        "/incidents/INC-1",
        "/incidents/INC-99999999999999999999999",
        "/incidents/INC-",
        "/incidents/INC--1",
        "/incidents/INC-1%00",
        "/incidents/INC-%C2%B2",
        "/incidents/1",
        "/incidents/%2e%2e/people",
        "/records/PRB-1",
        "/records/XYZ-1/timeline",
        "/people/999999",
        "/teams/nobody",
        "/teams/%F0%9F%94%A5",
        "/organisations/nowhere",
        "/calendars/never",
        "/categories/nothing",
        "/tokens/999999",
    ],
)
def test_what_is_not_there_is_a_problem_too(agnes: Caller, path: str) -> None:
    refused = agnes.get(path)
    assert refused.status_code in ({400} if "%00" in path else {404}), refused.content
    assert problem(refused)["detail"]


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v2/incidents", "/api/v1/incidents/INC-1/nothing/at/all"]
)
def test_every_address_below_api_answers_with_a_problem(client: Client, db: None, path: str) -> None:
    answer = client.get(path, follow=True)
    assert (answer.status_code, problem(answer)["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/people/0", "/people/-1", "/people/x", "/people/99999999999999999999"])
def test_what_cannot_be_an_id_is_refused(agnes: Caller, path: str) -> None:
    assert agnes.get(path).status_code in (404, 422)
    problem(agnes.get(path))


def test_a_wrong_method_says_which_are_right(agnes: Caller) -> None:
    refused = agnes.call("PUT", "/incidents", {})
    assert (refused.status_code, problem(refused)["code"]) == (405, "method_not_allowed")
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_an_error_of_ours_says_nothing_of_the_inside(agnes: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*given: object, **named: object) -> None:
        raise ZeroDivisionError("secret-of-the-inside")

    monkeypatch.setattr(nouns, "page_of", breaks)
    broken = agnes.get("/incidents")
    assert (broken.status_code, problem(broken)["code"]) == (500, "error")
    assert b"secret-of-the-inside" not in broken.content
    assert b"Traceback" not in broken.content


def test_a_database_that_is_away_says_when_to_come_again(
    agnes: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*given: object, **named: object) -> None:
        raise OperationalError("server closed the connection on host 10.0.0.1")

    monkeypatch.setattr(nouns, "page_of", breaks)
    away = agnes.get("/incidents")
    assert (away.status_code, problem(away)["code"]) == (503, "unavailable")
    assert int(away.headers["Retry-After"]) > 0
    assert b"10.0.0.1" not in away.content


@pytest.mark.parametrize("name", ["page", "q[]", "Q", "INC%00", "<script>"])
def test_a_parameter_nobody_knows_is_refused(agnes: Caller, name: str) -> None:
    refused = agnes.get(f"/incidents?{name}=1")
    assert refused.status_code in ({400} if "%00" in name else {422})
    problem(refused)


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "e30",
        "W10",
        "WzEsMl0",
        "bnVsbA",
        "WyJhIiwgImIiXQ",
        "W251bGwsIG51bGxd",
        "WyJhIiwgdHJ1ZV0",
        "%F0%9F%94%A5",
    ],
)
@pytest.mark.parametrize(
    "path", ["/people", "/teams", "/organisations", "/categories", "/tokens", "/incidents"]
)
def test_a_forged_cursor_is_refused(agnes: Caller, path: str, cursor: str) -> None:
    refused = agnes.get(f"{path}?cursor={cursor}")
    assert (refused.status_code, fields(refused)) == (422, {"cursor"})


def test_a_refusal_does_not_echo_what_was_sent(agnes: Caller) -> None:
    refused = agnes.post("/incidents", {"title": {"password": "hunter2"}})
    assert b"hunter2" not in refused.content


def test_answers_are_neither_cached_by_others_nor_guessed_at(agnes: Caller) -> None:
    shown = agnes.get("/incidents")
    assert shown.headers["Cache-Control"].startswith("private")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("number", [900, 150_000])
def test_a_body_of_unknown_names_is_answered_with_few_of_them(cast: Cast, number: int) -> None:
    answer = Caller(cast.person("agnes")).post("/incidents", {f"x{each}": 1 for each in range(number)})
    told = problem(answer)
    assert answer.status_code == (422 if number == 900 else 413)
    assert len(told["errors"]) <= 20
    assert len(answer.content) < 6_000
    if number == 900:
        assert "more errors are not listed" in told["detail"]


def test_an_address_of_many_parameters_is_refused(cast: Cast) -> None:
    answer = Caller(cast.person("agnes")).get("/incidents?" + "&".join(f"x{each}=1" for each in range(5_000)))
    assert problem(answer)["code"] == "too_large"
    assert len(answer.content) < 6_000


def test_a_form_of_many_fields_is_refused_on_a_page(cast: Cast) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(cast.person("agnes"))
    answer = client.post("/profile", {f"x{each}": "1" for each in range(150_000)})
    assert answer.status_code in (400, 413)
    assert len(answer.content) < 60_000

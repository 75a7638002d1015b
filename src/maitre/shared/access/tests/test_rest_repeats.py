"""A call with an Idempotency-Key acts once, whatever happens to it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from maitre.shared.access.models import KeptAnswer
from maitre.shared.records.models import Entry, Record
from maitre.shared.workspace.rest import nouns
from tests.callers import Caller, fields, problem
from tests.cast import Cast, make_cast

TILL = {"title": "The till does not print"}


@pytest.fixture
def agnes(cast: Cast) -> Caller:
    return Caller(cast.person("agnes"))


def test_the_same_call_again_is_answered_the_same_and_acts_once(agnes: Caller) -> None:
    first = agnes.post("/incidents", TILL, Idempotency_Key="a-1")
    again = agnes.post("/incidents", TILL, Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert {name: again.headers[name] for name in ("Location", "ETag")} == {
        name: first.headers[name] for name in ("Location", "ETag")
    }
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Record.objects.count() == 1


def test_the_same_key_for_another_call_is_refused(agnes: Caller) -> None:
    agnes.post("/incidents", TILL, Idempotency_Key="a-1")
    other = agnes.post("/incidents", {"title": "Something else"}, Idempotency_Key="a-1")
    assert (other.status_code, fields(other)) == (422, {"Idempotency-Key"})
    number = Record.objects.get().label
    elsewhere = agnes.post(f"/records/{number}/comments", {"body": "Hello"}, Idempotency_Key="a-1")
    assert elsewhere.status_code == 422
    assert Entry.objects.count() == 1


def test_another_persons_key_is_another_key(agnes: Caller, cast: Cast) -> None:
    agnes.post("/incidents", TILL, Idempotency_Key="a-1")
    assert Caller(cast.person("rita")).post("/incidents", TILL, Idempotency_Key="a-1").status_code == 201
    assert Record.objects.count() == 2


def test_a_refused_call_leaves_its_key_free(agnes: Caller) -> None:
    assert agnes.post("/incidents", {"title": " "}, Idempotency_Key="a-1").status_code == 422
    assert agnes.post("/incidents", TILL, Idempotency_Key="a-1").status_code == 201


def test_a_call_that_dies_leaves_nothing_and_can_come_again(
    agnes: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*given: object, **named: object) -> None:
        raise RuntimeError("the power went out after the incident was written")

    with monkeypatch.context() as patched:
        patched.setattr(nouns, "respond", dies)
        assert agnes.post("/incidents", TILL, Idempotency_Key="a-1").status_code == 500
    assert (Record.objects.count(), KeptAnswer.objects.count()) == (0, 0)
    assert agnes.post("/incidents", TILL, Idempotency_Key="a-1").status_code == 201


def test_a_key_is_kept_for_a_day(agnes: Caller) -> None:
    agnes.post("/incidents", TILL, Idempotency_Key="a-1")
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=23, minutes=59))
    agnes.post("/incidents", TILL, Idempotency_Key="a-1")
    assert Record.objects.count() == 1
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=24, minutes=1))
    agnes.post("/incidents", {"title": "Something else"}, Idempotency_Key="a-1")
    assert Record.objects.count() == 2


def test_a_comment_sent_twice_is_said_once(agnes: Caller, cast: Cast) -> None:
    number = cast.incident().record.label
    for _ in range(2):
        told = agnes.post(f"/records/{number}/comments", {"body": "On my way."}, Idempotency_Key="c-1")
        assert told.status_code == 201
    assert Entry.objects.filter(verb="comment").count() == 1


@pytest.mark.parametrize("key", ["", "k" * 181, "käse", "tab\there"])
def test_what_cannot_be_a_key_is_refused(agnes: Caller, key: str) -> None:
    refused = agnes.post("/incidents", TILL, Idempotency_Key=key)
    assert (refused.status_code, fields(refused)) == (422, {"Idempotency-Key"})
    assert problem(refused)["detail"].startswith("Idempotency-Key")


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_with_one_key_make_one_incident(live_server: LiveServer) -> None:
    headers = {
        "Authorization": f"Bearer {Caller(make_cast().person('agnes')).secret}",
        "Idempotency-Key": "a-1",
    }

    def create(_: int) -> tuple[int, Any]:
        answer = httpx.post(f"{live_server.url}/api/v1/incidents", json=TILL, headers=headers, timeout=60)
        return answer.status_code, answer.json().get("number")

    with ThreadPoolExecutor(10) as pool:
        answers = set(pool.map(create, range(10)))
    assert Record.objects.count() == 1
    assert answers == {(201, Record.objects.get().label)}

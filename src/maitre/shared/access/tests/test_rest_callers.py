"""Who may call: tokens, sessions, and everything that is wrong with either."""

import hashlib
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import get_language

from maitre.shared.access.models import Token
from maitre.shared.records import notices
from tests.callers import Caller, problem
from tests.cast import Cast


@pytest.fixture
def agnes(cast: Cast) -> Caller:
    return Caller(cast.person("agnes"))


def refused(answer: Any) -> bool:
    told = problem(answer)
    return (answer.status_code, told["code"]) == (401, "not_signed_in") and "Bearer" in answer.headers[
        "WWW-Authenticate"
    ]


def test_a_token_is_kept_as_its_digest_only(agnes: Caller) -> None:
    assert agnes.secret.startswith("mtr_")
    assert len(agnes.secret) >= 36
    assert bytes(agnes.token.digest) == hashlib.sha256(agnes.secret.encode()).digest()
    assert agnes.get("/people/me").json()["email"] == "agnes@harbour.example"


def test_without_a_token_or_a_session_nothing_is_told(db: None) -> None:
    assert refused(Client().get("/api/v1/incidents"))
    assert refused(Client().post("/api/v1/incidents", {"title": "x"}, content_type="application/json"))


@pytest.mark.parametrize(
    "value",
    [
        "Bearer",
        "Bearer ",
        "Bearer mtr_wrong",
        "Bearer mtr_\x7f",
        "Basic YWdu",
        "mtr_x",
        "Bearer " + "x" * 9_000,
    ],
)
def test_a_token_that_is_none_is_refused(agnes: Caller, value: str) -> None:
    assert refused(agnes.get("/people/me", Authorization=value))


def test_a_wrong_token_is_refused_even_beside_a_good_session(cast: Cast, client: Client) -> None:
    client.force_login(cast.person("agnes"))
    assert client.get("/api/v1/people/me").status_code == 200
    assert refused(client.get("/api/v1/people/me", headers={"Authorization": "Bearer mtr_wrong"}))


def test_a_token_ends_when_its_time_is_over(agnes: Caller) -> None:
    Token.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert refused(agnes.get("/people/me"))


def test_a_revoked_token_ends_at_once(agnes: Caller) -> None:
    assert agnes.delete(f"/tokens/{agnes.token.pk}").status_code == 204
    assert refused(agnes.get("/people/me"))


def test_somebody_who_left_is_refused(agnes: Caller, cast: Cast) -> None:
    person = cast.person("agnes")
    person.is_active = False
    person.save()
    assert refused(agnes.get("/people/me"))


def test_a_token_that_may_only_read_changes_nothing(cast: Cast) -> None:
    reader = Caller(cast.person("agnes"), ["read"])
    number = cast.incident().record.label
    assert reader.get(f"/incidents/{number}").status_code == 200
    for method, path, body in [
        ("POST", "/incidents", {"title": "x"}),
        ("PATCH", f"/incidents/{number}", {"title": "x"}),
        ("POST", f"/incidents/{number}/taking", None),
        ("POST", f"/records/{number}/comments", {"body": "x"}),
        ("PATCH", "/people/me", {"theme": "dark"}),
        ("POST", "/tokens", {"name": "x", "scopes": ["write"]}),
        ("DELETE", f"/tokens/{reader.token.pk}", None),
    ]:
        answer = reader.call(method, path, body)
        assert (answer.status_code, problem(answer)["code"]) == (403, "not_allowed"), path
    assert cast.fresh(cast.incident()).record.title == "The till does not print"


def test_a_session_may_read_and_needs_its_csrf_token_to_change(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.person("rita"))
    assert browser.get("/api/v1/incidents").status_code == 200
    without = browser.post("/api/v1/incidents", {"title": "x"}, content_type="application/json")
    assert (without.status_code, problem(without)["code"]) == (403, "not_allowed")
    secret = "t" * 32
    browser.cookies["csrftoken"] = secret
    made = browser.post(
        "/api/v1/incidents", {"title": "x"}, content_type="application/json", headers={"X-CSRFToken": secret}
    )
    assert made.status_code == 201


def test_secrets_reach_no_log(agnes: Caller, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        made = agnes.post("/tokens", {"name": "Monitoring"}).json()
        agnes.get("/people/me", Authorization=f"Bearer {made['secret']}x")
        agnes.get("/nothing")
    assert made["secret"] not in caplog.text
    assert agnes.secret not in caplog.text


def test_sentences_come_in_the_language_of_the_caller(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(notices._sentences, ("incident", "report"), lambda told: get_language())
    number = cast.incident().record.label
    agnes = Caller(cast.person("agnes"))
    assert agnes.get(f"/records/{number}/timeline").json()["items"][0]["sentence"] == "en"
    assert agnes.patch("/people/me", {"language": "de"}).json()["language"] == "de"
    assert agnes.get(f"/records/{number}/timeline").json()["items"][0]["sentence"] == "de"
    leo = Caller(cast.person("leo"))
    assert leo.get(f"/records/{number}/timeline").json()["items"][0]["sentence"] == "en"

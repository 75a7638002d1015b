"""Grants, tokens, preferences and the audit book over HTTP."""

from typing import Any

import pytest

from maitre.shared.access.models import Grant, Token
from maitre.shared.audit.models import AuditEvent
from maitre.shared.organisation.models import Person
from tests.callers import Caller, fields, problem
from tests.cast import Cast


@pytest.fixture
def ada(cast: Cast) -> Caller:
    return Caller(cast.person("ada"))


def test_an_administrator_gives_and_takes_roles_and_the_book_says_so(cast: Cast, ada: Caller) -> None:
    given = ada.post(
        "/grants", {"person": "rita@harbour.example", "role": "agent", "organisation": "kitchen"}
    )
    assert given.status_code == 201
    rita = Caller(cast.person("rita"))
    theirs = cast.incident(requester="kim").record.label
    assert rita.get(f"/incidents/{theirs}").status_code == 200
    assert ada.delete(f"/grants/{given.json()['id']}").status_code == 204
    assert rita.get(f"/incidents/{theirs}").status_code == 404
    events = [event for event in ada.get("/audit").json()["items"] if event["what"].startswith("grant_")]
    assert [event["what"] for event in events[:2]] == ["grant_withdrawn", "grant_given"]
    assert (events[0]["by"], events[0]["subject"]) == ("Ada", "rita@harbour.example")
    assert events[0]["detail"] == {"role": "agent", "organisation": "kitchen", "team": None}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"person": "fred@summit.example", "role": "agent", "organisation": "harbour"}, "person"),
        ({"person": "rita@harbour.example", "role": "agent", "organisation": "summit"}, "organisation"),
        ({"person": "rita@harbour.example", "role": "god", "organisation": "harbour"}, "role"),
        (
            {"person": "rita@harbour.example", "role": "agent", "organisation": "harbour", "team": "summit"},
            "team",
        ),
        ({"person": "agnes@harbour.example", "role": "agent", "organisation": "harbour"}, "role"),
    ],
)
def test_roles_end_at_the_reach_of_who_gives_them(cast: Cast, ada: Caller, body: Any, field: str) -> None:
    before = Grant.objects.count()
    refused = ada.post("/grants", body)
    assert (refused.status_code, fields(refused)) == (422, {field})
    assert Grant.objects.count() == before


@pytest.mark.parametrize("who", ["rita", "agnes", "leo", "manfred", "audrey", "tess"])
def test_only_administrators_see_and_give_roles(cast: Cast, who: str) -> None:
    caller = Caller(cast.person(who))
    assert caller.get("/grants").status_code == 403
    body = {"person": f"{who}@harbour.example", "role": "admin", "organisation": "harbour"}
    assert caller.post("/grants", body).status_code == 403
    assert caller.delete(f"/grants/{Grant.objects.all()[0].pk}").status_code == 403
    assert not Grant.objects.filter(person=cast.person(who), role="admin").exists()


def test_an_administrators_reach_ends_at_their_organisation(cast: Cast, ada: Caller) -> None:
    foreign = Grant.objects.get(person=cast.person("fiona"))
    assert foreign.pk not in {grant["id"] for grant in ada.get("/grants?limit=200").json()["items"]}
    assert ada.get(f"/grants/{foreign.pk}").status_code == 404
    assert ada.delete(f"/grants/{foreign.pk}").status_code == 404
    assert Grant.objects.filter(pk=foreign.pk).exists()


@pytest.mark.parametrize(
    "field",
    ["is_staff", "is_superuser", "is_active", "role", "grants", "tenant", "organisation", "id", "email",
     "created_at", "created_by", "password", "name", "teams"],
)  # fmt: skip
def test_n38_ones_own_profile_takes_preferences_only_and_the_attempt_is_kept(cast: Cast, field: str) -> None:
    rita = Caller(cast.person("rita"))
    before = rita.get("/people/me").json()
    refused = rita.patch("/people/me", {"theme": "dark", field: 1})
    assert (refused.status_code, fields(refused)) == (422, {field})
    assert rita.get("/people/me").json() == before
    event = AuditEvent.objects.latest("seq")
    assert (event.what, event.subject) == ("profile_refused", "rita@harbour.example")
    assert field in event.sealed


def test_preferences_are_set_and_wrong_ones_named(cast: Cast) -> None:
    rita = Caller(cast.person("rita"))
    set_ = rita.patch("/people/me", {"language": "de", "zone": "Europe/Lisbon", "theme": "dark"}).json()
    assert (set_["language"], set_["zone"], set_["theme"]) == ("de", "Europe/Lisbon", "dark")
    wrong = rita.patch("/people/me", {"language": "tlh", "zone": "Mars/Olympus", "theme": "neon"})
    assert fields(wrong) == {"language", "zone", "theme"}
    assert Person.objects.get(pk=cast.person("rita").pk).zone == "Europe/Lisbon"


def test_a_secret_is_told_once_and_works(cast: Cast) -> None:
    agnes = Caller(cast.person("agnes"))
    made = agnes.post("/tokens", {"name": "Monitoring", "scopes": ["write"], "days": 7})
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    told = made.json()
    assert told["scopes"] == ["read", "write"]
    assert agnes.get("/people/me", Authorization=f"Bearer {told['secret']}").status_code == 200
    listed = agnes.get("/tokens").json()["items"]
    assert told["id"] in {token["id"] for token in listed}
    assert told["secret"] not in agnes.get("/tokens").content.decode()
    assert told["secret"] not in "".join(event.sealed for event in AuditEvent.objects.all())
    events = AuditEvent.objects.filter(what="token_issued", subject="agnes@harbour.example")
    assert "Monitoring" in events.latest("seq").sealed


def test_a_token_cannot_outlive_the_one_that_made_it(cast: Cast) -> None:
    agnes = Caller(cast.person("agnes"))
    made = agnes.post("/tokens", {"name": "Long", "days": 366}).json()
    assert Token.objects.get(pk=made["id"]).expires_at == agnes.token.expires_at


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "x", "scopes": []}, "scopes"),
        ({"name": "x", "scopes": ["admin"]}, "scopes.0"),
        ({"name": "x", "days": 0}, "days"),
        ({"name": "x", "days": 367}, "days"),
        ({"name": "x", "person": 1}, "person"),
    ],
)
def test_what_cannot_be_a_token_is_refused(cast: Cast, body: Any, field: str) -> None:
    assert fields(Caller(cast.person("agnes")).post("/tokens", body)) == {field}


def test_tokens_are_ones_own(cast: Cast) -> None:
    agnes, leo = Caller(cast.person("agnes")), Caller(cast.person("leo"))
    assert [token["id"] for token in leo.get("/tokens").json()["items"]] == [leo.token.pk]
    assert leo.get(f"/tokens/{agnes.token.pk}").status_code == 404
    assert leo.delete(f"/tokens/{agnes.token.pk}").status_code == 404
    assert agnes.get("/people/me").status_code == 200


def test_the_book_is_for_auditors_and_administrators(cast: Cast) -> None:
    for who in ("rita", "agnes", "leo", "manfred"):
        assert Caller(cast.person(who)).get("/audit").status_code == 403
    assert Caller(cast.person("audrey")).get("/audit").status_code == 200


def test_the_book_of_others_stays_closed(cast: Cast) -> None:
    fiona = Caller(cast.person("fiona"))
    audrey = Caller(cast.person("audrey"))
    events = audrey.get("/audit?limit=200").json()["items"]
    assert events
    assert not any("summit" in str(event) for event in events)
    assert problem(fiona.get("/audit"))["code"] == "not_allowed"


def test_the_book_is_read_page_by_page_newest_first(cast: Cast) -> None:
    falk = Caller(cast.person("falk"))
    whole = [event["seq"] for event in falk.get("/audit?limit=200").json()["items"]]
    assert whole == sorted(whole, reverse=True)
    seen: list[int] = []
    after = ""
    while True:
        page = falk.get(f"/audit?limit=1{after}").json()
        seen += [event["seq"] for event in page["items"]]
        if page["next"] is None:
            break
        after = f"&cursor={page['next']}"
    assert seen == whole

"""A password that others may have known: its owner may end the access tokens with it, an operator can for anybody."""

from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.test import Client

from maitre.shared.access.actions import revoke_token
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.audit.models import AuditEvent
from tests.callers import Caller

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.terminal import Terminal

OLD, NEW = "correct horse battery", "another horse, another battery"
OFFERED = "End my access tokens as well"


@pytest.fixture
def agnes(cast: "Cast") -> Client:
    """A browser she is signed in with, by a password."""
    cache.clear()
    person = cast.person("agnes")
    person.set_password(OLD)
    person.save()
    client = Client()
    client.force_login(person)
    return client


def change(client: Client, **more: str) -> str:
    """What the page says after another password was given to it."""
    given = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW, **more}
    answer = client.post("/profile/password", given, follow=True)
    assert answer.redirect_chain, answer.content.decode()
    return answer.content.decode()


def works(caller: Caller) -> bool:
    return caller.get("/people/me").status_code == 200


def test_who_changes_the_password_is_offered_to_end_the_tokens(cast: "Cast", agnes: Client) -> None:
    Caller(cast.person("agnes"))
    assert OFFERED in agnes.get("/profile/password").content.decode()


def test_nothing_is_offered_where_no_token_stands(cast: "Cast", agnes: Client) -> None:
    Caller(cast.person("rita"))
    revoke_token(Caller(cast.person("agnes")).token, by=SYSTEM_ACTOR)
    assert OFFERED not in agnes.get("/profile/password").content.decode()


def test_ticked_all_of_ones_own_end_at_once_and_the_page_says_how_many(cast: "Cast", agnes: Client) -> None:
    mine, theirs = [Caller(cast.person("agnes")) for _ in range(2)], Caller(cast.person("rita"))
    assert all(works(each) for each in [*mine, theirs])
    assert "2 access tokens are ended." in change(agnes, end_tokens="on")
    assert [works(each) for each in [*mine, theirs]] == [False, False, True]
    assert AuditEvent.objects.filter(what="token_revoked", by_name="Agnes").count() == 2


def test_not_ticked_they_stand(cast: "Cast", agnes: Client) -> None:
    mine = Caller(cast.person("agnes"))
    assert "tokens are ended" not in change(agnes)
    assert works(mine)


def test_a_password_that_is_refused_ends_nothing(cast: "Cast", agnes: Client) -> None:
    mine = Caller(cast.person("agnes"))
    given = {"old_password": "wrong", "new_password1": NEW, "new_password2": NEW, "end_tokens": "on"}
    assert agnes.post("/profile/password", given).status_code == 422
    assert works(mine)


def test_an_operator_ends_all_tokens_of_one_person(cast: "Cast", terminal: "Terminal") -> None:
    mine, theirs = [Caller(cast.person("agnes")) for _ in range(2)], Caller(cast.person("rita"))
    said = terminal("token", "revoke", "Agnes@harbour.example")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith("2 tokens of ")
    assert [works(each) for each in [*mine, theirs]] == [False, False, True]
    assert "0 tokens of " in terminal("token", "revoke", "agnes@harbour.example").out


def test_an_operator_is_told_when_nobody_has_the_address(cast: "Cast", terminal: "Terminal") -> None:
    mine = Caller(cast.person("agnes"))
    said = terminal("token", "revoke", "nobody@harbour.example")
    assert (said.status, "Nobody has the address nobody@harbour.example." in said.err) == (1, True)
    assert works(mine)

"""Signing in: our words, where one lands, and what is refused (N43)."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from maitre.product import demo
from maitre.shared.audit.models import AuditEvent
from tests.cast import Cast

PASSWORD = "correct horse battery"


@pytest.fixture
def cast_with_passwords(cast: Cast) -> Cast:
    cache.clear()
    for key in ("agnes", "rita"):
        person = cast.person(key)
        person.set_password(PASSWORD)
        person.save()
    return cast


def sign_in(client: Client, cast: Cast, key: str, **more: str) -> str:
    given = {"login": cast.person(key).email, "password": PASSWORD, **more}
    answer = client.post("/sign-in", given)
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("E-mail address", "Password", "Keep me signed in")),
        ("de", ("E-Mail-Adresse", "Passwort", "Angemeldet bleiben")),
    ],
)
def test_the_fields_have_our_words(client: Client, db: None, language: str, words: tuple[str, ...]) -> None:
    page = client.get("/sign-in", headers={"accept-language": language}).content.decode()
    for word in words:
        assert word in page
    assert "placeholder" not in page


def test_staff_begin_on_the_desk_and_everybody_else_in_the_portal(
    client: Client, cast_with_passwords: Cast
) -> None:
    assert sign_in(client, cast_with_passwords, "agnes") == "/desk"
    assert sign_in(Client(), cast_with_passwords, "rita") == "/"


def test_who_asked_for_a_page_gets_there(client: Client, cast_with_passwords: Cast) -> None:
    asked = client.get("/incidents?q=state:open")["Location"]
    assert asked == "/sign-in?next=/incidents%3Fq%3Dstate%3Aopen"
    page = client.get(asked).content.decode()
    assert 'name="next" value="/incidents?q=state:open"' in page
    assert (
        sign_in(client, cast_with_passwords, "agnes", next="/incidents?q=state:open")
        == "/incidents?q=state:open"
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    ],
)
def test_n43_nobody_is_sent_to_another_site(
    client: Client, cast_with_passwords: Cast, elsewhere: str
) -> None:
    assert sign_in(client, cast_with_passwords, "agnes", next=elsewhere) == "/desk"


def test_n43_a_forged_host_is_refused(client: Client, db: None) -> None:
    answer = client.get("/sign-in", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_a_session_that_was_planted_before_is_not_the_one_that_is_signed_in(
    client: Client, cast_with_passwords: Cast
) -> None:
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    sign_in(client, cast_with_passwords, "agnes")
    assert client.cookies["sessionid"].value != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert planted.get("/desk").status_code == 302


def test_a_wrong_password_and_an_unknown_address_are_told_the_same_way(
    client: Client, cast_with_passwords: Cast
) -> None:
    sentences = []
    for login in (cast_with_passwords.person("agnes").email, "nobody@nowhere.example"):
        answer = client.post("/sign-in", {"login": login, "password": "wrong"})
        assert answer.status_code == 422
        assert "Address and password do not fit together" in answer.content.decode()
        sentences.append(answer.content.decode().partition('role="alert"')[2][:200])
    assert sentences[0] == sentences[1]
    assert AuditEvent.objects.filter(what="sign_in_refused").count() == 2


def test_too_many_tries_have_to_wait_and_are_told_how_long(client: Client, cast_with_passwords: Cast) -> None:
    login = cast_with_passwords.person("agnes").email
    statuses = [client.post("/sign-in", {"login": login, "password": "wrong"}).status_code for _ in range(5)]
    assert statuses == [422] * 5
    answer = client.post("/sign-in", {"login": login, "password": PASSWORD})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "300"
    assert "Wait five minutes" in answer.content.decode()


def test_a_flood_of_tries_gets_a_page_of_ours(client: Client, cast_with_passwords: Cast) -> None:
    answers = [client.post("/sign-in", {"login": f"{n}@x.example", "password": "x"}) for n in range(11)]
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "300"
    assert "That was too often" in answers[-1].content.decode()


def test_demo_people_are_offered_only_while_the_public_password_opens_them(
    client: Client, cast_with_passwords: Cast
) -> None:
    assert "Try the demo company" not in client.get("/sign-in").content.decode()
    person = cast_with_passwords.person("agnes")
    person.email = "agent@demo.example"
    person.set_password(demo.PASSWORD)
    person.save()
    page = client.get("/sign-in").content.decode()
    assert "Try the demo company" in page
    assert "agent@demo.example" in page
    assert "lead@demo.example" not in page, "is not here"
    person.set_password(PASSWORD)
    person.save()
    with translation.override("en"):
        assert "agent@demo.example" not in client.get("/sign-in").content.decode()


def tries(client: Client, cast: Cast, number: int, *, key: str = "agnes", address: str = "192.0.2.7") -> int:
    """The status of the last of so many wrong passwords."""
    given = {"login": cast.person(key).email, "password": "wrong"}
    return [client.post("/sign-in", given, REMOTE_ADDR=address).status_code for _ in range(number)][-1]


def test_who_guesses_at_an_account_locks_out_nobody_elsewhere(
    client: Client, cast_with_passwords: Cast
) -> None:
    assert tries(client, cast_with_passwords, 6) == 429
    given = {"login": cast_with_passwords.person("agnes").email, "password": PASSWORD}
    assert client.post("/sign-in", given, REMOTE_ADDR="192.0.2.7").status_code == 429
    assert Client().post("/sign-in", given, REMOTE_ADDR="192.0.2.8").status_code == 302


def test_a_known_browser_passes_whatever_others_try_behind_the_same_address(
    client: Client, cast_with_passwords: Cast
) -> None:
    sign_in(client, cast_with_passwords, "agnes")
    client.post("/sign-out")
    assert tries(Client(), cast_with_passwords, 6, address="127.0.0.1") == 429
    assert tries(Client(), cast_with_passwords, 12, key="rita", address="127.0.0.1") == 429
    sign_in(client, cast_with_passwords, "agnes")


def test_a_known_browser_is_counted_too_and_only_for_whom_it_knows(
    client: Client, cast_with_passwords: Cast
) -> None:
    sign_in(client, cast_with_passwords, "agnes")
    client.post("/sign-out")
    assert tries(client, cast_with_passwords, 5) == 422
    assert tries(client, cast_with_passwords, 1, address="192.0.2.9") == 429
    assert tries(client, cast_with_passwords, 5, key="rita") == 422
    assert tries(client, cast_with_passwords, 1, key="rita") == 429


def test_a_cookie_of_ones_own_making_makes_no_browser_known(
    client: Client, cast_with_passwords: Cast
) -> None:
    sign_in(client, cast_with_passwords, "agnes")
    cookie = client.cookies["known"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, "/sign-in", "Lax")
    assert "agnes" not in cookie.value
    stranger = Client()
    stranger.cookies["known"] = f"{cookie.value[:-3]}xyz"
    assert tries(stranger, cast_with_passwords, 6) == 429


def test_right_passwords_are_never_too_many(client: Client, cast_with_passwords: Cast) -> None:
    for _ in range(11):
        sign_in(Client(), cast_with_passwords, "agnes")

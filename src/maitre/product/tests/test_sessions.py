"""Who a page is for: the session brings the person along, and only what it signed proves them."""

from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maitre.shared.organisation.models import Person
from tests.cast import Cast

PASSWORD = "a long one for tests"


@pytest.fixture
def agnes(cast: Cast) -> Person:
    return _able_to_sign_in(cast, "agnes")


def _able_to_sign_in(cast: Cast, key: str) -> Person:
    person = cast.person(key)
    person.set_password(PASSWORD)
    person.save()
    return person


def _browser(person: Person) -> Client:
    client = Client()
    assert client.post("/sign-in", {"login": person.email, "password": PASSWORD}).status_code == 302
    return client


def _is_for(client: Client) -> str | None:
    """Whose profile the browser shows; None when it asks to sign in."""
    answer = client.get("/profile")
    return answer.wsgi_request.user.email if answer.status_code == 200 else None


def test_a_page_knows_session_and_person_by_one_statement(agnes: Person) -> None:
    client = _browser(agnes)
    with CaptureQueriesContext(connection) as asked:
        client.get("/tasks")
    about = [
        each["sql"] for each in asked if "django_session" in each["sql"] or "access_grant" in each["sql"]
    ]
    assert len(about) == 1
    assert agnes.name in client.get("/profile").content.decode()


def test_a_note_of_somebody_else_is_no_proof(agnes: Person, cast: Cast) -> None:
    client = _browser(agnes)
    UserSession.objects.filter(user=agnes).update(user=cast.person("fiona"))
    assert _is_for(client) == agnes.email


def test_a_session_nobody_noted_still_stands(agnes: Person) -> None:
    client = _browser(agnes)
    UserSession.objects.all().delete()
    assert _is_for(client) == agnes.email


@pytest.mark.parametrize("change", ["password", "active", "expired", "tampered"])
def test_a_session_ends_with_what_it_rests_on(agnes: Person, change: str) -> None:
    client = _browser(agnes)
    assert _is_for(client) == agnes.email
    if change == "password":
        agnes.set_password("another long one for tests")
        agnes.save()
    elif change == "active":
        Person.objects.filter(pk=agnes.pk).update(is_active=False)
    else:
        column, value = {
            "expired": ("expire_date", timezone.now()),
            "tampered": ("session_data", "e30:forged"),
        }[change]
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE django_session SET {column} = %s", [value])
    assert _is_for(client) is None


def test_a_way_to_sign_in_that_is_closed_ends_its_sessions(agnes: Person, settings: Any) -> None:
    client = _browser(agnes)
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    assert _is_for(client) is None


def test_signing_out_leaves_nobody(agnes: Person) -> None:
    client = _browser(agnes)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/sign-out")
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    assert _is_for(client) is None

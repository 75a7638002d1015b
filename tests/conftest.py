"""What tests across practices share: the cast, and a mail server."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker
    from pytest_django.fixtures import Settings

    from tests.cast import Cast, CastAtRest
    from tests.post import Post
    from tests.terminal import Terminal


@pytest.fixture(scope="session")
def cast_at_rest(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> "CastAtRest":
    """The cast, made once for all tests of this process."""
    from tests.cast import CastAtRest  # Django is not set up yet when this file is read

    with django_db_blocker.unblock():
        return CastAtRest()


@pytest.fixture
def cast(cast_at_rest: "CastAtRest", db: None) -> "Cast":
    """Everybody of tests/cast.py, in this test's database."""
    return cast_at_rest.enter()


@pytest.fixture(scope="module")
def cast_of_many(cast_at_rest: "CastAtRest", django_db_blocker: "DjangoDbBlocker") -> Iterator["Cast"]:
    """The cast in one transaction around all tests of a module, for rows too many to be made for each of them.

    Tables begin without what earlier tests left dead in them: a plan reads that too.
    """
    from django.db import connection, transaction

    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (INDEX_CLEANUP ON)")
        with transaction.atomic():
            yield cast_at_rest.enter()
            transaction.set_rollback(True)


@pytest.fixture
def post(settings: "Settings") -> Iterator["Post"]:
    """A mail server, and an installation that hands its letters to it."""
    from maitre.shared.mail.rules import Security, Server, read_sender
    from tests.post import Post, free_port, serving

    made = Post(free_port())
    settings.MAIL_SERVER = Server("127.0.0.1", made.port, Security.NONE)
    settings.MAIL_SENDER = read_sender("Service desk <desk@harbour.example>")
    settings.BASE_URL = "https://desk.harbour.example"
    with serving(made):
        yield made


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Terminal":
    """The command `maitre`, in the installation of the test."""
    from tests.terminal import Terminal

    return Terminal(monkeypatch, capsys)

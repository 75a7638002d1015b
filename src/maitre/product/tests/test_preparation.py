"""What must be true before Maitre serves. The demo company itself is proved elsewhere; here it is only asked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from maitre.product import preparation
from maitre.product.environment import environment

LINES = ["agent@demo.example  maitre-demo"]


class Demo:
    """A demo company that remembers what was asked of it."""

    def __init__(self) -> None:
        self.loaded = 0
        self.breaks = False

    def __call__(self, name: str) -> Callable[[], object] | None:
        return {
            "load": self.load,
            "passwords_stand": lambda: self.loaded > 0,
            "sign_in_lines": lambda: LINES,
        }[name]

    def load(self) -> None:
        if self.breaks:
            raise RuntimeError("killed")
        self.loaded += 1


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Demo:
    """An installation whose tables do not exist yet, as far as preparation can see."""
    company = Demo()
    monkeypatch.setattr(preparation, "_demo", company)
    monkeypatch.setattr(preparation, "migrate", lambda: tables(monkeypatch, "organisation_person"))
    monkeypatch.setattr(preparation, "collect", lambda: None)
    monkeypatch.setattr(environment, "home", tmp_path)
    tables(monkeypatch)
    return company


def tables(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", lambda: list(names))


def test_a_new_installation_gets_the_demo_company_once_and_says_how_to_sign_in(demo: Demo) -> None:
    assert preparation.prepare(demo=True, host="127.0.0.1") == LINES
    assert preparation.prepare(demo=True, host="127.0.0.1") == LINES
    assert demo.loaded == 1


def test_who_does_not_want_it_never_gets_it(demo: Demo) -> None:
    assert preparation.prepare(demo=False, host="127.0.0.1") == []
    assert preparation.prepare(demo=True, host="127.0.0.1") == []
    assert demo.loaded == 0


def test_a_demo_company_that_was_killed_half_way_is_finished_by_the_next_start(demo: Demo) -> None:
    demo.breaks = True
    with pytest.raises(RuntimeError):
        preparation.prepare(demo=True, host="127.0.0.1")
    demo.breaks = False
    preparation.prepare(demo=True, host="127.0.0.1")
    assert demo.loaded == 1


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_nobody_elsewhere_can_meet_the_public_passwords(demo: Demo, host: str) -> None:
    with pytest.raises(preparation.Exposed, match="maitre demo remove"):
        preparation.prepare(demo=True, host=host)


def test_without_the_demo_it_may_listen_anywhere(demo: Demo) -> None:
    assert preparation.prepare(demo=False, host="0.0.0.0") == []


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, db: None) -> list[str]:
    """What preparation calls of Django's commands, which are not run."""
    called: list[str] = []
    monkeypatch.setattr(preparation, "call_command", lambda name, **_: called.append(name))
    monkeypatch.setattr(preparation.files, "claim", lambda: None)
    return called


def test_a_start_with_nothing_to_migrate_spends_nothing_on_it(commands: list[str]) -> None:
    preparation.migrate()
    assert commands == []


def test_a_start_of_a_newer_version_migrates(commands: list[str]) -> None:
    MigrationRecorder(connection).migration_qs.filter(app="records").delete()
    preparation.migrate()
    assert commands == ["migrate"]

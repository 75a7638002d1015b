"""A database and its file store know each other, and a home with another store is refused."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from maitre.product import preparation
from maitre.shared.audit.models import AuditEvent
from maitre.shared.files import actions as store
from maitre.shared.files.models import FileStore

if TYPE_CHECKING:
    from tests.terminal import Terminal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the stores of this test's homes lie."""
    settings.MEDIA_ROOT = tmp_path / "one"
    return tmp_path


def told() -> dict[str, Any]:
    found: dict[str, Any] = Client().get("/readyz").json()["checks"]["file store"]
    return found


def test_the_first_home_decides_and_starting_again_changes_nothing(folder: Path) -> None:
    preparation.migrate()
    mark = FileStore.objects.get().mark
    assert (folder / "one" / "store").read_text().strip() == mark
    preparation.migrate()
    preparation.refuse_other_files()
    assert FileStore.objects.get().mark == mark
    assert told() == {"good": True, "says": "is the database's own"}


def test_a_home_with_another_store_is_refused_at_start_and_named_when_ready_is_asked(
    settings: Any, folder: Path
) -> None:
    preparation.migrate()
    settings.MEDIA_ROOT = folder / "two"
    for start in (preparation.migrate, preparation.refuse_other_files):
        with pytest.raises(store.OtherStore, match="the one of this home has no mark"):
            start()
    assert not (folder / "two" / "store").exists()
    assert told()["good"] is False
    (folder / "two").mkdir(exist_ok=True)
    (folder / "two" / "store").write_text("another\n")
    with pytest.raises(store.OtherStore, match="is marked another"):
        preparation.refuse_other_files()


def test_files_that_were_moved_with_their_mark_are_the_same_store(settings: Any, folder: Path) -> None:
    preparation.migrate()
    (folder / "one").rename(folder / "moved")
    settings.MEDIA_ROOT = folder / "moved"
    preparation.refuse_other_files()
    assert told()["good"]


def test_a_new_database_takes_the_store_that_is_there(folder: Path) -> None:
    preparation.migrate()
    mark = FileStore.objects.get().mark
    FileStore.objects.all().delete()
    preparation.migrate()
    assert FileStore.objects.get().mark == mark


def test_an_operator_may_say_that_this_store_is_the_one(
    settings: Any, folder: Path, terminal: "Terminal"
) -> None:
    preparation.migrate()
    settings.MEDIA_ROOT = folder / "two"
    said = terminal("files", "adopt")
    assert (said.status, "goes with this file store now" in said.out) == (0, True)
    preparation.refuse_other_files()
    assert AuditEvent.objects.filter(what="file_store_adopted", subject=FileStore.objects.get().mark).exists()

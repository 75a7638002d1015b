"""What must not be found in halves beside attachments, and how a disk without room is told everywhere else."""

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import OperationalError
from django.test import Client
from psycopg.errors import DiskFull

from maitre.kernel.errors import NoRoom
from maitre.product.launcher import address, cluster
from maitre.shared.calendars.models import Calendar
from maitre.shared.declarations.actions import export
from maitre.shared.exports.actions import Wanted, ask_for, drop_outdated, write
from maitre.shared.exports.rules import Format
from maitre.shared.records.actions import keys
from tests import full_disk
from tests.callers import Caller, problem
from tests.cast import Cast

DIGEST = "ab" * 32


@pytest.fixture(autouse=True)
def folders(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.MEDIA_ROOT = tmp_path / "files"


def test_a_line_of_the_list_of_seals_that_ends_too_early_is_no_seal_and_spoils_no_other(
    tmp_path: Path,
) -> None:
    (tmp_path / "keys").mkdir()
    log = tmp_path / "keys" / "seals.log"
    keys.remember(1, DIGEST)
    with log.open("a") as file:
        file.write("2 abab")
    assert keys.remembered() == {1: DIGEST}
    keys.remember(2, DIGEST)
    assert keys.remembered() == {1: DIGEST, 2: DIGEST}
    assert log.stat().st_mode & 0o777 == 0o600


def test_no_half_of_a_key_is_left_where_it_would_be_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full_disk.refusing(monkeypatch), pytest.raises(OSError, match="No space"):
        keys.sign("text")
    assert list((tmp_path / "keys").iterdir()) == []
    assert keys.signed("text", keys.sign("text"))


def test_the_databases_password_is_there_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with full_disk.refusing(monkeypatch), pytest.raises(OSError, match="No space"):
        cluster.password(tmp_path)
    assert not address.passfile(tmp_path).exists()
    assert cluster.password(tmp_path) == cluster.password(tmp_path) != ""


def test_an_export_of_definitions_that_fails_leaves_the_files_that_were_there(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "definitions"
    export(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert before
    Calendar.objects.update(zone="Asia/Tokyo")
    with full_disk.refusing(monkeypatch), pytest.raises(OSError, match="No space"):
        export(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_download_for_which_there_is_no_room_says_so_and_leaves_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cast.incident()
    made = ask_for(Wanted("incident", Format.CSV), by=cast.actor("agnes"))
    with full_disk.refusing(monkeypatch):
        write(made.pk)
    made.refresh_from_db()
    assert (made.file, made.done_at is None) == ("", False)
    assert "The file store is full." in made.refused
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    assert drop_outdated() == 0


def test_readiness_names_a_full_file_store(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maitre.product.health.files.probe", _raise(NoRoom("full")))
    assert client.get("/readyz").json()["checks"]["files"] == {
        "good": False,
        "says": "the file store is full",
    }


def signed_in(cast: Cast) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(cast.person("agnes"))
    return client


def _raise(error: Exception) -> Any:
    def fails(*_given: object, **_named: object) -> None:
        raise error

    return fails


def test_no_room_for_what_is_being_received_is_507_for_programs_and_people(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Django lays large uploads into a folder for temporary files before anybody is asked."""
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    number, agnes = cast.incident().record.label, Caller(cast.person("agnes"))
    monkeypatch.setattr(
        TemporaryUploadedFile, "__init__", _raise(OSError(errno.ENOSPC, "No space left on device"))
    )
    sent = [SimpleUploadedFile("x", b"x" * 100) for _ in range(2)]
    told = agnes.upload(f"/records/{number}/attachments", file=sent[0])
    assert (told.status_code, problem(told)["code"]) == (507, "no_room")
    page = signed_in(cast).post(f"/incidents/{number}/replies", {"body": "x", "files": sent[1]})
    assert page.status_code == 507
    assert "There is no room left" in page.content.decode()


def test_a_database_without_room_is_507_and_not_busy(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    full = OperationalError("could not extend file")
    full.__cause__ = DiskFull()
    number = cast.incident().record.label
    agnes = Caller(cast.person("agnes"))
    monkeypatch.setattr("maitre.shared.conversation.rest.talk.actions.comment", _raise(full))
    told = agnes.post(f"/records/{number}/comments", {"body": "x"})
    assert (told.status_code, problem(told)["code"]) == (507, "no_room")
    assert "could not extend" not in told.content.decode()
    monkeypatch.setattr("maitre.shared.workspace.pages.say.say_with_files", _raise(full))
    assert signed_in(cast).post(f"/incidents/{number}/replies", {"body": "x"}).status_code == 507

"""An upload that fails on the way leaves nothing that is taken for the file, and what is acknowledged is kept."""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from maitre.shared.conversation.actions import drop_unused, stored
from maitre.shared.conversation.models import Attachment
from maitre.shared.records.models import Entry
from tests import full_disk
from tests.callers import Caller, problem
from tests.cast import Cast

CONTENT = os.urandom(300_000)
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def rita(cast: Cast) -> Caller:
    return Caller(cast.person("rita"))


@pytest.fixture
def number(cast: Cast) -> str:
    return cast.incident().record.label


def send(caller: Caller, number: str, *contents: bytes) -> Any:
    sent = [SimpleUploadedFile(f"till{n}.bin", content) for n, content in enumerate(contents)]
    return caller.upload(f"/records/{number}/attachments", file=sent)


def read(caller: Caller, number: str) -> list[bytes]:
    listed = caller.get(f"/records/{number}/attachments").json()["items"]  # type: ignore[attr-defined]
    answers: list[Any] = [caller.get(each["url"].removeprefix("/api/v1")) for each in listed]
    return [b"".join(answer.streaming_content) for answer in answers]


def under_final_names(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("??/??/*")}


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("there", [CONTENT[:1000], b"", b"x" * len(CONTENT)])
def test_what_lies_under_the_name_already_is_compared_before_it_is_trusted(
    rita: Caller, number: str, files: Path, there: bytes
) -> None:
    place = files / SHA[:2] / SHA[2:4] / SHA
    place.parent.mkdir(parents=True)
    place.write_bytes(there)
    assert send(rita, number, CONTENT).status_code == 201
    assert read(rita, number) == [CONTENT]


def test_the_same_bytes_lie_there_once(rita: Caller, number: str, files: Path) -> None:
    assert [send(rita, number, CONTENT).status_code for _ in range(2)] == [201, 201]
    assert read(rita, number) == [CONTENT, CONTENT]
    assert len(everything(files)) == 1


@contextmanager
def full(how: str, files: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A disk that has room for the first file, and none for the second."""
    if how == "a small disk":
        with full_disk.small_disk(files):
            (files / "ballast").write_bytes(b"x" * (full_disk.SIZE - 2 * len(CONTENT)))
            yield
            (files / "ballast").unlink(missing_ok=True)
    else:
        with full_disk.refusing(monkeypatch):
            yield


@pytest.mark.parametrize("how", ["a small disk", "refusals"])
def test_a_full_disk_is_507_with_a_sentence_and_nothing_is_kept(
    rita: Caller, number: str, files: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    large = os.urandom(len(CONTENT) * 3)
    with full(how, files, monkeypatch):
        refused = send(rita, number, CONTENT, large)
        assert (refused.status_code, problem(refused)["code"]) == (507, "no_room")
        assert "No file was kept" in problem(refused)["detail"]
        assert (Attachment.objects.count(), Entry.objects.filter(verb="attach").count()) == (0, 0)
        assert under_final_names(files) == set()
        assert [path.name for path in everything(files)] in ([], ["ballast"])
        if how == "a small disk":
            (files / "ballast").unlink()
            assert send(rita, number, CONTENT, large).status_code == 201
            assert read(rita, number) == [CONTENT, large]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("/incidents/{}/replies", "agnes"),
        ("/incidents/{}/notes", "agnes"),
        ("/mine/{}/replies", "rita"),
    ],
)
def test_a_page_gives_the_text_back_with_507_and_keeps_neither_text_nor_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, address: str, key: str
) -> None:
    incident = cast.incident()
    client = Client()
    client.force_login(cast.person(key))
    form = {"body": "Here is the picture", "files": SimpleUploadedFile("till.bin", CONTENT)}
    with full_disk.refusing(monkeypatch):
        answer = client.post(address.format(incident.record.label), form)
    text = answer.content.decode()
    assert answer.status_code == 507, text[:300]
    assert "The file store is full." in text
    assert "Here is the picture</textarea>" in text
    assert set(Entry.objects.values_list("verb", flat=True)) == {"report"}


def test_a_report_stands_whatever_is_wrong_with_its_files_and_is_not_made_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(cast.person("agnes"))
    form = {
        "title": "The till",
        "requester": cast.person("rita").email,
        "kind": "outage",
        "files": SimpleUploadedFile("till.bin", CONTENT),
    }
    with full_disk.refusing(monkeypatch):
        answer = client.post("/incidents/new", form, follow=True)
    assert "Your files did not arrive: The file store is full." in answer.content.decode()
    assert list(Entry.objects.values_list("verb", flat=True)) == ["report"]


@pytest.mark.parametrize("number_", [errno.EROFS, errno.EIO, errno.EACCES])
def test_a_disk_that_fails_otherwise_is_503_and_says_nothing_of_where_it_is(
    rita: Caller, number: str, files: Path, monkeypatch: pytest.MonkeyPatch, number_: int
) -> None:
    with full_disk.refusing(monkeypatch, number_):
        refused = send(rita, number, CONTENT)
    assert (refused.status_code, problem(refused)["code"]) == (503, "unavailable")
    assert str(files) not in refused.content.decode()
    assert everything(files) == []


def test_the_file_is_on_the_disk_before_it_has_its_name_and_the_name_before_it_is_acknowledged(
    rita: Caller, number: str, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[tuple[str, set[str]]] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        brought.append((os.path.relpath(path, files).split("/")[0], under_final_names(files)))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    assert send(rita, number, CONTENT).status_code == 201
    assert ("drafts", set()) in brought
    assert brought[-1] == (SHA[:2], {SHA})


def test_bytes_of_an_upload_that_was_refused_later_do_not_stay_unless_somebody_has_them(
    rita: Caller, number: str, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert send(rita, number, CONTENT).status_code == 201

    def fails(*_given: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(import_module("maitre.shared.conversation.actions.attach"), "append", fails)
    assert send(rita, number, CONTENT, b"new").status_code == 500
    assert under_final_names(files) == {SHA}
    assert read(rita, number) == [CONTENT]


def test_bytes_that_somebody_is_about_to_attach_are_not_taken_away(cast: Cast, files: Path) -> None:
    stored.keep_bytes({SHA: SimpleUploadedFile("till.bin", CONTENT)})
    held = "SELECT pg_advisory_lock_shared(%s)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute(held, [stored._lock(SHA)])
        drop_unused([SHA])
        assert under_final_names(files) == {SHA}
    drop_unused([SHA])
    assert under_final_names(files) == set()

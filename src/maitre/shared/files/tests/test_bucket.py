"""Files in a bucket: the same promises as on a disk, over a server on loopback that speaks S3."""

import errno
import hashlib
import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from maitre.kernel.errors import NoRoom, Unavailable
from maitre.product.cli.verify import examine
from maitre.shared.conversation.actions import place
from maitre.shared.files import actions as store
from maitre.shared.files.actions import bucket
from maitre.shared.files.rules import as_storage, read_address
from tests.bucket import KEY, NAME, SECRET, BucketServer, bucket_server
from tests.callers import Caller, problem
from tests.cast import Cast

CONTENT = os.urandom(300_000)
SHA = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server() -> Iterator[BucketServer]:
    with bucket_server() as made:
        yield made


@pytest.fixture(autouse=True)
def used(server: BucketServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    settings.STORAGES = settings.STORAGES | {"default": as_storage(read_address(server.url))}


def test_an_attachment_lies_in_the_bucket_and_comes_back_inert(cast: Cast, server: BucketServer) -> None:
    rita, number = Caller(cast.person("rita")), cast.incident().record.label
    page = SimpleUploadedFile("evil.html", CONTENT, content_type="text/html")
    made = rita.upload(f"/records/{number}/attachments", file=page)
    assert made.status_code == 201, made.content
    assert server.objects() == {f"desk/{place(SHA)}": CONTENT}
    head = server.client().head_object(Bucket=NAME, Key=f"desk/{place(SHA)}")
    assert (head["ContentType"], head["ContentDisposition"]) == ("application/octet-stream", "attachment")
    [told] = made.json()["items"]  # type: ignore[attr-defined]
    got: Any = rita.get(told["url"].removeprefix("/api/v1"))
    assert b"".join(got.streaming_content) == CONTENT
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]


def test_a_piece_in_the_bucket_is_not_trusted_and_verify_names_what_was_changed(
    cast: Cast, server: BucketServer
) -> None:
    rita, number = Caller(cast.person("rita")), cast.incident().record.label
    key = f"desk/{place(SHA)}"
    server.client().put_object(Bucket=NAME, Key=key, Body=CONTENT[:1000])
    sent = SimpleUploadedFile("till.bin", CONTENT)
    assert rita.upload(f"/records/{number}/attachments", file=sent).status_code == 201
    assert server.objects() == {key: CONTENT}
    assert [str(fault) for each in examine() for fault in each.faults] == []
    for change, what in (
        (lambda: server.client().put_object(Bucket=NAME, Key=key, Body=b"other"), "does not hold the bytes"),
        (lambda: server.client().delete_object(Bucket=NAME, Key=key), "is gone from the file store"),
    ):
        change()
        [fault] = [str(fault) for each in examine() for fault in each.faults]
        assert what in fault


def test_a_bucket_that_does_not_answer_is_503_and_no_log_holds_the_secret(
    cast: Cast, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    nobody = f"s3://{KEY}:hunter2%2Fharbour%2Bsecret@{NAME}?endpoint=http://127.0.0.1:9&region=eu-central-1"
    settings.STORAGES = settings.STORAGES | {"default": as_storage(read_address(nobody))}
    caplog.set_level(logging.INFO)
    rita, number = Caller(cast.person("rita")), cast.incident().record.label
    refused = rita.upload(f"/records/{number}/attachments", file=SimpleUploadedFile("x", b"x"))
    assert (refused.status_code, problem(refused)["code"]) == (503, "unavailable")
    ready = Client().get("/readyz").json()["checks"]["files"]
    assert (ready["good"], SECRET in str(ready)) == (False, False)
    assert "EndpointConnectionError" in caplog.text
    assert SECRET not in caplog.text


def test_a_bucket_that_is_not_there_is_no_place_for_files(settings: Any, server: BucketServer) -> None:
    store.probe()
    other = server.url.replace(NAME, "somewhere-else")
    settings.STORAGES = settings.STORAGES | {"default": as_storage(read_address(other))}
    with pytest.raises(Unavailable):
        store.probe()


@pytest.mark.parametrize(("code", "status"), [("XMinioStorageFull", 507), ("QuotaExceeded", 403)])
def test_a_bucket_without_room_is_told_as_a_full_disk(
    monkeypatch: pytest.MonkeyPatch, code: str, status: int
) -> None:
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    client = default_storage.connection.meta.client  # type: ignore[attr-defined]

    def full(*_given: object, **_named: object) -> None:
        raise ClientError(answer, "PutObject")

    client.meta.events.register("before-call.s3.PutObject", full)
    with pytest.raises(NoRoom) as refused:
        store.keep("ab/file", ContentFile(b"x"))
    assert isinstance(refused.value.__cause__, OSError)
    assert refused.value.__cause__.errno == errno.ENOSPC


def test_uploads_in_parts_whose_sender_is_gone_are_given_up(
    server: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = server.client()
    client.create_multipart_upload(Bucket=NAME, Key="desk/exports/half")
    with monkeypatch.context() as patch:  # this server says that all of them began in 2010
        patch.setattr(bucket, "LEFT_BEHIND", 10**9)
        assert store.sweep() == 0
    assert store.sweep() == 1
    assert "Uploads" not in client.list_multipart_uploads(Bucket=NAME)


def test_old_downloads_are_dropped_from_a_bucket_too(
    server: BucketServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.keep("exports/one", ContentFile(b"x"))
    store.keep("ab/one", ContentFile(b"x"))
    store.drop_older("exports", days=1)
    assert len(server.objects()) == 2
    store.drop_older("exports", days=-1)
    assert set(server.objects()) == {"desk/ab/one"}

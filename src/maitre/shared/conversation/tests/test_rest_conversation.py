"""Comments, files, links and watchers over HTTP."""

from importlib import import_module
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from maitre.shared.conversation.models import Attachment
from maitre.shared.conversation.rules import FILE_LIMIT
from maitre.shared.records.models import Entry
from tests.callers import Caller, fields, problem
from tests.cast import Cast


@pytest.fixture
def agnes(cast: Cast) -> Caller:
    return Caller(cast.person("agnes"))


@pytest.fixture
def rita(cast: Cast) -> Caller:
    return Caller(cast.person("rita"))


@pytest.fixture
def number(cast: Cast) -> str:
    return cast.incident().record.label


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def attach(
    caller: Caller, number: str, content: bytes = b"hello", name: str = "log.txt", **fields: Any
) -> HttpResponse:
    return caller.upload(f"/records/{number}/attachments", file=SimpleUploadedFile(name, content), **fields)


def body_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_comment_is_answered_with_its_entry(rita: Caller, number: str) -> None:
    said = rita.post(f"/records/{number}/comments", {"body": "It works again.\r\nThanks!"})
    assert said.status_code == 201
    told = said.json()
    assert (told["text"], told["visibility"], told["by"]["name"]) == (
        "It works again.\nThanks!",
        "public",
        "Rita",
    )
    assert rita.get(f"/records/{number}/timeline").json()["items"][-1] == told


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": " \n "}, "body"),
        ({"body": "x" * 50_001}, "body"),
        ({"body": "NUL \x00"}, "body"),
        ({"body": 7}, "body"),
        ({}, "body"),
        ({"body": "x", "visibility": "secret"}, "visibility"),
        ({"body": "x", "by": 1}, "by"),
    ],
)
def test_what_cannot_be_said_is_refused(agnes: Caller, number: str, body: Any, field: str) -> None:
    refused = agnes.post(f"/records/{number}/comments", body)
    assert (refused.status_code, fields(refused)) == (422, {field})
    assert Entry.objects.count() == 1


def test_a_requester_writes_no_internal_note(rita: Caller, number: str) -> None:
    assert (
        rita.post(f"/records/{number}/comments", {"body": "x", "visibility": "internal"}).status_code == 403
    )


def test_a_file_comes_back_byte_for_byte_and_inert(rita: Caller, number: str) -> None:
    content = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    made = attach(rita, number, content, "../../<b>evil</b>.svg")
    assert made.status_code == 201, made.content
    [file] = made.json()["items"]
    got = rita.client.get(file["url"], headers={"Authorization": f"Bearer {rita.secret}"})
    assert body_of(got) == content
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert "/" not in file["name"]


@pytest.mark.parametrize("name", ["picture.png", "page.html", "script.js", "sheet.pdf"])
def test_nothing_is_ever_shown_in_place(rita: Caller, number: str, name: str) -> None:
    [file] = attach(rita, number, b"\x89PNG", name).json()["items"]
    got = rita.get(f"/records/{number}/attachments/{file['id']}")
    assert got.headers["Content-Disposition"].startswith("attachment;")
    assert body_of(got)


def test_several_files_are_one_entry_all_or_none(agnes: Caller, number: str, monkeypatch: Any) -> None:
    files = [SimpleUploadedFile(f"{name}.txt", name.encode()) for name in ("one", "two")]
    made = agnes.upload(f"/records/{number}/attachments", file=files)
    assert [file["name"] for file in made.json()["items"]] == ["one.txt", "two.txt"]
    assert Entry.objects.filter(verb="attach").count() == 1
    monkeypatch.setattr(import_module("maitre.shared.conversation.actions.attach"), "FILE_LIMIT", 5)
    large = [SimpleUploadedFile("small", b"1"), SimpleUploadedFile("large", b"123456")]
    refused = agnes.upload(f"/records/{number}/attachments", file=large)
    assert (refused.status_code, problem(refused)["code"]) == (413, "too_large")
    assert "large" in problem(refused)["detail"]
    assert Attachment.objects.count() == 2
    assert FILE_LIMIT == 25 * 2**20


def test_no_file_and_a_wrong_form_are_refused(agnes: Caller, number: str) -> None:
    at = f"/records/{number}/attachments"
    assert fields(agnes.upload(at, visibility="public")) == {"file"}
    assert fields(attach(agnes, number, visibility="secret")) == {"visibility"}
    for kind in ("application/json", "multipart/form-data", "multipart/form-data; boundary=x"):
        refused = agnes.post(at, b'{"file": "x"}', Content_Type=kind)
        assert refused.status_code in (400, 415), kind
        problem(refused)


def test_n32_an_internal_file_is_not_there_for_the_requester(
    agnes: Caller, rita: Caller, number: str
) -> None:
    public = attach(agnes, number, b"public", "public.txt").json()["items"][0]
    internal = attach(agnes, number, b"internal", "password.txt", visibility="internal").json()["items"][0]
    assert [file["name"] for file in agnes.get(f"/records/{number}/attachments").json()["items"]] == [
        "public.txt",
        "password.txt",
    ]
    assert [file["name"] for file in rita.get(f"/records/{number}/attachments").json()["items"]] == [
        "public.txt"
    ]
    assert body_of(rita.get(f"/records/{number}/attachments/{public['id']}")) == b"public"
    hidden = rita.get(f"/records/{number}/attachments/{internal['id']}")
    absent = rita.get(f"/records/{number}/attachments/{internal['id'] + 1000}")
    assert (
        (hidden.status_code, hidden.content) == (absent.status_code, absent.content) == (404, absent.content)
    )
    assert "password" not in rita.get(f"/records/{number}/timeline").content.decode()


def test_a_file_is_found_only_at_its_own_record(agnes: Caller, number: str, cast: Cast) -> None:
    [file] = attach(agnes, number).json()["items"]
    other = cast.incident().record.label
    assert agnes.get(f"/records/{other}/attachments/{file['id']}").status_code == 404


def test_links_add_and_are_read_from_both_ends(agnes: Caller, cast: Cast, number: str) -> None:
    second, third = cast.incident("Second").record.label, cast.incident("Third").record.label
    made = agnes.post(f"/records/{number}/links", {"target": second, "kind": "causes"})
    assert made.status_code == 201
    agnes.post(f"/records/{number}/links", {"target": third})
    again = agnes.post(f"/records/{number}/links", {"target": second, "kind": "causes"})
    assert again.json()["id"] == made.json()["id"]
    told = [(link["kind"], link["number"]) for link in agnes.get(f"/records/{number}/links").json()["items"]]
    assert told == [("causes", second), ("relates", third)]
    [back] = agnes.get(f"/records/{second}/links").json()["items"]
    assert (back["kind"], back["number"]) == ("caused_by", number)
    assert agnes.delete(f"/records/{second}/links/{back['id']}").status_code == 204
    assert [link["number"] for link in agnes.get(f"/records/{number}/links").json()["items"]] == [third]


def test_a_link_to_what_one_may_not_see_is_absent(agnes: Caller, cast: Cast, number: str) -> None:
    carla = Caller(cast.person("carla"))
    secret = cast.incident("Dismissal").record.label
    carla.post(f"/incidents/{secret}/confidentiality", {"circle": "board"})
    link = carla.post(f"/records/{number}/links", {"target": secret}).json()["id"]
    assert [each["number"] for each in carla.get(f"/records/{number}/links").json()["items"]] == [secret]
    assert agnes.get(f"/records/{number}/links").json()["items"] == []
    assert agnes.delete(f"/records/{number}/links/{link}").status_code == 404
    timeline = agnes.get(f"/records/{number}/timeline").content.decode()
    assert secret not in timeline
    assert secret in carla.get(f"/records/{number}/timeline").content.decode()


def test_n34_a_link_to_the_hidden_is_refused_like_one_to_nothing(
    agnes: Caller, cast: Cast, number: str
) -> None:
    foreign = cast.incident(requester="fred").record
    answers = [
        agnes.post(f"/records/{number}/links", {"target": target})
        for target in (foreign.label, foreign.pk, "INC-999999", 999_999)
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({answer.content for answer in answers}) == 1


def test_watchers_see_the_record_but_no_notes(agnes: Caller, cast: Cast, number: str) -> None:
    ben = Caller(cast.person("ben"))
    assert ben.get(f"/records/{number}").status_code == 404
    added = agnes.post(f"/records/{number}/watchers", {"person": "ben@harbour.example"})
    assert added.status_code == 201
    agnes.post(
        f"/records/{number}/comments", {"body": "Rita is on the phone a lot", "visibility": "internal"}
    )
    assert ben.get(f"/records/{number}").status_code == 200
    assert "phone" not in ben.get(f"/records/{number}/timeline").content.decode()
    assert agnes.delete(f"/records/{number}/watchers/{added.json()['id']}").status_code == 204
    assert ben.get(f"/records/{number}").status_code == 404


def test_who_watches_is_told_to_those_who_work_there(
    agnes: Caller, rita: Caller, cast: Cast, number: str
) -> None:
    agnes.post(f"/records/{number}/watchers", {"person": "ben@harbour.example"})
    assert [each["name"] for each in agnes.get(f"/records/{number}/watchers").json()["items"]] == ["Ben"]
    assert rita.get(f"/records/{number}/watchers").json()["items"] == []
    ben = Caller(cast.person("ben"))
    assert [each["name"] for each in ben.get(f"/records/{number}/watchers").json()["items"]] == ["Ben"]
    assert rita.delete(f"/records/{number}/watchers/{cast.person('ben').pk}").status_code == 404
    assert ben.delete(f"/records/{number}/watchers/{cast.person('ben').pk}").status_code == 204


def test_a_requester_lets_nobody_else_watch(rita: Caller, number: str) -> None:
    assert rita.post(f"/records/{number}/watchers", {"person": "rita@harbour.example"}).status_code == 201
    refused = rita.post(f"/records/{number}/watchers", {"person": "ben@harbour.example"})
    assert (refused.status_code, fields(refused)) == (422, {"person"})

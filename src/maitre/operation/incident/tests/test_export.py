"""The queue as a file, read back by other hands than wrote it: what is in it, who gets it, what it could do."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from lxml import html

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident, Resolution
from maitre.shared.access.actions import withdraw
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.audit.models import AuditEvent
from maitre.shared.conversation.actions import comment
from maitre.shared.exports.actions import Wanted, ask_for, background, drop_outdated, take, take_along, write
from maitre.shared.exports.models import Export
from maitre.shared.exports.rules import Format, harmless
from maitre.shared.records.models import Visibility
from tests.callers import Caller, fields, problem
from tests.cast import Cast

FORMULAS = [
    '=HYPERLINK("http://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    " =1+1",
]


def signed_in(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.person(key))
    return client


def fetched(client: Client, **asked: str) -> bytes:
    answer = client.get("/incidents/export", {"format": "csv", "q": "", **asked})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def workbook(content: bytes) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    head, *rows = sheet.iter_rows()
    return [{str(h.value): cell.value for h, cell in zip(head, row, strict=True)} for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize("text", [*FORMULAS, "\t=1", "\r=1", "'=1"])
def test_n41_whatever_begins_like_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["The till", "a=b", "3-4", "", "mail me: x@y.example", "„Zitat“ – gut"])
def test_n41_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_n41_no_cell_of_a_csv_file_is_a_formula_and_numbers_stay_numbers(cast: Cast) -> None:
    for text in FORMULAS:
        cast.incident(text, service=text, impact=1, urgency=1)
    rows = table(fetched(signed_in(cast, "agnes"), columns="all"))
    assert {row["Title"] for row in rows} == {f"'{text.strip()}" for text in FORMULAS}
    assert {row["Service"] for row in rows} == {f"'{text.strip()}" for text in FORMULAS}
    assert {(row["Priority"], row["Impact"], row["Urgency"]) for row in rows} == {("1", "1", "1")}


def test_n41_no_cell_of_a_workbook_is_a_formula_numbers_are_numbers_and_dates_are_dates(cast: Cast) -> None:
    for text in FORMULAS:
        incident = cast.incident(text)
    person = cast.person("agnes")
    type(person).objects.filter(pk=person.pk).update(zone="Asia/Tokyo")
    content = fetched(signed_in(cast, "agnes"), format="xlsx", columns="all")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}, "no f: no formula"
    rows = workbook(content)
    assert {row["Title"] for row in rows} == {f"'{text.strip()}" for text in FORMULAS}
    assert all(type(row["Priority"]) is int for row in rows)
    [row] = [row for row in rows if row["Number"] == incident.record.label]
    there = incident.record.created_at.astimezone(ZoneInfo("Asia/Tokyo")).replace(tzinfo=None)
    found = row["Created (Asia/Tokyo)"]
    assert isinstance(found, datetime)
    assert abs((found - there).total_seconds()) < 1


def test_a_file_has_the_query_the_order_and_the_columns_of_the_list(cast: Cast) -> None:
    first, second, done = (cast.incident(each) for each in ("Oven cold", "Till silent", "Lift stuck"))
    actions.cancel(done, by=cast.actor("agnes"), reason="None")
    client = signed_in(cast, "agnes")
    client.post("/incidents/look", {"columns": ["team", "created"], "rows": "50", "grouping": ""})
    rows = table(fetched(client, q="state:open", sort="oldest"))
    assert [row["Number"] for row in rows] == [first.record.label, second.record.label]
    assert list(rows[0]) == ["Number", "Title", "State", "Priority", "Team", "Created (UTC)"]


def test_the_list_links_to_its_file_with_what_it_shows(cast: Cast) -> None:
    cast.incident("Oven cold")
    page = signed_in(cast, "agnes").get("/incidents", {"q": "state:open priority<=4", "sort": "oldest"})
    links = [
        link for _, _, link, _ in html.fromstring(page.content.decode()).iterlinks() if "/export?" in link
    ]
    assert [parse_qs(urlsplit(link).query) for link in links][:2] == [
        {"q": ["state:open priority<=4"], "sort": ["oldest"], "format": [each]} for each in ("xlsx", "csv")
    ]


def test_headings_and_states_are_in_the_language_of_who_asks(cast: Cast) -> None:
    cast.incident("Ofen kalt")
    person = cast.person("agnes")
    type(person).objects.filter(pk=person.pk).update(language="de")
    [row] = table(fetched(signed_in(cast, "agnes")))
    assert (row["Titel"], row["Status"]) == ("Ofen kalt", "Neu")


@pytest.mark.parametrize("asked", ["csv", "xlsx"])
def test_n31_a_file_holds_what_the_list_shows_and_nothing_else(cast: Cast, asked: str) -> None:
    own = cast.incident("Ours")
    secret = cast.incident("Of the board", requester="ben")
    actions.confide(secret, cast.circles["board"], by=cast.actor("carla"))
    foreign = cast.incident("Theirs", requester="fred")
    networks = cast.incident("Of the network team")
    actions.assign(networks, by=cast.actor("agnes"), team=cast.teams["network"])
    expected = {
        "agnes": {own, networks},
        "carla": {own, networks, secret},
        "tess": {networks},
        "fiona": {foreign},
        "manfred": {own, networks},
    }
    for key, incidents in expected.items():
        content = fetched(signed_in(cast, key), format=asked)
        rows = table(content) if asked == "csv" else workbook(content)
        assert {row["Number"] for row in rows} == {each.record.label for each in incidents}, key


def test_requesters_have_no_export_on_the_desk_and_get_their_own_by_rest(cast: Cast) -> None:
    mine = cast.incident("Mine")
    cast.incident("Of another", requester="ben")
    comment(mine.record, "Behind their back", by=cast.actor("agnes"), visibility=Visibility.INTERNAL)
    assert signed_in(cast, "rita").get("/incidents/export", {"format": "csv"}).status_code == 404
    answer = Caller(cast.person("rita")).get("/incidents/export?format=csv")
    [row] = table(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert row["Title"] == "Mine"
    assert not [name for name in row if name.startswith("Updated")], "notes move it: it would tell of them"


def test_rest_gives_the_same_and_refuses_what_it_does_not_know(cast: Cast) -> None:
    incident = cast.incident("Oven cold", impact=1)
    caller = Caller(cast.person("agnes"))
    answer = caller.get("/incidents/export?format=csv&q=state:open&columns=impact,number")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert content == f'"Number","Impact"\r\n"{incident.record.label}",1\r\n'.encode()
    assert fields(caller.get("/incidents/export?columns=colour")) == {"columns"}
    assert caller.get("/incidents/export?format=pdf").status_code == 422
    assert problem(caller.get("/incidents/export?q=colour:red"))["status"] == 422


def test_every_export_stands_in_the_audit_book(cast: Cast) -> None:
    cast.incident("Oven cold")
    fetched(signed_in(cast, "agnes"), q="state:open", sort="oldest")
    event = AuditEvent.objects.get(what="exported")
    detail = json.loads(event.sealed)["detail"]
    assert (event.by_name, event.subject) == ("Agnes", "incident")
    assert (detail["query"], detail["sort"], detail["format"], detail["rows"]) == (
        "state:open",
        "oldest",
        "csv",
        1,
    )


def test_a_list_is_read_page_by_page_to_its_end(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("maitre.shared.exports.actions.rows.MOST_ROWS", 3)
    labels = [cast.incident(f"Till {n}").record.label for n in range(10)]
    for sort, expected in (("oldest", labels), ("newest", labels[::-1])):
        rows = table(fetched(signed_in(cast, "agnes"), sort=sort))
        assert [row["Number"] for row in rows] == expected


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list is long from the fourth row on."""
    monkeypatch.setattr(take, "count_of", lambda *given, **more: (3, False))


def test_a_long_list_is_written_in_the_background_and_waits_for_who_asked(cast: Cast, small: None) -> None:
    labels = {cast.incident(f"Till {n}").record.label for n in range(4)}
    client = signed_in(cast, "agnes")
    page = client.get("/incidents/export", {"format": "xlsx", "q": "state:open"})
    assert "10,000" in page.content.decode()
    asked = {"format": "xlsx", "q": "state:open", "sort": "newest"}
    answer = client.post("/incidents/export", asked, follow=True)
    assert "Being written" in answer.content.decode()
    export = Export.objects.get()
    write(export.pk)
    write(export.pk)
    export.refresh_from_db()
    assert (export.rows, export.refused) == (4, "")
    content = b"".join(client.get(f"/downloads/{export.pk}").streaming_content)  # type: ignore[attr-defined]
    assert {row["Number"] for row in workbook(content)} == labels
    assert AuditEvent.objects.filter(what="exported").count() == 1
    for stranger in ("leo", "fiona", "rita"):
        assert signed_in(cast, stranger).get(f"/downloads/{export.pk}").status_code == 404
    answer = Caller(cast.person("agnes")).get("/incidents/export")
    assert problem(answer)["code"] == "too_large"


def test_a_file_made_under_other_rights_is_not_given_out(cast: Cast) -> None:
    cast.incident("Ours")
    export = ask_for(Wanted("incident", Format.CSV), by=cast.actor("agnes"))
    write(export.pk)
    client = signed_in(cast, "agnes")
    content = b"".join(client.get(f"/downloads/{export.pk}").streaming_content)  # type: ignore[attr-defined]
    assert len(table(content)) == 1
    withdraw(Grant.objects.get(person=cast.person("agnes")), by=SYSTEM_ACTOR)
    assert client.get(f"/downloads/{export.pk}").status_code == 404


def test_more_than_fits_one_file_is_refused_with_the_limit(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "MOST", 2)
    for n in range(3):
        cast.incident(f"Till {n}")
    export = ask_for(Wanted("incident", Format.CSV), by=cast.actor("agnes"))
    write(export.pk)
    export.refresh_from_db()
    assert "more than 2 rows" in export.refused
    assert export.file == ""


def test_a_download_can_be_thrown_away_and_is_forgotten_in_time(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    cast.incident("Ours")
    client = signed_in(cast, "agnes")
    made = []
    for _ in range(2):
        export = ask_for(Wanted("incident", Format.CSV), by=cast.actor("agnes"))
        write(export.pk)
        export.refresh_from_db()
        made.append(export)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/downloads/{made[0].pk}/removal")
    assert [default_storage.exists(each.file) for each in made] == [False, True]
    Export.objects.update(asked_at="2020-01-01T00:00:00Z")
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_outdated() == 1
    assert not default_storage.exists(made[1].file)
    assert Incident.objects.count() == 1


def test_no_more_than_a_few_files_are_written_for_one_person_at_a_time(cast: Cast) -> None:
    client = signed_in(cast, "agnes")
    for _ in range(5):
        client.post("/incidents/export", {"format": "csv", "q": ""})
    assert client.post("/incidents/export", {"format": "csv", "q": ""}).status_code == 422
    assert Export.objects.count() == 5


def test_a_list_that_cannot_be_asked_is_refused_before_a_file_begins(cast: Cast) -> None:
    wanted = Wanted("incident", Format.CSV, query="colour:red")
    with pytest.raises(Exception, match="colour"):
        take_along(wanted, by=cast.actor("agnes"))
    assert not AuditEvent.objects.filter(what="exported").exists()


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_a_file_tells_how_and_when_it_ended_and_how_often_it_was_handed_over(
    cast: Cast, format_: str
) -> None:
    incident = cast.incident("The till does not print", description="It only blinks")
    agnes = cast.actor("agnes")
    actions.assign(incident, by=agnes, team=cast.teams["desk"])
    actions.assign(incident, by=agnes, team=cast.teams["network"])
    actions.take(incident, by=agnes)
    actions.resolve(incident, by=agnes, code="fixed", cause="hardware", solution="New head")
    actions.close(incident, by=SYSTEM_ACTOR)
    cast.incident("Still open")
    content = fetched(signed_in(cast, "agnes"), format=format_, columns="all")
    rows: list[Any] = table(content) if format_ == "csv" else workbook(content)
    [ended, still] = sorted(rows, key=lambda row: str(row["Title"]), reverse=True)
    assert (ended["Description"], ended["How it ended"], ended["Cause"]) == (
        "It only blinks",
        "Fixed",
        "Hardware",
    )
    assert str(ended["Hand-overs"]) == "2", "to the network, and back to the desk with who took it"
    resolution = Resolution.objects.get()
    shown = resolution.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    assert str(ended["Resolved (UTC)"])[:19] == shown
    assert str(ended["Closed (UTC)"])[:16] == shown[:16]
    assert {still[name] or "" for name in ("Resolved (UTC)", "Closed (UTC)", "How it ended", "Cause")} == {""}


def test_a_text_longer_than_a_cell_is_cut_in_a_workbook_and_says_so(cast: Cast) -> None:
    cast.incident(description="x" * 40_000)
    client = signed_in(cast, "agnes")
    [row] = workbook(fetched(client, format="xlsx", columns="all"))
    assert str(row["Description"]).endswith("the whole text is in CSV)")
    [row] = table(fetched(client, columns="all"))
    assert len(str(row["Description"])) == 40_000

"""Every layout names every fault with its line and what to do, and makes no moment up: flat, log and snapshot."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from maitre.operation.incident.models import Incident, Resolution
from maitre.shared.arrivals.imports import Format, Outcome, bring
from maitre.shared.arrivals.tests.material import HEADER, TABLE, counted, mapping, raw_table, said, table
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Category, Entry, Record

pytestmark = pytest.mark.django_db

SNAPSHOT = """
source: snow
kind: incident
organisation: {key: quay, name: Quay Ferries}
layout: snapshot
id: number
title: "{number}"
times: {formats: ["%d/%m/%Y %H:%M"]}
people: {domain: snow.invalid}
missing: ["?"]
categories: {create: true}
requester: {name: caller, prefix: "Caller "}
moments:
  opened: {at: opened, by: {name: opened_by, prefix: "Opened by "}}
  resolved: {at: resolved, by: {name: resolved_by, prefix: "Agent "}}
  closed: {at: closed}
entries:
  - at: updated
    by: {name: updated_by, prefix: "Agent "}
    team: group
    assignee: {name: assigned, prefix: "Agent "}
    category: {from: category}
    state:
      from: state
      values:
        - {when: New, state: new}
        - {when: Active, state: in_progress}
        - {when: Awaiting, state: pending, set: {pause_reason: requester}}
        - {when: Resolved, state: resolved}
        - {when: Closed, state: closed}
    fields:
      location: {from: location}
      channel: {from: contact, values: {Phone: phone, Mail: mail}}
      code: {from: code, values: {"6": fixed}, others: empty}
    keep: [symptom]
"""
COLUMNS = (
    "number,state,updated,updated_by,opened,opened_by,resolved,resolved_by,closed,caller,group,assigned,category,"
    "location,contact,code,symptom"
)


def row(number: str = "INC1", state: str = "New", updated: str = "1/2/2024 10:00", **more: str) -> str:
    given = {
        "number": number,
        "state": state,
        "updated": updated,
        "updated_by": "7",
        "opened": "1/2/2024 10:00",
    }
    given |= {"opened_by": "3", "caller": "7", "contact": "Phone", **more}
    return ",".join(given.get(name, "?") for name in COLUMNS.split(","))


def snapshot(folder: Path, *rows: str, **changes: Any) -> Outcome:
    return raw_table(folder, "\n".join([COLUMNS, *rows]).encode(), SNAPSHOT, **changes)


def told(record: Record) -> list[tuple[str, str]]:
    """Time and verb of each entry, in order."""
    entries = Entry.objects.filter(record=record).order_by("seq").values_list("at", "verb")
    return [(f"{at:%d %H:%M}", verb) for at, verb in entries]


def test_a_snapshot_log_tells_each_moment_at_its_own_time(tmp_path: Path) -> None:
    end = {"resolved": "2/2/2024 09:30", "resolved_by": "9", "closed": "5/2/2024 08:00", "code": "6"}
    outcome = snapshot(
        tmp_path,
        row(updated="1/2/2024 10:05", category="Sails", location="Pier 1", symptom="leak", **end),
        row(state="Awaiting", updated="1/2/2024 11:00", group="Piers", **end),
        row(state="Active", updated="1/2/2024 12:00", group="Piers", assigned="9", **end),
        row(state="Resolved", updated="2/2/2024 09:31", group="Piers", assigned="9", **end),
        row(state="Closed", updated="5/2/2024 08:00", group="Piers", assigned="9", **end),
    )
    assert said(outcome) == []
    incident = Incident.objects.select_related("record__category", "record__requester").get()
    assert told(incident.record) == [
        ("01 10:00", "report"), ("01 10:05", "import"), ("01 11:00", "pause"), ("01 12:00", "resume"),
        ("02 09:30", "resolve"), ("02 09:31", "import"), ("05 08:00", "close"),
    ]  # fmt: skip
    assert (incident.location, incident.channel, incident.kind, incident.reopened) == (
        "Pier 1",
        "phone",
        "",
        0,
    )
    assert incident.record.category is not None
    assert incident.record.category.name == "Sails"
    assert incident.record.requester is not None
    assert incident.record.requester.name == "Caller 7"
    assert set(Person.objects.values_list("name", flat=True)) == {
        "Caller 7",
        "Opened by 3",
        "Agent 7",
        "Agent 9",
    }
    resolution = Resolution.objects.get()
    assert (resolution.code, resolution.cause) == ("fixed", "")
    assert resolution.at == datetime(2024, 2, 2, 9, 30, tzinfo=UTC)


CONTRADICTIONS = {
    "resolved before opened": (
        {"opened": "1/2/2024 10:00", "resolved": "31/1/2024 10:00"},
        "line 3: resolved",
    ),
    "resolved while open": ({"resolved": "1/2/2024 10:30"}, "line 3: resolved"),
    "closed before resolved": ({"resolved": "1/2/2024 13:00", "closed": "1/2/2024 12:00"}, "line 3: closed"),
    "opened after its updates": ({"opened": "1/2/2024 15:00"}, "line 2: opened"),
}


@pytest.mark.parametrize("name", list(CONTRADICTIONS))
def test_moments_of_a_snapshot_that_contradict_are_refused_or_taken_at_the_nearest_time(
    tmp_path: Path, name: str
) -> None:
    moments, place = CONTRADICTIONS[name]
    rows = [
        row(state="Active", updated="1/2/2024 11:00", **moments),
        row(state="Closed", updated="1/2/2024 14:00", **moments),
    ]
    outcome = snapshot(tmp_path, *rows)
    assert [sentence[: len(place)] for sentence in said(outcome)] == [place]
    assert "contradictions: nearest" in said(outcome)[0]
    assert not Record.objects.exists()
    assert counted(snapshot(tmp_path, *rows, contradictions="nearest")) == {"arrived": 1}
    incident = Incident.objects.select_related("record").get()
    times = [at for at, _ in told(incident.record)]
    assert times == sorted(times)
    assert (incident.record.state, incident.reopened) == ("closed", 0)


def test_a_real_reopening_of_a_snapshot_stays_one(tmp_path: Path) -> None:
    end = {"resolved": "1/2/2024 15:00", "closed": "1/2/2024 18:00"}
    outcome = snapshot(
        tmp_path,
        row(**end),
        row(state="Resolved", updated="1/2/2024 12:00", **end),
        row(state="Active", updated="1/2/2024 13:00", **end),
        row(state="Resolved", updated="1/2/2024 15:00", **end),
        row(state="Closed", updated="1/2/2024 18:00", **end),
    )
    assert said(outcome) == []
    assert told(Record.objects.get()) == [
        ("01 10:00", "report"), ("01 12:00", "resolve"), ("01 13:00", "reopen"), ("01 15:00", "resolve"),
        ("01 18:00", "close"),
    ]  # fmt: skip


def test_every_fault_of_a_snapshot_is_listed_with_its_line(tmp_path: Path) -> None:
    outcome = snapshot(
        tmp_path,
        row("INC1", opened="?"),
        row("INC2", state="Lost"),
        row("INC3", updated="soon"),
        row("INC4", updated="?"),
        row("INC5", resolved="never"),
        row("INC6", contact="Fax"),
        row("INC7", caller="x" * 201),
        row("?"),
        row("INC9") + ",more",
        row("INC10"),
        dry_run=True,
    )
    assert [(fault.place.split(",")[0], fault.field, fault.code) for fault in outcome.faults] == [
        ("line 2", "opened", "required"), ("line 3", "state", "state"), ("line 4", "updated", "time"),
        ("line 5", "updated", "required"), ("line 6", "resolved", "time"), ("line 7", "contact", "unmapped"),
        ("line 8", "requester", "too_long"), ("line 9", "id", "required"), ("line 9", "title", "required"),
        ("line 10", "", "cells"),
    ]  # fmt: skip
    assert (outcome.arrived, outcome.refused) == (1, 9)


@pytest.mark.parametrize(("policy", "state"), [("refuse", None), ("nearest", "closed")])
def test_a_flat_life_closed_before_it_was_opened_is_no_reopening(
    tmp_path: Path, policy: str, state: str | None
) -> None:
    line = "1,No ferry,Anna,,2024-05-06 12:00,2024-05-05 12:00,Ferry"
    outcome = table(tmp_path, line, contradictions=policy)
    if state is None:
        [sentence] = said(outcome)
        assert sentence.startswith(
            "line 2: Closed: “2024-05-05 12:00” lies before Opened, “2024-05-06 12:00”; correct"
        )
        return
    incident = Incident.objects.select_related("record").get()
    assert (incident.record.state, incident.reopened) == (state, 0)


def test_a_log_that_begins_with_the_newest_keeps_its_order_at_equal_times(tmp_path: Path) -> None:
    entry = {"at": "Opened", "state": {"from": "Service", "values": [
        {"when": "came", "state": "new"}, {"when": "done", "state": "closed"}]}}  # fmt: skip
    more = {"layout": "log", "entries": [entry], "requester": None, "ignore": ["Caller", "Mail", "Closed"]}
    rows = ["2024-05-06 13:00,,done", "2024-05-06 12:00,,done", "2024-05-06 12:00,,came"]
    table(tmp_path, *(f"1,No ferry,Anna,,{each}" for each in rows), **more)
    incident = Incident.objects.select_related("record").get()
    assert (incident.record.state, incident.reopened) == ("closed", 0)


ROWS = (HEADER, "1,Fähre fällt aus,Anna,,2024-05-06 12:00,,Ferry", "2,Storm,Bo,,2024-05-06 12:00,,Ferry")
TEXT = "\n".join(ROWS)


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        ("\ufeff" + TEXT).encode("utf-8"),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        ("sep=;\r\n" + TEXT.replace(",", ";")).encode(),
        ('"sep=;"\n' + TEXT.replace(",", ";")).encode(),
        ("\ufeffsep=\t\n" + TEXT.replace(",", "\t")).encode("utf-16-le"),
        "\n".join(f"{line}," for line in ROWS).encode(),
    ],
    ids=[
        "16",
        "16le",
        "16be",
        "8 mark",
        "cr",
        "crlf",
        "sep",
        "quoted sep",
        "16 sep tab",
        "trailing delimiter",
    ],
)
def test_tables_are_read_however_they_were_saved(tmp_path: Path, content: bytes) -> None:
    assert said(raw_table(tmp_path, content)) == []
    assert list(Record.objects.order_by("number").values_list("title", flat=True)) == [
        "Fähre fällt aus",
        "Storm",
    ]


def workbook(folder: Path, *sheets: tuple[str, list[list[object]]], **changes: Any) -> Outcome:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    path = folder / "table.xlsx"
    book.save(path)
    return bring(path, Format.XLSX, mapping(folder, TABLE, **changes))


CELLS: list[list[object]] = [
    list(HEADER.split(",")),
    [1, "No ferry", "Anna", None, datetime(2024, 5, 6, 12), None, "Ferry"],  # noqa: DTZ001  (cells know no zone)
    [2, "Storm", "Bo", None, "2024-05-06 12:00", None, 7.5],
]


def test_a_workbook_is_a_table_whose_times_are_times(tmp_path: Path) -> None:
    assert said(workbook(tmp_path, ("Incidents", CELLS), ("Empty", []))) == []
    first, second = Incident.objects.select_related("record").order_by("pk")
    assert first.record.created_at == datetime(2024, 5, 6, 10, tzinfo=UTC)
    assert second.service == "7.5"


def test_of_several_sheets_one_is_named(tmp_path: Path) -> None:
    sheets = (("One", CELLS), ("Two", CELLS))
    assert said(workbook(tmp_path, *sheets)) == [
        "several sheets hold something: “One”, “Two”; name one under `xlsx`"
    ]
    assert counted(workbook(tmp_path, *sheets, xlsx={"sheet": "Two"})) == {"arrived": 2}


def test_a_bad_cell_of_a_workbook_is_named_with_its_row(tmp_path: Path) -> None:
    cells = [*CELLS, [3, "No ferry", "Anna", None, "soon", None, "Ferry"]]
    [sentence] = said(workbook(tmp_path, ("Incidents", cells)))
    assert sentence.startswith("row 4: Opened: “soon” is no time")


def test_a_column_of_a_name_twice_and_cells_without_a_name_are_refused(tmp_path: Path) -> None:
    line = "1,No ferry,Anna,,2024-05-06 12:00,,Ferry"
    twice = table(tmp_path, f"{line},x", header=f"{HEADER},Title")
    assert said(twice) == ["line 1: Title: 2 columns have this name; give each its own"]
    nameless = table(tmp_path, f"{line},x", header=f"{HEADER},")
    assert said(nameless) == ["line 2: column 8 holds “x” and has no name; name it in the header"]
    assert counted(table(tmp_path, f"{line},x,y", header=f"{HEADER},Mood,Mood", ignore="*")) == {"arrived": 1}


def test_blank_clears_only_where_the_mapping_says_so(tmp_path: Path) -> None:
    def now() -> tuple[str, str | None, str | None]:
        incident = Incident.objects.select_related("record__team", "record__assignee").order_by("-pk")[0]
        record = incident.record
        team, assignee = record.team and record.team.name, record.assignee and record.assignee.name
        return incident.location, team, assignee

    rows = [
        row(location="Pier 1", group="Piers", assigned="9"),
        row(state="Active", updated="1/2/2024 11:00"),
    ]
    snapshot(tmp_path, *rows)
    assert now() == ("Pier 1", "Piers", "Agent 9")
    snapshot(tmp_path, *rows, source="again", blank="clears")
    assert now() == ("", None, None)


def test_characters_nobody_sees_are_refused_or_taken_out(tmp_path: Path) -> None:
    line = "1,No\u200b ferry\x07,An\u00adna,,2024-05-06 12:00,,Ferry"
    assert {fault.field for fault in table(tmp_path, line).faults} == {"title", "requester", "by"}
    table(tmp_path, line, clean="strip")
    assert list(Record.objects.values_list("title", "requester__name")) == [("No ferry", "Anna")]


def test_rows_without_ids_are_numbered(tmp_path: Path) -> None:
    rows = ["No ferry,2024-05-06 12:00", "", "Storm,2024-05-06 12:00"]
    more: dict[str, Any] = {"id": {"row": "2024-"}, "requester": None, "title": "{id} {Title}"}
    more["entries"] = [{"at": "Opened", "state": {"always": "new"}}]
    table(tmp_path, *rows, header="Title,Opened", **more)
    assert list(Record.objects.order_by("pk").values_list("title", flat=True)) == [
        "2024-1 No ferry",
        "2024-2 Storm",
    ]


def test_a_mark_tells_the_encoding_where_no_letter_would(tmp_path: Path) -> None:
    entries = [{"at": "时间", "state": {"always": "new"}}]
    title = "渡轮停航" * 20
    text = f"编号\t题目\t时间\n一\t{title}\t2024-05-06 12:00\n"
    more: dict[str, Any] = {"id": "编号", "title": "{题目}", "requester": None, "entries": entries}
    assert said(raw_table(tmp_path, text.encode("utf-16"), **more)) == []
    assert Record.objects.get().title == title


@pytest.mark.parametrize("create", [True, False])
def test_a_category_is_found_made_or_refused(tmp_path: Path, create: bool) -> None:
    rows = [row(category="Sails"), row("INC2", category="Sails")]
    outcome = snapshot(tmp_path, *rows, categories={"create": create})
    if create:
        assert Category.objects.get().name == "Sails"
        assert (outcome.categories, Record.objects.filter(category__name="Sails").count()) == (1, 2)
    else:
        assert [fault.place for fault in outcome.faults] == ["line 2", "line 3"]
        assert "categories: {create: true}" in said(outcome)[0]


def test_progress_is_told_in_what_is_left(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int, str]] = []
    rows = [row(f"INC{number}") for number in range(50)]
    snapshot(tmp_path, *rows, dry_run=True, progress=lambda *told: heard.append(told))
    stages = list(dict.fromkeys((stage, str(unit)) for stage, *_, unit in heard))
    assert stages == [("reading", "bytes"), ("checking", "records"), ("comparing", "records")]
    assert [done for stage, done, *_ in heard if stage == "checking"] == list(range(1, 51))
    assert {whole for stage, _, whole, _ in heard if stage == "checking"} == {50}


def test_what_nobody_said_is_empty(tmp_path: Path) -> None:
    table(tmp_path, "1,No ferry,Anna,,2024-05-06 12:00,2024-05-07 12:00,Ferry")
    incident, resolution = Incident.objects.get(), Resolution.objects.get()
    assert (incident.kind, incident.channel, incident.location) == ("", "", "")
    assert (resolution.code, resolution.cause) == ("", "")


def test_a_word_without_a_value_leaves_its_field_empty_where_the_mapping_says_so(tmp_path: Path) -> None:
    assert (
        said(snapshot(tmp_path, row(state="Resolved", code="99"), row("INC2", state="Resolved", code="6")))
        == []
    )
    assert list(Resolution.objects.order_by("pk").values_list("code", flat=True)) == ["", "fixed"]

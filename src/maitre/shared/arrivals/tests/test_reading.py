"""What is wrong with a file is said with place and field, all at once; what is right keeps every character."""

import gzip
from pathlib import Path

import pytest

from maitre.shared.arrivals.imports import gathering
from maitre.shared.arrivals.models import ImportedLife
from maitre.shared.arrivals.tests.material import (
    HEADER,
    TABLE,
    counted,
    event,
    log,
    mapping,
    raw_table,
    said,
    table,
    trace,
    xes,
)
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Entry, Record

pytestmark = pytest.mark.django_db

GOOD = "1,No ferry,Anna,,2024-05-06 12:00,,Ferry"


def titles() -> list[str]:
    return list(Record.objects.order_by("number").values_list("title", flat=True))


def test_a_whole_log_arrives_plain_or_gzipped(tmp_path: Path) -> None:
    content = xes(trace("1", event(), event("done", hours=1)), trace("2", event()))
    assert counted(log(tmp_path, content)) == {"arrived": 2}
    assert counted(log(tmp_path, content, zipped=True)) == {"unchanged": 2}


def test_half_a_log_says_where_it_breaks_and_nothing_of_it_arrives(tmp_path: Path) -> None:
    content = xes(trace("1", event()), trace("2", event()))
    outcome = log(tmp_path, content[:-60])
    assert "the XML is broken at line" in said(outcome)[0]
    assert "after 1 whole cases; get the file again" in said(outcome)[0]
    assert counted(outcome) == {"held": 1}
    assert not Record.objects.exists()


def test_half_a_log_gives_its_whole_cases_when_asked(tmp_path: Path) -> None:
    content = xes(trace("1", event()), trace("2", event()))
    assert counted(log(tmp_path, content[:-60], skip_bad=True)) == {"arrived": 1}


@pytest.mark.parametrize("damage", ["cut", "garbled"])
def test_a_damaged_gzip_is_named(tmp_path: Path, damage: str) -> None:
    whole = gzip.compress(xes(*(trace(str(n), event(what=f"No ferry {n * 7919}")) for n in range(400))))
    middle = len(whole) // 2
    broken = whole[:middle] if damage == "cut" else whole[:middle] + b"\xff" * 50 + whole[middle + 50 :]
    outcome = log(tmp_path, broken)
    assert any("compress" in sentence or "XML is broken" in sentence for sentence in said(outcome))
    assert not Record.objects.exists()


def test_no_entity_is_expanded(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    outcome = log(tmp_path, xes(trace("1", event(what="&b;")), before=laughs))
    assert said(outcome) == ["it has a DOCTYPE, which XES does not know; remove it"]


def test_other_xml_and_no_xml_are_told_apart(tmp_path: Path) -> None:
    assert said(log(tmp_path, b"<page><log/></page>")) == [
        "this is XML, but no XES: it begins with <page>; export the log as XES"
    ]
    assert said(log(tmp_path, b"Id,Title\n1,no xml\n")) == [
        "this is no XML; use the format csv for a table of text"
    ]


def test_a_value_of_another_type_than_its_element_says_is_refused(tmp_path: Path) -> None:
    more = '<int key="count" value="many"/>'
    outcome = log(tmp_path, xes(trace("7", event(), event(more=more))), title="{what} {count}")
    assert said(outcome) == ["case 7, event 2: count: “many” is no int; write a whole number"]


def test_an_attribute_nobody_mapped_is_named_once(tmp_path: Path) -> None:
    more = '<string key="mood" value="bad"/>'
    content = xes(trace("1", event(more=more), event(more=more)))
    sentences = said(log(tmp_path, content))
    assert len(sentences) == 1
    assert sentences[0].startswith("case 1, event 1: mood: the mapping says nothing about it")
    assert counted(log(tmp_path, content, ignore=["mood"])) == {"arrived": 1}


def test_an_attribute_the_mapping_uses_and_the_file_lacks_is_named(tmp_path: Path) -> None:
    outcome = log(tmp_path, xes(trace("1", event())), title="{waht}")
    assert said(outcome)[-1] == (
        "waht: the mapping uses it, but the file does not have it; "
        "take it out of the mapping, or write what the file has: what"
    )


def test_an_attribute_that_stands_twice_is_refused(tmp_path: Path) -> None:
    outcome = log(tmp_path, xes(trace("1", event(more='<string key="what" value="Other"/>'))))
    assert said(outcome) == ["case 1, event 1: what: stands twice; keep one of them"]


def test_a_word_without_a_state_is_refused_with_its_event(tmp_path: Path) -> None:
    outcome = log(tmp_path, xes(trace("1", event(), event("slept"))))
    assert said(outcome) == [
        "case 1, event 2: did: the mapping gives no state for “slept”; add it under `values`"
    ]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [("\ufeff", "utf-8"), ("", "utf-8"), ("", "cp1252")],
    ids=["UTF-8 with a mark", "UTF-8", "Windows"],
)
def test_tables_in_three_encodings(tmp_path: Path, content: str, encoding: str) -> None:
    text = f"{content}{HEADER}\n1,Fähre fällt aus,André,,2024-05-06 12:00,,Ferry\n"
    raw_table(tmp_path, text.encode(encoding), csv={"encoding": encoding})
    assert titles() == ["Fähre fällt aus"]


def test_bytes_that_are_no_text_refuse_their_row_only(tmp_path: Path) -> None:
    text = f"{HEADER}\n{GOOD}\n2,Fähre,Anna,,2024-05-06 12:00,,Ferry\n".encode("cp1252")
    outcome = raw_table(tmp_path, text, skip_bad=True)
    assert said(outcome) == [
        "line 3: Title: is not utf-8; name the encoding in the mapping, or save it as UTF-8"
    ]
    assert counted(outcome) == {"arrived": 1, "refused": 1}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    assert counted(table(tmp_path, GOOD.replace(",", delimiter), header=HEADER.replace(",", delimiter))) == {
        "arrived": 1
    }


def test_columns_too_many_too_few_and_twice_are_all_named(tmp_path: Path) -> None:
    outcome = table(tmp_path, header="Id,Titel,Caller,Opened,Closed,Service,Mood,Mood")
    assert [(fault.place, fault.field, fault.code) for fault in outcome.faults] == [
        ("line 1", "Titel", "unknown"),
        ("line 1", "Mood", "twice"),
        ("line 1", "Mail", "missing"),
        ("line 1", "Title", "missing"),
    ]
    assert said(outcome)[-1].endswith("write what the file has: Titel")


def test_rows_behind_a_column_nobody_mapped_are_judged_and_stay_out(tmp_path: Path) -> None:
    rows = [f"{GOOD},bad", "2,No ferry,Anna,,soon,,Ferry,bad"]
    for how in ({}, {"skip_bad": True}, {"dry_run": True}):
        outcome = table(tmp_path, *rows, header=f"{HEADER},Mood", **how)
        assert [fault.place for fault in outcome.faults] == ["line 1", "line 3"]
        assert counted(outcome) == {"held": 1, "refused": 1}
    assert not Record.objects.exists()


def test_a_file_without_header_or_rows_is_refused(tmp_path: Path) -> None:
    assert "there is no header" in said(raw_table(tmp_path, b""))[0]
    assert said(table(tmp_path)) == ["there is no case in it; look whether this is the file you mean"]


def test_every_wrong_row_is_named_with_its_line_and_field(tmp_path: Path) -> None:
    outcome = table(
        tmp_path,
        GOOD,
        "2,No ferry,Anna,,31/31/2024,,Ferry",
        "3,No ferry,Anna",
        ",No ferry,Anna,,2024-05-06 12:00,,Ferry",
        f"5,{'x' * 301},Anna,,2024-05-06 12:00,,Ferry",
        "6,No\x00ferry,Anna,,2024-05-06 12:00,,Ferry",
        "1,No ferry,Anna,,2024-05-06 12:00,,Ferry",
        f"8,No ferry,{'y' * 201},,2024-05-06 12:00,,Ferry",
        "9,No ferry,Anna,no address,2024-05-06 12:00,,Ferry",
        "10,No ferry,Anna,,2999-05-06 12:00,,Ferry",
        "11,,Anna,,2024-05-06 12:00,,Ferry",
        f"12,No ferry,Anna,,2024-05-06 12:00,,{'z' * 201}",
        "13,No ferry,Anna,,,,Ferry",
    )
    assert {(fault.place, fault.field, fault.code) for fault in outcome.faults} == {
        ("line 3", "Opened", "time"),
        ("line 4", "", "cells"),
        ("line 5", "id", "required"),
        ("line 6", "title", "too_long"),
        ("line 7", "Title", "nul"),
        ("line 8", "Id", "twice"),
        ("line 9", "requester", "too_long"),
        ("line 9", "by", "too_long"),
        ("line 10", "requester", "email"),
        ("line 11", "at", "out_of_range"),
        ("line 12", "title", "required"),
        ("line 13", "Service", "value"),
        ("line 14", "", "empty"),
    }
    assert counted(outcome) == {"held": 1, "refused": 12}
    assert not Record.objects.exists()
    assert not Person.objects.exists()


def test_a_quote_that_never_ends_is_named_where_it_begins(tmp_path: Path) -> None:
    outcome = table(tmp_path, GOOD, '2,"No ferry,Anna,,2024-05-06 12:00,,Ferry', "3,x,y,,,,")
    assert said(outcome) == [
        "line 3: the row cannot be read: unexpected end of data; look for a quote that is not doubled"
    ]


@pytest.mark.parametrize(
    "title",
    ["=1+1", "@SUM(A1)", "<script>alert(1)</script>", "شكوى عن العبّارة", "⛴️ 🌊", "e\u0301 and \u00e9"],
    ids=["formula", "at", "script", "right to left", "emoji", "accents"],
)
def test_text_stays_what_it_is(tmp_path: Path, title: str) -> None:
    table(tmp_path, f'1,"{title}",Anna,,2024-05-06 12:00,,Ferry')
    assert titles() == [title]


def test_lines_within_quotes_are_one_row(tmp_path: Path) -> None:
    outcome = table(
        tmp_path,
        "1,No ferry,Anna,,2024-05-06 12:00,,Ferry",
        '2,"No\nferry",Anna,,2024-05-06 12:00,,Ferry',
        "3,No ferry,Anna,,soon,,Ferry",
    )
    assert [fault.place for fault in outcome.faults] == ["line 3", "line 5"]


LOG_ROWS = {
    "layout": "log",
    "id": "Id",
    "title": "{Title}",
    "requester": None,
    "entries": [
        {"at": "Opened", "by": "Caller", "state": {"from": ["Service"], "values": [
            {"when": ["came"], "state": "new"}, {"when": ["done"], "state": "closed"}]}}
    ],
    "ignore": ["Mail", "Closed"],
}  # fmt: skip


def test_rows_of_a_log_are_gathered_wherever_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "RUN", 2)
    rows = [
        f"{case},Case {case},Anna,,2024-05-06 {hour}:00,,{did}"
        for hour, did in (("13", "done"), ("12", "came"))
        for case in ("b", "a", "c")
    ]
    outcome = table(tmp_path, *rows, **LOG_ROWS)
    assert counted(outcome) == {"arrived": 3}
    assert outcome.entries == 6
    assert titles() == ["Case b", "Case a", "Case c"]
    assert set(Record.objects.values_list("state", flat=True)) == {"closed"}
    assert list(Entry.objects.order_by("record_id", "seq").values_list("verb", flat=True)[:2]) == [
        "report",
        "close",
    ]


def test_rows_without_an_id_are_never_gathered_into_one(tmp_path: Path) -> None:
    row = ",No ferry,Anna,,2024-05-06 12:00,,came"
    outcome = table(tmp_path, row, row, **LOG_ROWS)
    assert counted(outcome) == {"refused": 2}
    assert [fault.place for fault in outcome.faults] == ["line 2", "line 3"]


def test_one_bad_row_of_a_log_refuses_the_whole_case(tmp_path: Path) -> None:
    outcome = table(
        tmp_path,
        "a,A,Anna,,2024-05-06 12:00,,came",
        "b,B,Anna,,2024-05-06 12:00,,came",
        "a,A,Anna,,,,done",
        skip_bad=True,
        **LOG_ROWS,
    )
    assert said(outcome) == ["line 4: Opened: is empty; fill it in, or map another column"]
    assert list(ImportedLife.objects.values_list("foreign_id", flat=True)) == ["b"]


def test_the_mapping_of_a_table_reads_only_what_it_names(tmp_path: Path) -> None:
    assert set(mapping(tmp_path, TABLE).names()) == {
        "Id",
        "Title",
        "Caller",
        "Mail",
        "Opened",
        "Closed",
        "Service",
    }

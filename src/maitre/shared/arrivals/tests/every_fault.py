"""A file of every fault for each way in which history comes: what stands on which line, and what is wrong there.

What is common to all of them is said once, in COMMON; each file adds what only its layout or format can have.
"""

import codecs
import csv
import gzip
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO, StringIO
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

import yaml
from openpyxl import Workbook

ANY = """
source: old-desk
kind: incident
organisation: {key: quay, name: Quay Ferries}
layout: log
id: Id
title: "{Title}"
description: "{Details}"
requester: {name: Caller, email: Mail}
people: {domain: old-desk.invalid}
entries:
  - at: At
    by: Agent
    team: Team
    category: {from: Area, values: {Ropes: ropes}}
    state: {from: Status, values: [{when: New, state: new}, {when: Work, state: in_progress},
                                   {when: Closed, state: closed}]}
    fields:
      channel: {from: Channel, values: {Phone: phone}}
      impact: {from: Impact}
    text: "{Text}"
    keep: [Note]
"""
NOON = "2024-05-06T12:00:00+00:00"
USUAL = {"Title": "No ferry", "At": NOON, "Status": "New", "Caller": "Anna", "Agent": "Bo"}
MOMENTS = ["Opened", "Resolved", "Closed"]
COLUMNS = ["Id", "Title", "Details", "Caller", "Mail", "At", "Agent", "Team", "Area", "Status", "Channel", "Impact",
           "Text", "Note", *MOMENTS]  # fmt: skip
LONG_TEXT = "x" * 50_001
EVENTS_LIMIT = 2
"""What the tests set it to, so that a life with too many entries fits on a page."""

Wrong = tuple[str, str]
"""The field and the code of a fault."""
COMMON: list[tuple[dict[str, str], list[Wrong]]] = [
    ({"Status": "Lost"}, [("Status", "state")]),
    ({"At": "2999-05-06T12:00:00+00:00"}, [("at", "out_of_range")]),
    ({"Area": "Anchors"}, [("Area", "unmapped")]),
    ({"Area": "Ropes"}, [("category", "no_category")]),
    ({"Channel": "Fax"}, [("Channel", "unmapped")]),
    ({"Impact": "9"}, [("Impact", "value")]),
    ({"Id": ""}, [("id", "required")]),
    ({"Id": "x" * 201}, [("id", "too_long")]),
    ({"Title": ""}, [("title", "required")]),
    ({"Title": "x" * 301}, [("title", "too_long")]),
    ({"Title": "No\x85ferry"}, [("title", "control")]),
    ({"Details": LONG_TEXT}, [("description", "too_long")]),
    ({"Text": LONG_TEXT}, [("text", "too_long")]),
    ({"Caller": "An\u00adna"}, [("requester", "unseen")]),
    ({"Caller": "x" * 201}, [("requester", "too_long")]),
    ({"Caller": "\u200b"}, [("requester", "required"), ("requester", "unseen")]),
    ({"Mail": "nowhere"}, [("requester", "email")]),
    ({"Mail": "bo@clinic.example"}, [("people", "stranger")]),
    ({"Agent": "B\x85o"}, [("by", "control")]),
    ({"Team": "x" * 201}, [("team", "too_long")]),
]


class Every(NamedTuple):
    """A file, its mapping, and each fault in it: where it stands, the field, the code."""

    name: str
    content: bytes
    mapping: dict[str, Any]
    faults: list[tuple[str, str, str]]


def _mapping(layout: str, **changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(ANY) | {"layout": layout} | changes
    return content


def _line(cells: list[str]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()


class _Table:
    """Lines of a table with what is wrong with them, the header first."""

    def __init__(self, *, is_text: bool = True, **usual: str) -> None:
        """A workbook cannot hold the longest text: Excel's cells end before."""
        self.is_text = is_text
        self.header = [*COLUMNS, "Mood", "Mood", "Weather", ""]
        self.usual = USUAL | usual
        self.lines: list[list[str] | bytes] = []
        self.faults = [("line 1", "Mood", "twice"), ("line 1", "Weather", "unknown")]

    def add(self, given: Mapping[str, str], *wrong: Wrong, more: str = "") -> None:
        self._found(*wrong)
        self.lines.append(self.cells(given, more))

    def cells(self, given: Mapping[str, str], more: str = "") -> list[str]:
        told = {"Id": f"T-{len(self.lines)}"} | self.usual | given
        return [*(told.get(name, "") for name in COLUMNS), "", "", "", more]

    def add_raw(self, line: str, *wrong: Wrong, encoding: str = "utf-8") -> None:
        self._found(*wrong)
        self.lines.append(line.encode(encoding))

    def _found(self, *wrong: Wrong) -> None:
        self.faults += [(f"line {len(self.lines) + 2}", *each) for each in wrong]

    def of_any_layout(self) -> None:
        self.add({})
        for given, wrong in COMMON:
            if self.is_text or LONG_TEXT not in given.values():
                self.add(given, *wrong)
        self.add({"At": "31/31/2024"}, ("At", "time"))
        self.add({"Id": "", "Impact": "9"}, ("Impact", "value"), ("Id", "required"))
        self.add({}, ("", "unnamed"), more="x")

    def of_any_text(self) -> None:
        self.add({"Title": "No\x00ferry"}, ("Title", "nul"))
        self.add_raw("T-90,No ferry\n", ("", "cells"))
        self.add_raw('T-91,"No" ferry\n', ("", "broken"))
        self.add_raw(_line(self.cells({"Title": "Fähre"})), ("Title", "not_text"), encoding="cp1252")

    def text(self) -> bytes:
        lines = [line if isinstance(line, bytes) else _line(line).encode() for line in self.lines]
        return _line(self.header).encode() + b"".join(lines)

    def workbook(self) -> bytes:
        book, held = Workbook(), BytesIO()
        book.worksheets[0].append(self.header)
        for cells in self.lines:
            book.worksheets[0].append([cell or None for cell in cells])
        book.save(held)
        return held.getvalue()


def log() -> Every:
    table = _Table()
    table.of_any_layout()
    table.of_any_text()
    table.add({"At": ""}, ("At", "required"))
    table.add({"Id": "much"}, ("", "too_long"))
    table.add({"Id": "much"})
    table.add({"Id": "much"})
    return Every("log.csv", table.text(), _mapping("log", ignore=MOMENTS), table.faults)


def _flat(table: _Table) -> dict[str, Any]:
    table.of_any_layout()
    table.add({"At": ""}, ("", "empty"))
    table.add({"Closed": "2024-05-05T12:00:00+00:00"}, ("Closed", "contradiction"))
    table.add({"Id": "T-0"}, ("Id", "twice"))
    content = _mapping("flat", ignore=MOMENTS[:2])
    content["entries"].append({"at": "Closed", "state": {"always": "closed"}})
    return content


def flat() -> Every:
    table = _Table()
    content = _flat(table)
    table.of_any_text()
    return Every("flat.csv", table.text(), content, table.faults)


def workbook() -> Every:
    table = _Table(is_text=False)
    content = _flat(table)
    faults = [(place.replace("line", "row"), *wrong) for place, *wrong in table.faults]
    return Every("flat.xlsx", table.workbook(), content, [(each[0], each[1], each[2]) for each in faults])


CONTRADICTING: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    ("Opened", {}, {"Opened": "2024-05-06T11:00:00+00:00"}),
    ("Opened", {"Opened": "2024-05-06T12:30:00+00:00"}, {"Opened": "2024-05-06T12:30:00+00:00"}),
    ("Resolved", {"Status": "Work"}, {"Status": "Closed", "Resolved": "2024-05-06T11:00:00+00:00"}),
    ("Closed", {"Status": "Work"}, {"Status": "Closed", "Closed": "2024-05-06T23:00:00+00:00"}),
    ("Closed", {"Status": "Work"}, {"Status": "Work", "Closed": "2024-05-06T11:00:00+00:00"}),
)
"""The column of the fault, and the rows of two updates that contradict each other, an hour apart."""


def snapshot() -> Every:
    table = _Table(Opened=NOON)
    moments = {name.lower(): {"at": name} for name in MOMENTS}
    table.of_any_layout()
    table.of_any_text()
    table.add({"At": ""}, ("At", "required"))
    for number, (column, first, second) in enumerate(CONTRADICTING):
        is_first = first.get(column) is not None
        fault = (column, "contradiction")
        table.add({"Id": f"C-{number}", **first}, *([fault] if is_first else []))
        later = {"At": "2024-05-06T13:00:00+00:00", "Id": f"C-{number}", **second}
        table.add(later, *([] if is_first else [fault]))
    for name, code in (("Opened", "required"), ("Opened", "time"), ("Resolved", "time"), ("Closed", "time")):
        table.add({name: "" if code == "required" else "soon"}, (name, code))
    return Every("snapshot.csv", table.text(), _mapping("snapshot", moments=moments), table.faults)


TYPED = {"int": "many", "float": "much", "boolean": "perhaps", "date": "soon"}


def xes() -> Every:
    """Attributes are named like the columns; typed ones stand beside them, under the name of their type."""
    traces: list[str] = []
    faults: list[tuple[str, str, str]] = []

    def add(given: Mapping[str, str], *wrong: Wrong, more: str = "", events: int = 1) -> None:
        attributes = {"Id": f"T-{len(traces)}"} | USUAL | given
        id_ = attributes.pop("Id")
        name = f"case {id_}" if id_ else f"case {len(traces) + 1} of the file"
        faults.extend((name, *each) for each in wrong)
        event = "".join(
            f"<string key={quoteattr(key)} value={_quoted(value)}/>" for key, value in attributes.items()
        )
        named = f'<string key="concept:name" value={quoteattr(id_)}/>'
        traces.append(f"<trace>{named}{f'<event>{event}{more}</event>' * events}</trace>")

    add({})
    for given, wrong in COMMON:
        add(given, *wrong)
    add({"At": "31/31/2024"}, ("At", "time"))
    add({"At": ""}, ("At", "required"))
    add({"Id": "", "Impact": "9"}, ("Impact", "value"), ("case:concept:name", "required"))
    add({"Id": "T-0"}, ("case:concept:name", "twice"))
    add({}, ("", "empty"), ("title", "required"), events=0)
    add({}, ("", "too_long"), events=3)
    add({}, ("Note", "twice"), more='<string key="Note" value="a"/><string key="Note" value="b"/>')
    add({}, ("Mood", "unknown"), more='<string key="Mood" value="bad"/>')
    for type_, value in TYPED.items():
        add({}, (type_, "wrong_type"), more=f'<{type_} key="{type_}" value="{value}"/>')
    mapping = _mapping("log", id="case:concept:name", ignore=MOMENTS)
    mapping["entries"][0]["keep"] += [*TYPED, "Weather"]
    faults.append(("", "Weather", "missing"))
    return Every("log.xes", f"<log>{''.join(traces)}</log>".encode(), mapping, faults)


def _quoted(value: str) -> str:
    return quoteattr(value).replace("\x85", "&#133;")


def every() -> Iterator[Every]:
    yield from (log(), flat(), workbook(), snapshot(), xes())


def _archive() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("readme.txt", "nothing")
    return held.getvalue()


def sheets(*names: str) -> bytes:
    book, held = Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    for name in names:
        sheet = book.create_sheet(name)
        sheet.append(["Id", "Title"])
        sheet.append(["1", "No ferry"])
    book.save(held)
    return held.getvalue()


HEADER = ",".join(COLUMNS).encode()
NO_SUCH_FILE = {
    "empty": b"",
    "nothing": b"\x00" * 500,
    "zip": _archive(),
    "half a zip": _archive()[:60],
    "pdf": b"%PDF-1.7 x",
    "page": b"<html><body>",
    "doctype": b"<!DOCTYPE log><log/>",
    "other xml": b"<page/>",
    "half xml": b"<log><trace>",
    "xls": b"\xd0\xcf\x11\xe0" + b"\x00" * 99,
    "utf-32": "x".encode("utf-32"),
    "half utf-16": codecs.BOM_UTF16_LE + b"\x00\xd8\x41",
    "half gzip": gzip.compress(bytes(range(256)) * 9)[:40],
    "broken gzip": b"\x1f\x8b\x08broken",
    "quote": b'Id,Title\n"1',
    "noise": bytes(range(256)) * 9,
    "no rows": HEADER,
    "no such column": b"Id",
    "no name": b"Id,\xe4",
    "two sheets": sheets("One", "Two"),
}
"""Files that are refused as a whole, by whatever format they are read."""

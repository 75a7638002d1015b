"""A file of every fault, for each layout and format: a dry run lists all of them, each with its line and what to do."""

import ast
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from maitre.shared.arrivals import rules
from maitre.shared.arrivals.imports import Format, Mapping, bring, workbook
from maitre.shared.arrivals.rules import Fault
from maitre.shared.arrivals.tests import every_fault
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.records.models import Record
from tests.terminal import Said, Terminal

pytestmark = pytest.mark.django_db

ROOM = Path(rules.__file__).parent
EVERY = {each.name: each for each in every_fault.every()}


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody of another organisation, and lives that are soon too long."""
    welcome_person("bo@clinic.example", "Bo", found_organisation("clinic", "The clinic"))
    monkeypatch.setattr(rules, "EVENTS_LIMIT", every_fault.EVENTS_LIMIT)


def checked(terminal: Terminal, folder: Path, name: str, *options: str) -> Said:
    """A dry run on the command line."""
    each, mapping = EVERY[name], folder / "mapping.yaml"
    (folder / name).write_bytes(each.content)
    mapping.write_text(yaml.safe_dump(each.mapping, allow_unicode=True), encoding="utf-8")
    format_ = name.rpartition(".")[2]
    return terminal("import", format_, str(folder / name), "--mapping", str(mapping), "--dry-run", *options)


def place_of(fault: dict[str, str]) -> str:
    """The line, row or case; a log says more."""
    return fault["place"].split(",")[0]


@pytest.mark.parametrize("name", list(EVERY))
def test_a_dry_run_lists_every_fault_with_its_line_and_its_remedy(
    terminal: Terminal, tmp_path: Path, name: str
) -> None:
    said = checked(terminal, tmp_path, name, "--json")
    faults = json.loads(said.out)["faults"]
    found = sorted((place_of(fault), fault["field"], fault["code"]) for fault in faults)
    assert found == sorted(EVERY[name].faults)
    assert [fault for fault in faults if not fault["remedy"]] == []
    assert said.status == 1
    assert not Record.objects.exists()


@pytest.mark.parametrize("name", list(EVERY))
def test_faults_are_printed_with_file_line_and_remedy_and_said_in_german_too(
    terminal: Terminal, tmp_path: Path, name: str
) -> None:
    english = json.loads(checked(terminal, tmp_path, name, "--json").out)["faults"]
    printed = checked(terminal, tmp_path, name).err.splitlines()
    expected = "\n".join(f"{name}: {Fault(**fault)}" for fault in english).splitlines()
    assert [line for line in printed if line in expected] == expected
    german = json.loads(checked(terminal, tmp_path, name, "--json", "--language", "de").out)["faults"]
    assert [fault["code"] for fault in german] == [fault["code"] for fault in english]
    for one, other in zip(english, german, strict=True):
        assert one["message"] != other["message"]
        assert one["remedy"] != other["remedy"]


def whole(folder: Path, content: bytes, format_: Format, **changes: Any) -> list[Fault]:
    """What is said of a file that is refused as a whole."""
    path, each = folder / "file", EVERY["log.xes" if format_ is Format.XES else "log.csv"]
    path.write_bytes(content)
    return bring(path, format_, Mapping.model_validate(each.mapping | changes), dry_run=True).faults


@pytest.mark.parametrize("format_", list(Format))
@pytest.mark.parametrize("name", list(every_fault.NO_SUCH_FILE))
def test_what_is_no_such_file_is_refused_in_words(tmp_path: Path, name: str, format_: Format) -> None:
    faults = whole(tmp_path, every_fault.NO_SUCH_FILE[name], format_)
    assert faults
    assert all(fault.message and fault.remedy for fault in faults)
    assert not any("Traceback" in str(fault) or "codec can't" in str(fault) for fault in faults)


def sheets_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fault]:
    """One that is not there, and one that is too large."""
    sheets = every_fault.sheets("One")
    yield from whole(folder, sheets, Format.XLSX, xlsx={"sheet": "Two"})
    monkeypatch.setattr(workbook, "CELL_LIMIT", 0)
    yield from whole(folder, sheets, Format.XLSX)


def test_a_sheet_is_refused_where_it_is_not_there_or_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [str(fault) for fault in sheets_refused(tmp_path, monkeypatch)] == [
        "there is no such sheet with rows; name one of these under `xlsx`: “One”",
        "the sheet has more than 0 cells; save it as CSV",
    ]


Site = tuple[str, int, int]
"""Where the code makes a fault: the file, the first and the last line."""
BY_NO_FILE = ["_event_faults", "_event_faults", "_event_faults"]
"""A state and a visibility that a mapping cannot give, and a NUL of a life that comes by no file."""


def sites() -> Iterator[tuple[Site, str]]:
    """Every place in the code that makes a fault, and its function."""
    for path in ROOM.rglob("*.py"):
        if "tests" not in path.parts:
            for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(function, ast.FunctionDef):
                    for node in ast.walk(function):
                        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Fault":
                            yield (str(path), node.lineno, node.end_lineno or 0), function.name


def recorded(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, int]]:
    """The file and the line of every fault that is made from now on."""
    seen: set[tuple[str, int]] = set()
    make: Callable[..., Fault] = Fault.__new__

    def making(cls: type[Fault], *given: str, **named: str) -> Fault:
        caller = sys._getframe(1)
        seen.add((caller.f_code.co_filename, caller.f_lineno))
        return make(cls, *given, **named)

    monkeypatch.setattr(Fault, "__new__", making)
    return seen


def test_no_refusal_in_the_code_is_missing_in_these_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = recorded(monkeypatch)
    for each in EVERY.values():
        path = tmp_path / each.name
        path.write_bytes(each.content)
        bring(path, Format(each.name.rpartition(".")[2]), Mapping.model_validate(each.mapping), dry_run=True)
    for content in every_fault.NO_SUCH_FILE.values():
        for format_ in Format:
            whole(tmp_path, content, format_)
    assert len(list(sheets_refused(tmp_path, monkeypatch))) == 2
    unseen = [
        function
        for (path, first, last), function in sorted(sites())
        if not any(file == path and first <= line <= last for file, line in seen)
    ]
    assert unseen == BY_NO_FILE

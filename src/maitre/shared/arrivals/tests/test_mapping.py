"""A mapping that cannot be meant is refused by the path of each key, before any file is read."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from maitre.kernel.errors import Invalid
from maitre.shared.arrivals.actions import states_of
from maitre.shared.arrivals.imports import load
from maitre.shared.arrivals.imports.reading import Reader
from maitre.shared.arrivals.imports.times import Clock
from maitre.shared.arrivals.tests.material import LOG, TABLE, mapping

EXAMPLES = Path(__file__).parents[5] / "examples" / "mappings"


def refusal(folder: Path, text: str = TABLE, **changes: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        Reader(mapping(folder, text, **changes), states_of)
    return {error.field: error.message for error in refused.value.errors}


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_example_that_ships_can_be_used(path: Path) -> None:
    Reader(load(path), states_of)


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    assert list(refusal(tmp_path, tittle="{Title}")) == ["tittle"]


def test_every_wrong_key_is_named_at_once(tmp_path: Path) -> None:
    assert set(refusal(tmp_path, source="Old Desk!", layout="wide", id=7)) == {"source", "layout", "id"}


def test_a_key_that_stands_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "twice.yaml"
    path.write_text("source: one\nkind: incident\nsource: two\n")
    with pytest.raises(Invalid, match="line 3: the key “source” stands twice"):
        load(path)


def test_what_is_no_yaml_and_what_is_not_there_is_said(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("source: [one\n")
    with pytest.raises(Invalid, match="is not YAML"):
        load(path)
    with pytest.raises(Invalid, match="cannot be read: No such file"):
        load(tmp_path / "absent.yaml")


def test_addresses_can_only_be_made_in_a_domain_no_mail_reaches(tmp_path: Path) -> None:
    assert list(refusal(tmp_path, people={"domain": "company.com"})) == ["people.domain"]


def test_two_formats_that_read_the_same_text_differently_are_refused(tmp_path: Path) -> None:
    times = {"formats": ["%d/%m/%Y", "%m/%d/%Y"]}
    assert "as different times" in refusal(tmp_path, times=times)["times.formats"]


def test_an_unknown_zone_is_named(tmp_path: Path) -> None:
    assert "Europe/Bruxelles" in refusal(tmp_path, times={"zone": "Europe/Bruxelles"})["times.zone"]


def test_a_kind_that_no_practice_receives_is_refused(tmp_path: Path) -> None:
    assert "there is incident" in refusal(tmp_path, kind="dream")["kind"]


def test_states_and_fields_are_those_of_the_practice(tmp_path: Path) -> None:
    entries = [
        {
            "at": "Opened",
            "state": {
                "from": ["Status"],
                "values": [{"when": ["A"], "state": "asleep", "set": {"impact": 9}}],
            },
            "fields": {"mood": {"always": 1}, "impact": {"from": "I", "values": {"Big": 0}}},
        }
    ]
    assert set(refusal(tmp_path, entries=entries)) == {
        "entries.0.state.values.0.state",
        "entries.0.state.values.0.set.impact",
        "entries.0.fields.mood",
        "entries.0.fields.impact",
    }


def test_a_combination_of_words_has_one_state(tmp_path: Path) -> None:
    for values, said in (
        ([{"when": ["A"], "state": "new"}, {"when": ["A"], "state": "closed"}], "stands twice"),
        ([{"when": ["A", "B"], "state": "new"}], "needs 1 words"),
    ):
        entries = [{"at": "t", "state": {"from": ["Status"], "values": values}}]
        assert said in refusal(tmp_path, entries=entries)["entries.0.state"]


def test_a_log_has_one_kind_of_row(tmp_path: Path) -> None:
    entry = {"at": "t", "state": {"always": "new"}}
    assert "exactly one item" in refusal(tmp_path, LOG, entries=[entry, entry])["mapping"]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-07-01T09:30:00+02:00", datetime(2024, 7, 1, 7, 30, tzinfo=UTC)),
        ("2024-07-01 09:30", datetime(2024, 7, 1, 7, 30, tzinfo=UTC)),
        ("01/07/2024 09:30", datetime(2024, 7, 1, 7, 30, tzinfo=UTC)),
        ("1 July 2024, 9:30", datetime(2024, 7, 1, 7, 30, tzinfo=UTC)),
        ("1719819000", datetime(2024, 7, 1, 7, 30, tzinfo=UTC)),
        ("2024-10-27 02:30", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
    ],
)
def test_five_ways_to_write_a_time_in_one_file(text: str, instant: datetime) -> None:
    clock = Clock(["iso", "%d/%m/%Y %H:%M", "%d %B %Y, %H:%M", "epoch"], ZoneInfo("Europe/Paris"))
    assert clock.read(text) == instant


@pytest.mark.parametrize(
    "text", ["31/02/2024 10:00", "yesterday", "2024-03-31 02:30", "9" * 30, "0001-01-01"]
)
def test_a_time_that_never_was_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no time in Europe/Paris"):
        Clock(["iso", "%d/%m/%Y %H:%M", "epoch"], ZoneInfo("Europe/Paris")).read(text)

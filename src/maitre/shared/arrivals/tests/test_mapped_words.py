"""What a mapping says of words: a field that is always the same, words without a value, names behind a prefix."""

from pathlib import Path

import pytest

from maitre.operation.incident.models import Incident
from maitre.shared.arrivals.tests.material import said, table
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Category

pytestmark = pytest.mark.django_db


def test_a_field_is_always_the_same_or_the_word_of_its_column(tmp_path: Path) -> None:
    fields = {
        "channel": {"always": "phone"},
        "location": {"from": "Service", "values": {"P1": "Pier 1"}, "others": "word"},
    }
    entries = [{"at": "Opened", "state": {"always": "new"}, "fields": fields}]
    rows = [f"{number},No ferry,Anna,,2024-05-06 12:00,,{word}" for number, word in enumerate(("P1", "Quay"))]
    assert said(table(tmp_path, *rows, entries=entries, ignore=["Closed"])) == []
    assert list(Incident.objects.order_by("pk").values_list("channel", "location")) == [
        ("phone", "Pier 1"),
        ("phone", "Quay"),
    ]


def test_names_of_a_source_stand_behind_its_prefix(tmp_path: Path) -> None:
    people = {"domain": "old-desk.invalid", "prefix": "Desk "}
    table(tmp_path, "1,No ferry,Anna,,2024-05-06 12:00,,Ferry", people=people)
    assert list(Person.objects.values_list("name", flat=True)) == ["Desk Anna"]


def test_a_category_is_what_the_mapping_says_its_word_means(tmp_path: Path) -> None:
    category = {"from": "Service", "values": {"Ferry": "Ships"}}
    entries = [{"at": "Opened", "state": {"always": "new"}, "category": category}]
    line = "1,No ferry,Anna,,2024-05-06 12:00,,Ferry"
    table(tmp_path, line, entries=entries, ignore=["Closed"], categories={"create": True})
    assert Category.objects.get().name == "Ships"

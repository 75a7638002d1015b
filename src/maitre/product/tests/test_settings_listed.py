"""The list of settings: complete, without secrets, and the same as the reference page."""

from pathlib import Path

import pytest

from maitre.product.cli.settings import as_markdown, listed
from maitre.product.environment import environment

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "settings.md"


def test_every_setting_of_the_contract_is_listed_with_what_it_is_for() -> None:
    rows = {row["name"]: row for row in listed()}
    promised = {
        "HOME",
        "DATABASE_URL",
        "DATABASE_DIRECT_URL",
        "POSTGRES_BIN",
        "TRUSTED_PROXIES",
        "SECRET_KEY",
    }
    promised |= {"BASE_URL", "SMTP_URL", "FILES_URL"}
    assert {f"MAITRE_{name}" for name in promised} | {"PORT"} <= rows.keys()
    assert all(row["description"] for row in rows.values())


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "smtp_url", "smtp://user:hunter2@mail.example")
    (row,) = [row for row in listed() if row["name"] == "MAITRE_SMTP_URL"]
    assert row["value"] == "(set)"


def test_the_reference_page_is_up_to_date() -> None:
    assert PAGE.read_text() == as_markdown(listed()), (
        "run: maitre settings --markdown > docs/reference/settings.md"
    )

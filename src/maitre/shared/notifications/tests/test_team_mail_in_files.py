"""What teams say about letters, kept in files: `maitre config plan | apply | export | schema`."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from maitre.kernel.errors import AlreadyChanged, Invalid
from maitre.product.cli import application, config
from maitre.shared.audit.models import AuditEvent
from maitre.shared.notifications.actions import choose_team_mail
from maitre.shared.notifications.models import TeamMail
from tests.cast import Cast

RULES = """\
kind: team_mail
key: desk
mailbox: desk@harbour.example
hours: working
urgent: false
paces: {team: hour, working: day}
"""


@pytest.fixture(autouse=True)
def _inside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own database is the installation."""
    monkeypatch.setattr(config, "installation", nullcontext)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mail.yaml").write_text(RULES)
    return tmp_path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(application(), ["config", *map(str, words)])


def rewrite(folder: Path, before: str, after: str) -> None:
    path = folder / "mail.yaml"
    path.write_text(path.read_text().replace(before, after))


def by_hand(cast: Cast, **paces: str) -> None:
    choose_team_mail(
        cast.teams["desk"], by=cast.actor("leo"), mailbox="", hours="always", urgent=True, paces=paces
    )


def test_rules_are_planned_applied_once_and_told_in_the_audit_book(cast: Cast, folder: Path) -> None:
    planned = run("plan", folder)
    assert (planned.exit_code, planned.stdout.splitlines()[0]) == (2, "+ team_mail desk  [mail.yaml:1]")
    assert not TeamMail.objects.exists()
    assert run("apply", folder).exit_code == 0
    made = TeamMail.objects.get()
    assert (made.team, made.mailbox, made.hours, made.urgent, made.paces) == (
        cast.teams["desk"],
        "desk@harbour.example",
        "working",
        False,
        {"team": "hour", "working": "day"},
    )
    assert run("plan", folder).exit_code == 0
    assert run("apply", folder).exit_code == 0
    assert AuditEvent.objects.filter(subject="team_mail desk").count() == 1


def test_an_edit_on_the_page_is_a_conflict_until_somebody_wins(cast: Cast, folder: Path) -> None:
    run("apply", folder)
    by_hand(cast, team="now")
    planned = json.loads(run("plan", folder, "--json").stdout)
    (conflict,) = [step for step in planned["steps"] if step["doing"] == "conflict"]
    assert (conflict["key"], conflict["changes"]["urgent"]) == ("desk", {"before": True, "after": False})
    assert isinstance(run("apply", folder).exception, AlreadyChanged)
    assert TeamMail.objects.get().paces == {"team": "now"}
    run("apply", folder, "--theirs")
    assert TeamMail.objects.get().paces == {"team": "now"}
    run("apply", folder, "--ours")
    assert TeamMail.objects.get().paces == {"team": "hour", "working": "day"}
    assert run("plan", folder).exit_code == 0


def test_what_is_exported_differs_in_nothing(cast: Cast, tmp_path: Path) -> None:
    choose_team_mail(
        cast.teams["network"], by=cast.actor("leo"), mailbox="Network@Harbour.example", hours="always",
        urgent=True, paces={"duty": "never", "assigned": "day"},
    )  # fmt: skip
    by_hand(cast)
    assert run("export", tmp_path).exit_code == 0
    assert "mailbox: Network@Harbour.example" in (tmp_path / "team_mail.yaml").read_text()
    planned = run("plan", tmp_path)
    assert planned.exit_code == 0, planned.stdout


def test_only_pruning_takes_rules_away_and_never_those_made_by_hand(cast: Cast, folder: Path) -> None:
    run("apply", folder)
    choose_team_mail(
        cast.teams["network"], by=cast.actor("leo"), mailbox="", hours="always", urgent=True, paces={}
    )
    (folder / "mail.yaml").unlink()
    assert run("plan", folder).exit_code == 0
    assert run("plan", folder, "--prune").exit_code == 2
    assert run("apply", folder, "--prune").exit_code == 0
    assert list(TeamMail.objects.values_list("team__key", flat=True)) == ["network"]


@pytest.mark.parametrize(
    ("before", "after", "line", "sentence"),
    [
        ("team: hour", "team: weekly", 6, "should match pattern"),
        ("team: hour", "boredom: hour", 6, "should match pattern"),
        ("hours: working", "hours: own", 4, "should be 'always' or 'working'"),
        ("desk@harbour.example", "desk", 3, "no e-mail address"),
        ("desk@harbour.example", f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'z' * 60}.{'z' * 60}.example", 3, ""),
        ("urgent: false", "urgent: sometimes", 5, "valid boolean"),
        ("urgent: false", "loud: false", 5, "no such field"),
        ("key: desk", "key: nobody", 2, "nobody"),
    ],
)
def test_bad_rules_are_refused_with_file_and_line(
    cast: Cast, folder: Path, before: str, after: str, line: int, sentence: str
) -> None:
    rewrite(folder, before, after)
    refused = run("apply", folder).exception
    assert isinstance(refused, Invalid)
    (error,) = refused.errors
    assert error.field == f"mail.yaml:{line}"
    assert sentence in error.message
    assert not TeamMail.objects.exists()


def test_editors_get_a_schema(cast: Cast) -> None:
    schema = json.loads(run("schema", "team_mail").stdout)
    assert set(schema["properties"]) == {"kind", "key", "mailbox", "hours", "urgent", "paces"}
    assert schema["additionalProperties"] is False


def test_an_address_that_is_too_long_is_refused_on_the_page_as_in_files(cast: Cast) -> None:
    long = f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'z' * 60}.{'z' * 60}.example"
    with pytest.raises(Invalid, match="e-mail address"):
        choose_team_mail(
            cast.teams["desk"], by=cast.actor("leo"), mailbox=long, hours="always", urgent=True, paces={}
        )

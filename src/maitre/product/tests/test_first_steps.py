"""The first administrator, and the commands an operator meets first: in a shell, in a new home."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from maitre.kernel.errors import Invalid
from maitre.product.first_steps import create_administrator
from maitre.product.launcher import database
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import Role
from maitre.shared.audit.models import AuditEvent
from maitre.shared.declarations.rules import kinds
from maitre.shared.organisation.models import Organisation, Person
from tests.cast import Cast

PASSWORD = "correct horse battery"


@pytest.mark.django_db
def test_the_first_administrator_gets_an_organisation_and_every_right_in_it(client: Client) -> None:
    person = create_administrator("Boss@Inn.example ", "The Boss", PASSWORD)
    assert (person.email, person.organisation.key) == ("boss@inn.example", "root")
    assert actor_for(person).holds(Role.ADMIN, organisation=person.organisation_id)
    assert client.login(username="boss@inn.example", password=PASSWORD)
    noted = list(AuditEvent.objects.values_list("what", "subject"))
    assert ("definition.created", "person boss@inn.example") in noted
    assert any(what == "grant_given" for what, _ in noted)
    assert not any(PASSWORD in sealed for sealed in AuditEvent.objects.values_list("sealed", flat=True))


@pytest.mark.django_db
def test_somebody_known_is_refused_and_stays_as_they_are() -> None:
    before = create_administrator("boss@inn.example", "The Boss", PASSWORD).password
    with pytest.raises(Invalid, match=r"boss@inn\.example exists already"):
        create_administrator("BOSS@inn.example", "Another", "another good password")
    assert Person.objects.get().password == before


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "password123", "boss@inn.example", ""])
def test_a_password_that_is_easy_to_guess_is_refused_and_nothing_is_made(password: str) -> None:
    with pytest.raises(Invalid, match="too easy to guess"):
        create_administrator("boss@inn.example", "The Boss", password)
    assert not Organisation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("email", ["boss", "boss@", "a b@inn.example", "boss\n@inn.example", ""])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Invalid, match="cannot be created"):
        create_administrator(email, "The Boss", PASSWORD)
    assert not Person.objects.exists()


def test_where_several_organisations_stand_at_the_top_one_must_be_named(cast: Cast) -> None:
    with pytest.raises(Invalid, match="At the top stand: harbour, summit"):
        create_administrator("boss@inn.example", "The Boss", PASSWORD)
    person = create_administrator("boss@inn.example", "The Boss", PASSWORD, "summit")
    assert actor_for(person).reach(Role.ADMIN) == {cast.organisations["foreign"].pk}


class Shell:
    """Runs `maitre` in a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {"MAITRE_HOME": str(self.home)}
        return subprocess.run(
            [sys.executable, "-m", "maitre", *arguments],
            input=text, capture_output=True, text=True, env=environment, check=False, timeout=120,
        )  # fmt: skip


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    home = tmp_path_factory.mktemp("operator") / "home"
    with database(home, fsync=False):
        yield Shell(home)


def test_an_operator_goes_from_nothing_to_definitions_in_files(shell: Shell, tmp_path: Path) -> None:
    made = shell("admin", "create", "boss@inn.example")
    assert made.returncode == 0, made.stderr
    assert "Password, shown this once: " in made.stdout

    again = shell("admin", "create", "boss@inn.example", "--password-stdin", text=f"{PASSWORD}\n")
    assert (again.returncode, again.stdout) == (1, "")
    assert "exists already" in again.stderr

    folder = str(tmp_path / "definitions")
    assert shell("config", "export", folder).returncode == 0
    plan = shell("config", "plan", folder)
    assert (plan.returncode, plan.stdout.strip()) == (
        0,
        "Plan: 0 to create, 0 to change, 0 to remove, 0 in conflict, 16 unchanged.",
    )

    teams = Path(folder, "team.yaml")
    teams.write_text(teams.read_text().replace("name: Service desk", "name: Front office"))
    plan = shell("config", "plan", folder)
    assert plan.returncode == 2
    assert '    name: "Service desk" → "Front office"' in plan.stdout
    told = json.loads(shell("config", "plan", folder, "--json").stdout)
    assert [step["key"] for step in told["steps"] if step["doing"] == "change"] == ["service-desk"]

    applied = shell("config", "apply", folder)
    assert (applied.returncode, applied.stderr) == (0, "")
    assert applied.stdout.strip().endswith(
        "Applied: 0 created, 1 changed, 0 removed, 0 settled as you said, 15 unchanged."
    )
    assert shell("config", "plan", folder).returncode == 0

    teams.write_text("kind: team\nkey: a b\n")
    refused = shell("config", "apply", folder)
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[:2] == [
        "maitre: There are 3 errors in these definitions; nothing was applied.",
        "  team.yaml:1: name: is missing",
    ]


def test_verifying_ends_with_1_only_when_something_differs(shell: Shell) -> None:
    shell("migrate")
    good = shell("verify")
    assert (good.returncode, good.stderr) == (0, "")
    assert "Everything is as it was written" in good.stdout
    assert json.loads(shell("verify", "--json").stdout)["good"] is True


def test_every_kind_has_a_schema_that_editors_understand(shell: Shell) -> None:
    schemas = json.loads(shell("config", "schema").stdout)
    assert set(schemas) == set(kinds())
    assert set(schemas) >= {
        "calendar",
        "organisation",
        "person",
        "team",
        "macro",
        "task_template",
        "recurrence",
    }
    assert all(each["additionalProperties"] is False for each in schemas.values())
    refused = shell("config", "schema", "car")
    assert (refused.returncode, "There is no kind “car”" in refused.stderr) == (1, True)

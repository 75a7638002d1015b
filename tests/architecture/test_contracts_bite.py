"""Every import-linter contract of pyproject.toml is seen failing: a violation planted in a copy is named."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
NAMES = {contract["id"]: contract["name"] for contract in CONTRACTS}

PLANTS = [
    # contract, file, line it gets, what the linter must say
    ("floors", "kernel/words.py", "import maitre.shared.jobs.rules", "maitre.kernel.words"),
    ("floors", "kit/web/markup.py", "import maitre.shared.access.rules", "maitre.kit.web.markup"),
    ("floors", "shared/audit/actions.py", "import maitre.operation.incident.rules", "maitre.shared.audit.actions"),
    ("floors", "plugins/__init__.py", "", "maitre.plugins"),
    ("shared", "shared/jobs/rules.py", "import maitre.shared.access.rules", "maitre.shared.jobs.rules"),
    ("shared", "shared/extras/__init__.py", "", "maitre.shared.extras"),
    ("operation", "operation/oncall/__init__.py", "import maitre.operation.incident.rules", "operation.oncall"),
    ("rooms", "operation/incident/rules.py", "import maitre.operation.incident.models", "incident.rules"),
    ("rooms", "operation/incident/actions/report.py", "import maitre.operation.incident.pages", "actions.report"),
    ("rooms", "operation/incident/utils.py", "", "maitre.operation.incident.utils"),
    ("faces", "faces/desk/pages/my_work.py", "import maitre.faces.portal", "maitre.faces.desk.pages.my_work"),
    ("face", "faces/portal/models.py", "", "maitre.faces.portal.models"),
    ("doors", "operation/incident/actions/report.py", "import maitre.shared.conversation.jobs", "actions.report"),
    ("pages", "operation/incident/actions/report.py", "import maitre.shared.conversation.pages.file", "actions.report"),
    ("doors", "faces/portal/pages/home.py", "import maitre.operation.incident.pages.list", "portal.pages.home"),
    ("rest", "operation/incident/actions/report.py", "import maitre.shared.access.rest.callers", "actions.report"),
    ("history", "shared/audit/actions.py", "import maitre.shared.audit.migrations", "maitre.shared.audit.actions"),
    ("history", "shared/audit/actions.py", "import maitre.shared.records.tests.test_query_sql", "audit.actions"),
    ("kernel", "kernel/states.py", "from django.utils import timezone", "django"),
    ("kit", "kit/web/markup.py", "import procrastinate", "procrastinate"),
    ("cycles", "kernel/states.py", "import maitre.kernel.priority", "maitre.kernel"),
]  # fmt: skip
CYCLE_BACK = ("kernel/priority.py", "import maitre.kernel.states")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources and the contracts, where they may be spoilt."""
    place = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        ROOT / "src" / "maitre",
        place / "maitre",
        ignore=lambda folder, names: {name for name in names if "." in name and not name.endswith(".py")},
    )
    shutil.copy(ROOT / "pyproject.toml", place)
    return place


def lint(place: Path, contract: str) -> subprocess.CompletedProcess[str]:
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--no-cache", "--contract", contract]
    return subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=60, check=False)


def plant(place: Path, file: str, line: str) -> str | None:
    """Add a line; gives what the file said before, None where there was none."""
    path = place / "maitre" / file
    before = path.read_text() if path.exists() else None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before or ''}\n{line}\n")
    return before


def restore(place: Path, file: str, before: str | None) -> None:
    path = place / "maitre" / file
    if before is not None:
        path.write_text(before)
    elif path.name == "__init__.py":
        shutil.rmtree(path.parent)
    else:
        path.unlink()


@pytest.mark.parametrize("contract", NAMES)
def test_the_copy_keeps_every_contract_before_anything_is_planted(copy: Path, contract: str) -> None:
    told = lint(copy, contract)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(("contract", "file", "line", "named"), PLANTS)
def test_a_planted_violation_breaks_its_contract_and_is_named(
    copy: Path, contract: str, file: str, line: str, named: str
) -> None:
    plants = [(file, line), *([CYCLE_BACK] if contract == "cycles" else [])]
    before = [(name, plant(copy, name, text)) for name, text in plants]
    try:
        told = lint(copy, contract)
    finally:
        for name, text in before:
            restore(copy, name, text)
    said = " ".join(told.stdout.split())
    assert told.returncode == 1, f"{contract} let it pass:\n{told.stdout}{told.stderr}"
    assert f"{NAMES[contract]} BROKEN" in said
    assert named in said


def test_no_contract_is_without_a_planted_violation() -> None:
    assert {contract for contract, *_ in PLANTS} == set(NAMES)


def test_every_floor_of_rooms_has_its_vocabulary_and_its_order_checked() -> None:
    """A floor that is new brings two lines of pyproject.toml with it: its order, and its rooms' vocabulary."""
    floors = {path.parent.name for path in (ROOT / "src" / "maitre").glob("*/__init__.py")}
    containers = {container for contract in CONTRACTS for container in contract.get("containers", ())}
    for floor in floors - {"kernel", "kit", "product"}:
        assert {f"maitre.{floor}", f"maitre.{floor}.*"} <= containers, f"no contract holds maitre.{floor}"

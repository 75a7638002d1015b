"""Nothing runs in Maitre whose purpose and licence are not written down."""

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "dependencies.md"
ROW = re.compile(r"^\| `(?P<name>[^`]+)` \|(?P<cells>.+)\|$", re.MULTILINE)


def documented(page: str, heading: str) -> dict[str, list[str]]:
    """Parts in the table under that heading, with the other cells of their row."""
    section = page.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return {row["name"]: [cell.strip() for cell in row["cells"].split("|")] for row in ROW.finditer(section)}


def normalised(requirement: str) -> str:
    """The name alone: "psycopg[binary,pool]~=3.2" is psycopg."""
    return re.split(r"[\[~<>=!; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def test_every_python_part_has_its_line_and_every_line_its_part() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    parts = {normalised(requirement) for requirement in project["dependencies"]}
    assert len(parts) > 10
    assert set(documented(PAGE.read_text(), "Python, at run time")) == parts


def test_every_part_for_the_browser_has_its_line_and_every_line_its_part() -> None:
    parts = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert set(documented(PAGE.read_text(), "In the browser")) == set(parts)


def test_each_line_says_what_for_what_it_replaces_and_the_licence() -> None:
    page = PAGE.read_text()
    rows = documented(page, "Python, at run time") | documented(page, "In the browser")
    assert {name for name, cells in rows.items() if len(cells) != 3 or not all(cells)} == set()


def test_a_tool_that_is_only_mentioned_is_not_taken_for_documented() -> None:
    page = "## Python, at run time\n\nWe like `django`.\n\n| `waitress` | web | gunicorn | ZPL |\n\n## Next\n"
    assert set(documented(page, "Python, at run time")) == {"waitress"}
    assert normalised("Psycopg[binary,pool]~=3.2") == "psycopg"

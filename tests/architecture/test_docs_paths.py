"""Documents name only what is there: every path in backticks, every link between pages, every heading linked to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "maitre"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FLOORS = ("kernel/", "kit/", "shared/", "operation/", "faces/", "product/")
TOP = ("src/", "tests/", "docs/", "scripts/", "examples/", "requirements/", ".ci/")
PATH = re.compile(r"[\w./-]+")


def named_paths(text: str) -> Iterator[tuple[str, Path]]:
    """What is written as code and is a path of the project: whole, or beginning at a floor of the house."""
    for found in CODE.findall(CODE_BLOCK.sub("", text)):
        if PATH.fullmatch(found):
            if found.startswith(TOP):
                yield found, ROOT / found
            elif found.startswith(FLOORS):
                yield found, SOURCE / found


def links(text: str) -> Iterator[str]:
    """Where links lead, those to other sites left out."""
    for target in LINK.findall(CODE_BLOCK.sub("", text)):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(text: str) -> set[str]:
    """Headings as they are linked to."""
    plain = (re.sub(r"[`*]", "", heading).lower() for heading in HEADING.findall(CODE_BLOCK.sub("", text)))
    return {re.sub(r"[^\w\- ]", "", heading).strip().replace(" ", "-") for heading in plain}


def broken(document: Path) -> Iterator[str]:
    text = document.read_text()
    for name, path in named_paths(text):
        if not path.exists():
            yield f"{document.name} names {name}"
    for target in links(text):
        name, _, anchor = target.partition("#")
        path = document.parent / name if name else document
        if not path.exists():
            yield f"{document.name} links to {target}"
        elif anchor and path.suffix == ".md" and anchor not in anchors(path.read_text()):
            yield f"{document.name} links to a heading that is not there: {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_document_names_and_links_only_what_is_there(document: Path) -> None:
    assert list(broken(document)) == []


def test_every_page_of_the_documentation_can_be_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page.suffix == ".md" and page not in reached and page.exists():
            reached.add(page)
            waiting += [page.parent / target.partition("#")[0] for target in links(page.read_text())]
    assert {page.relative_to(ROOT) for page in DOCUMENTS if page not in reached} == set()


def test_a_path_link_or_heading_that_is_not_there_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n\n`operation/incident/nothing.py` and `src/maitre/kernel/states.py`, [there](#one), [not](#two),"
        " [gone](gone.md), [out](https://example.org/x)\n\n```\n`shared/in_a_block.py`\n```\n"
    )
    assert list(broken(page)) == [
        "page.md names operation/incident/nothing.py",
        "page.md links to a heading that is not there: #two",
        "page.md links to gone.md",
    ]

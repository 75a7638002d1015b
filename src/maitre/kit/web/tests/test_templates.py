"""What holds for every template of the house: nothing inline, and no icon or mark that does not exist."""

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[3]
KIT = HOUSE / "kit" / "web"
TEMPLATES = sorted(HOUSE.rglob("*.html"))
ICONS = set((KIT / "icons.txt").read_text(encoding="utf-8").split())
MARKS = set(re.findall(r'<symbol id="([^"]+)"', (KIT / "static" / "marks.svg").read_text(encoding="utf-8")))
PHASES = ("draft", "queued", "active", "waiting", "done", "closed", "cancelled")

# Where templates and scripts name an icon: a drawing call, an icon argument, or an "icon" key.
ICON_NAMES = re.compile(r'(?:\b(?:draw|icon)\(|\bicon=|"icon": |situation\()"([a-z0-9-]+)"')


def named(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


LETTERS = {"shared/notifications/notices/letter.html"}
"""Programs that read mail know no style sheets of ours: what a letter looks like stands in it."""


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_carries_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert named(path) in LETTERS or not re.search(r"\sstyle\s*=", text), "style attribute"
    assert not re.search(r"<style\b", text), "style element"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "script without src"
    assert not re.search(r"\son[a-z]+\s*=", text), "event handler attribute"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_asks_for_anything_from_elsewhere(path: Path) -> None:
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_icon_a_template_names_is_in_the_list(path: Path) -> None:
    assert set(ICON_NAMES.findall(path.read_text(encoding="utf-8"))) <= ICONS


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_page_takes_a_name_away_that_its_frame_needs(path: Path) -> None:
    """What a page imports goes before its context, in the frame too: a macro `person` would be who is signed in."""
    text = path.read_text(encoding="utf-8")
    imported = " ".join(re.findall(r"{% from \S+ import ([^%]+)%}", text)) if "{% extends" in text else ""
    names = {part.split(" as ")[-1].strip() for part in imported.split(",")}
    assert names & {"person", "menu", "messages", "request", "csrf_token"} == set()


def test_the_search_for_icon_names_finds_each_way_of_naming_one() -> None:
    text = '{{ draw("a") }} {{ icon("b", 20) }} button("x", icon="c") {"icon": "d"} {% call situation("e", "Title") %}'
    assert ICON_NAMES.findall(text) == ["a", "b", "c", "d", "e"]


def test_each_phase_has_its_own_shape() -> None:
    assert {f"phase-{phase}" for phase in PHASES} <= MARKS


def test_no_template_is_longer_than_150_lines() -> None:
    assert [
        named(path) for path in TEMPLATES if len(path.read_text(encoding="utf-8").splitlines()) > 150
    ] == []

"""The joined sheet: layers first, everything in a layer, nothing from elsewhere, no colour outside the tokens."""

import re

import pytest

from maitre.kit.web.stylesheet import SOURCES, joined

FILES = sorted(SOURCES.glob("*.css"))


def test_the_layers_are_named_before_anything_else() -> None:
    assert joined().startswith("@layer reset, tokens, base, frame, components, pages;")


def test_every_file_is_in_it_and_comments_are_not() -> None:
    sheet = joined()
    assert "/*" not in sheet
    for path in FILES:
        rule = (
            re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            .strip()
            .splitlines()[-2]
        )
        assert rule.strip() in sheet, path.name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_everything_stands_in_a_layer(path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    depth, outside = 0, ""
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        outside += character if depth == 0 else ""
    assert depth == 0
    assert re.sub(r"@layer [a-z, ]+;?|\}|\s", "", outside) == ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere_and_nothing_is_physical(path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", text)
    assert not re.search(
        r"\b(?:margin|padding|border)-(?:left|right|top|bottom)\b|[\s;{](?:left|right):", text
    )
    assert "!important" not in text.replace("display: none !important", "")


def test_no_file_is_longer_than_200_lines() -> None:
    assert [path.name for path in FILES if len(path.read_text(encoding="utf-8").splitlines()) > 200] == []

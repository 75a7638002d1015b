"""What definition files may hold, and how each mistake is told: file, line, sentence."""

from pathlib import Path

import pytest

from maitre.kernel.errors import Invalid
from maitre.shared.declarations.actions import load

GOOD = "kind: calendar\nkey: shop\nname: Shop\nzone: Europe/Vienna\nweek: {mon: ['09:00-17:00']}\n"


def refusals(folder: Path, text: str | bytes, name: str = "a.yaml") -> list[tuple[str, str]]:
    """Where and what, of everything refused in a file with this text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Invalid) as refused:
        load(folder)
    return [(error.field, error.message) for error in refused.value.errors]


def test_definitions_may_be_split_into_files_and_folders_as_one_likes(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "one.yaml").write_text(GOOD + "---\n" + GOOD.replace("shop", "bar"))
    (tmp_path / "deep" / "two.yml").write_text(GOOD.replace("shop", "spa"))
    (tmp_path / ".hidden.yaml").write_text("no: definition")
    (tmp_path / "readme.txt").write_text("no definition")
    assert [each.name[1] for each in load(tmp_path)] == ["spa", "shop", "bar"]


def test_a_single_file_may_be_named_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(GOOD)
    assert len(load(tmp_path / "one.yaml")) == 1


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("kind: calender\nkey: x\n", 1, "“calender” is no kind of definition"),
        ("key: x\n", 1, "the kind is missing"),
        ("kind: [a]\nkey: x\n", 1, "is no kind of definition"),
        ("- kind: calendar\n", 1, "a definition has names and values"),
        ("just words\n", 1, "a definition has names and values"),
        (GOOD + "colour: red\n", 6, "colour: there is no such field"),
        (GOOD.replace("name: Shop\n", ""), 1, "name: is missing"),
        (GOOD.replace("zone: Europe/Vienna", "zone: 7"), 4, "zone: should be a valid string"),
        (GOOD.replace("key: shop", "key: The Shop"), 2, "key: "),
        (GOOD.replace("Europe/Vienna", "Europe/Atlantis"), 4, "no time zone “Europe/Atlantis”"),
        (GOOD.replace("mon", "moon"), 5, "week.moon"),
        (GOOD.replace("09:00-17:00", "nine to five"), 5, "nine to five"),
        (GOOD.replace("09:00-17:00", "17:00-09:00"), 5, "ends before it starts"),
        (GOOD + "exceptions: {2026-13-01: []}\n", 6, "2026-13-01"),
        (GOOD.replace("{mon: ['09:00-17:00']}", "{}"), 5, "At least one weekday needs working time"),
        (GOOD.replace("['09:00-17:00']", "[]"), 5, "At least one weekday needs working time"),
        (GOOD + "name: Again\n", 6, "“name” stands here twice"),
        ("kind: calendar\n  key: x\n", 2, "this is not YAML"),
        ("kind: calendar\nkey: [x\n", 3, "this is not YAML"),
        ("kind: !!python/object/apply:os.system ['true']\n", 1, "the tag !!python/object/apply:os.system"),
        ("kind: !secret x\n", 1, "the tag !secret is not used here"),
        ("kind: calendar\nname: &a x\nzone: *a\n", 2, "anchors and aliases"),
        ("kind: calendar\n<<: {key: x}\n", 2, "<<: there is no such field"),
        ("? [a, b]\n: c\n", 1, "must be one word or text"),
        ("kind: " + "[" * 200 + "]" * 200, 1, "nested deeper than 12 levels"),
        ("kind: calendar\nname: 'a\x01b'\n", 2, "the character U+0001 is not possible"),
        (GOOD.replace("Shop", '"S\\0hop"'), 3, "control characters"),
        (b"kind: calendar\nname: \xff\xfe\n", 2, "is not text in UTF-8"),
    ],
)
def test_every_mistake_is_told_with_file_and_line(
    tmp_path: Path, text: str | bytes, line: int, sentence: str
) -> None:
    found = refusals(tmp_path, text)
    assert any(where == f"a.yaml:{line}" and sentence in what for where, what in found), found


def test_a_thousand_laughs_cost_nothing(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert refusals(tmp_path, bomb) == [
        ("a.yaml:1", "anchors and aliases (& and *) are not used here; write the value out")
    ]


def test_all_mistakes_of_all_files_are_told_at_once_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("kind: nothing\n")
    found = refusals(tmp_path, GOOD.replace("Europe/Vienna", "7") + "---\nkind: neither\n")
    assert [where for where, _ in found] == ["a.yaml:4", "a.yaml:7", "b.yaml:1"]


def test_the_same_definition_in_two_files_is_refused_naming_both(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("---\n" + GOOD)
    assert refusals(tmp_path, GOOD) == [("b.yaml:2", "calendar “shop” stands already at a.yaml:1")]


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    assert refusals(tmp_path, "#" * (2 * 2**20 + 1)) == [("a.yaml:1", "is larger than 2 MB; split it")]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"There is no folder .*nowhere"):
        load(tmp_path / "nowhere")


def test_plain_words_stay_words(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(
        GOOD.replace("name: Shop", "name: no") + "exceptions: {2026-12-24: []}\n"
    )
    definition = load(tmp_path)[0].definition
    assert definition.content()["name"] == "no"
    assert definition.content()["exceptions"] == {"2026-12-24": []}

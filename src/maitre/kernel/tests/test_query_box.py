"""What the query box offers: removable chips and suggestions."""

import pytest

from maitre.kernel.query import (
    EVERYTHING,
    Field,
    FieldSet,
    Kind,
    all_of,
    chips,
    complete,
    parse,
    show,
    without,
)

FIELDS = FieldSet(
    [
        Field(
            name="state",
            kind=Kind.CHOICE,
            sql="state",
            choices={"new": "new", "on hold": "waiting"},
            named={"open": "phase:active"},
        ),
        Field(name="phase", kind=Kind.CHOICE, sql="phase", internal=True),
        Field(name="service", kind=Kind.REFERENCE, sql="service", source="service", nullable=True),
        Field(name="created", kind=Kind.INSTANT, sql="created"),
        Field(name="text", kind=Kind.WORDS, sql="words"),
    ]
)


def test_each_part_that_must_hold_is_a_chip_with_its_place() -> None:
    text = 'state:open  (a:1 OR b:1) -vpn service:"E-mail"'
    found = chips(parse(text))
    assert [chip.text for chip in found] == ["state:open", "a:1 OR b:1", "-vpn", 'service:"E-mail"']
    assert [text[slice(*chip.span)] for chip in found] == [
        "state:open",
        "(a:1 OR b:1)",
        "-vpn",
        'service:"E-mail"',
    ]


def test_a_chip_can_be_taken_away_until_nothing_is_left() -> None:
    tree = parse("a:1 b:1 c:1")
    tree = without(tree, chips(tree)[1])
    assert show(tree) == "a:1 c:1"
    tree = without(tree, 0)
    assert show(tree) == "c:1"
    assert without(tree, 0) == EVERYTHING
    assert chips(EVERYTHING) == ()
    with pytest.raises(IndexError):
        without(EVERYTHING, 0)


def test_queries_are_joined_part_by_part() -> None:
    assert show(all_of(parse("a:1 b:1"), parse("c:1 OR d:1"), EVERYTHING)) == "a:1 b:1 (c:1 OR d:1)"
    assert all_of(parse("a:1"), EVERYTHING) == parse("a:1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["state:", "service:", "created:", "text~"]),
        ("s", ["state:", "service:"]),
        ("vpn -ser", ["service:"]),
        ("(cr", ["created:"]),
        ("created", [":", "<", "<=", ">", ">="]),
        ("state:", ["open", "new", '"on hold"']),
        ("state:new,o", ["open", '"on hold"']),
        ("service:n", ["none"]),
        ("created>-", ["-2h", "-7d", "-2w"]),
        ("phase:", []),
        ("ph", []),
        ("unknown:", []),
        ('"st', []),
    ],
)
def test_suggests(text: str, expected: list[str]) -> None:
    assert [one.text for one in complete(text, len(text), FIELDS)] == expected


def test_a_suggestion_replaces_what_was_begun() -> None:
    text = "vpn sta more"
    (one,) = complete(text, 7, FIELDS)
    assert text[: one.start] + one.text + text[one.end :] == "vpn state: more"


def test_what_is_called_otherwise_elsewhere_is_found_and_told_by_that_name() -> None:
    words = {("service", ""): "Größe", ("state", "new"): "Neu"}

    def offered(text: str) -> list[tuple[str, str]]:
        found = complete(text, len(text), FIELDS, called=lambda *asked: words.get(asked, ""))
        return [(one.text, one.told) for one in found]

    assert offered("grö") == [("service:", "Größe")]
    assert offered("vpn -ser") == [("service:", "Größe")]
    assert offered("state:NE") == [("new", "Neu")]

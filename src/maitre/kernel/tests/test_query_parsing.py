"""The language as people write it, and every refusal with its place."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maitre.kernel.errors import Invalid
from maitre.kernel.query import (
    EVERYTHING,
    All,
    Condition,
    Either,
    Node,
    Not,
    Operator,
    QueryError,
    Value,
    Words,
    Wrong,
    parse,
    show,
)
from maitre.kernel.query.tree import DEEPEST, LONGEST_TEXT, MOST_CONDITIONS, PLAIN_VALUE


def is_(name: str, *values: str) -> Condition:
    return Condition(name, Operator.IS, tuple(map(Value, values)))


A, B, C = is_("a", "1"), is_("b", "1"), is_("c", "1")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", EVERYTHING),
        (" \n ", EVERYTHING),
        ("state:open", is_("state", "open")),
        ("State=open", is_("state", "open")),
        ("team:network,desk", is_("team", "network", "desk")),
        ('service:"E-mail"', Condition("service", Operator.IS, (Value("E-mail", True),))),
        ("service:“E-mail”", Condition("service", Operator.IS, (Value("E-mail", True),))),
        ('t:"a, (b)",c', Condition("t", Operator.IS, (Value("a, (b)", True), Value("c")))),
        ('t:"say \\"hi\\" C:\\temp"', Condition("t", Operator.IS, (Value('say "hi" C:\\temp', True),))),
        ("priority<=2", Condition("priority", Operator.AT_MOST, (Value("2"),))),
        ("created>-7d", Condition("created", Operator.ABOVE, (Value("-7d"),))),
        ("created:>2030-01-01", Condition("created", Operator.ABOVE, (Value("2030-01-01"),))),
        (
            "at>=2030-01-01T10:00+02:00",
            Condition("at", Operator.AT_LEAST, (Value("2030-01-01T10:00+02:00"),)),
        ),
        ('text~"vpn drops"', Condition("text", Operator.WORDS, (Value("vpn drops", True),))),
        ("number:INC-1042", is_("number", "INC-1042")),
        ("vpn", Words("vpn")),
        ('"vpn drops"', Words("vpn drops")),
        ("Mail - send", All((Words("Mail"), Words("-"), Words("send")))),
        ("printer, 10:30 joe@x.example", All((Words("printer,"), Words("10:30"), Words("joe@x.example")))),
        ("-team:desk", Not(is_("team", "desk"))),
        ("team!=desk", Not(is_("team", "desk"))),
        ("NOT vpn", Not(Words("vpn"))),
        ("not vpn", All((Words("not"), Words("vpn")))),
        ("--vpn", Not(Not(Words("vpn")))),
        ("a:1 b:1", All((A, B))),
        ("a:1 AND b:1", All((A, B))),
        ("a:1 b:1 OR c:1", Either((All((A, B)), C))),
        ("a:1 (b:1 OR c:1)", All((A, Either((B, C))))),
        ("-(a:1 b:1)", Not(All((A, B)))),
        ("((a:1))", A),
        ("printer(2nd floor)", All((Words("printer"), All((Words("2nd"), Words("floor")))))),
        ("é 日本", All((Words("é"), Words("日本")))),
        ("my_value.", Words("my_value.")),
    ],
)
def test_is_read_as(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "kind", "start", "end"),
    [
        ("x" * 4_001, Wrong.TOO_LONG, 4_000, 4_001),
        ("x" * 10_000, Wrong.TOO_LONG, 4_000, 10_000),
        ("vpn\0", Wrong.BAD_CHARACTER, 3, 4),
        ("vpn \ud800", Wrong.BAD_CHARACTER, 4, 5),
        ("a:1 " * 201, Wrong.TOO_MANY, 802, 804),
        ("number:" + ",".join("1" * 201), Wrong.TOO_MANY, 407, 408),
        ("(" * 31 + "a" + ")" * 31, Wrong.TOO_DEEP, 30, 31),
        ("-" * 3_000 + "a", Wrong.TOO_DEEP, 31, 32),
        ("(" * 4_000, Wrong.TOO_DEEP, 30, 31),
        ('vpn "drops', Wrong.OPEN_QUOTE, 4, 5),
        ('service:"E-mail', Wrong.OPEN_QUOTE, 8, 9),
        ('"ends with \\"', Wrong.OPEN_QUOTE, 0, 1),
        ("a:1 (b:1", Wrong.OPEN_PARENTHESIS, 4, 5),
        ("(", Wrong.OPEN_PARENTHESIS, 0, 1),
        ("a:1)", Wrong.STRAY_PARENTHESIS, 3, 4),
        (")", Wrong.STRAY_PARENTHESIS, 0, 1),
        ("a:1 ( )", Wrong.EMPTY_PARENTHESES, 4, 7),
        ("state:", Wrong.MISSING_VALUE, 0, 6),
        ("vpn state: open", Wrong.MISSING_VALUE, 4, 10),
        ("team:network,", Wrong.MISSING_VALUE, 0, 13),
        ("a==1", Wrong.MISSING_VALUE, 2, 4),
        ("AND (", Wrong.MISSING_CONDITION, 0, 3),
        ("OR", Wrong.MISSING_CONDITION, 0, 2),
        ("a:1 OR", Wrong.MISSING_CONDITION, 4, 6),
        ("a:1 AND OR b:1", Wrong.MISSING_CONDITION, 4, 7),
        ("(a:1 AND )", Wrong.MISSING_CONDITION, 5, 8),
        ("vpn NOT", Wrong.MISSING_CONDITION, 4, 7),
        ("-OR a", Wrong.MISSING_CONDITION, 0, 1),
        ('team:"a"b', Wrong.MISSING_SPACE, 8, 9),
    ],
)
def test_is_refused_at(text: str, kind: Wrong, start: int, end: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    assert (error.kind, error.start, error.end) == (kind, start, end)
    assert isinstance(error, Invalid)
    assert error.errors[0].code == kind.value
    assert f"(at character {start + 1})" in str(error)


def test_two_hundred_conditions_are_accepted() -> None:
    tree = parse("a:1 " * MOST_CONDITIONS)
    assert isinstance(tree, All)
    assert len(tree.parts) == MOST_CONDITIONS


def test_thirty_levels_are_accepted() -> None:
    assert parse("(" * DEEPEST + "a:1" + ")" * DEEPEST) == A
    assert show(parse("-" * DEEPEST + "a:1")) == "-" * DEEPEST + "a:1"


def test_every_part_knows_its_place() -> None:
    text = "a:1  -team:desk (b:1 OR c:1)"
    tree = parse(text)
    assert isinstance(tree, All)
    assert [text[slice(*part.span)] for part in tree.parts] == ["a:1", "-team:desk", "(b:1 OR c:1)"]


@pytest.mark.parametrize(
    "make",
    [
        lambda: Value("two words"),
        lambda: Value(""),
        lambda: Condition("owner password", Operator.IS, (Value("x"),)),
        lambda: Condition("a", Operator.IS, ()),
        lambda: All((A,)),
        lambda: Either((A,)),
        lambda: Not(EVERYTHING),
    ],
)
def test_a_tree_that_cannot_be_written_cannot_be_made(make: "type[Node]") -> None:
    with pytest.raises(ValueError, match=r"."):
        make()


STORABLE = st.text(
    alphabet=st.one_of(
        st.sampled_from('ab1-:<>=~!,.()"“”„\\ \tORANDNT'),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=12,
)
NAMES = st.from_regex(r"[a-z_][a-z0-9_.]{0,8}", fullmatch=True)
VALUES = st.one_of(
    STORABLE.map(lambda text: Value(text, True)),
    STORABLE.filter(PLAIN_VALUE.fullmatch).map(Value),
    st.sampled_from([Value("me"), Value("-7d"), Value("a:b"), Value('"\\', True), Value("\\", True)]),
)
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(
        Condition, NAMES, st.sampled_from(Operator), st.lists(VALUES, min_size=1, max_size=4).map(tuple)
    ),
    st.builds(
        Words, st.one_of(STORABLE, st.sampled_from(["OR", "NOT", "-", "--", "-a", "a:b", "(", "a<b", "x:"]))
    ),
)


def groups(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    return st.one_of(st.builds(Not, parts), st.builds(All, several), st.builds(Either, several))


TREES = st.one_of(st.just(EVERYTHING), st.recursive(LEAVES, groups, max_leaves=25))


@given(TREES)
def test_parsing_what_is_shown_gives_the_same_tree(tree: Node) -> None:
    text = show(tree)
    assume(len(text) <= LONGEST_TEXT)
    assert parse(text) == tree


GARBAGE = st.one_of(
    st.text(),
    st.text(alphabet='ab:<>=~!,.()-"“”\\ \0', max_size=60),
    st.lists(
        st.sampled_from(["a:", "b", "OR ", "AND ", "NOT ", "-", "(", ")", '"', ",", " ", "x>1", "!="])
    ).map("".join),
)


@given(GARBAGE)
def test_any_text_is_a_query_or_is_refused_within_itself(text: str) -> None:
    places: tuple[int, int] | None = None
    try:
        tree = parse(text)
    except QueryError as error:
        places = (error.start, error.end)
    if places:
        assert 0 <= places[0] < places[1] <= len(text)
    else:
        assert parse(show(tree)) == tree

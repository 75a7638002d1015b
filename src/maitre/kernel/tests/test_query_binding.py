"""What a query means: the allow-list, the values of each kind, none, me, named values, and time in a zone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maitre.kernel.query import (
    Context,
    Field,
    FieldSet,
    Kind,
    QueryError,
    Wrong,
    bind,
    matches,
    parse,
    to_sql,
)

NOW = datetime(2030, 4, 2, 9, 0, tzinfo=UTC)  # two days after summer time began in Paris
TEAMS = {"network": 1, "desk": 2}


def ids_of(source: str, name: str) -> Sequence[int]:
    return [TEAMS[name]] if source == "team" and name in TEAMS else []


CONTEXT = Context(now=NOW, zone=ZoneInfo("Europe/Paris"), person_id=7, resolve=ids_of)
FIELDS = FieldSet(
    [
        Field(
            name="state",
            kind=Kind.CHOICE,
            sql="r.state",
            choices={"new": "new", "In progress": "active"},
            named={"Open": "phase:queued,active", "mine": "assignee:me", "loop": "state:loop"},
        ),
        Field(name="phase", kind=Kind.CHOICE, sql="r.phase", internal=True),
        Field(name="priority", kind=Kind.NUMBER, sql="r.priority"),
        Field(name="team", kind=Kind.REFERENCE, sql="r.team_id", source="team", nullable=True),
        Field(
            name="assignee",
            kind=Kind.REFERENCE,
            sql="r.assignee_id",
            source="person",
            nullable=True,
            person=True,
        ),
        Field(name="created", kind=Kind.INSTANT, sql="r.created_at"),
        Field(name="due", kind=Kind.INSTANT, sql="r.due", nullable=True),
        Field(name="major", kind=Kind.FLAG, sql="r.major"),
        Field(name="text", kind=Kind.WORDS, sql="r.words"),
        Field(name="share", kind=Kind.CHOICE, sql="r.data->>'100%'"),
    ]
)
ROW = {
    "state": "active",
    "phase": "active",
    "priority": 2,
    "team": None,
    "assignee": 7,
    "created": datetime(2030, 4, 1, 22, 30, tzinfo=UTC),  # 2 April, half past midnight, in Paris
    "due": None,
    "major": True,
    "text": "VPN drops in the café, see INC-1042",
    "share": "all",
}


def holds(text: str, context: Context = CONTEXT, **changes: object) -> bool:
    return matches(bind(parse(text), FIELDS, context), ROW | changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "state:open",
        "state:OPEN",
        'state:"In progress"',
        "state:new,open",
        "-state:new",
        "priority<=2",
        "priority:1,2",
        "priority>1.5",
        "assignee:me",
        "state:mine",
        "-team:desk",
        "team:none",
        "team:network,none",
        "-due<2h",
        "created:today",
        "created:2030-04-02",
        "created:2030-04",
        "created:2030",
        "created>2030-04-01",
        "created<=2030-04-02",
        "created:2030-04-02T00:30",
        "created:2030-04-01T22:30Z",
        "created:-1d",
        "created>-12h",
        "major:yes",
        "vpn",
        "CAFE",
        "dro*",
        "vpn - drops",
        'text:"drops vpn"',
        "1042",
        "inc-1042",
        "printer OR vpn",
        "-(printer OR team:desk)",
    ],
)
def test_matches(text: str) -> None:
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "-state:open",
        "state:new",
        "priority>2",
        "priority<2",
        "assignee:none",
        "assignee:unknown",
        "team:desk",
        "created:yesterday",
        "created>today",
        "created>2030-04-02",
        "created<2030-04-02",
        "created>-10h",
        "created:2h",
        "due>-7d",
        "major:no",
        "vpn printer",
        "rop*",
        "-vpn",
        "inc-104",
    ],
)
def test_does_not_match(text: str) -> None:
    assert not holds(text)


def test_days_are_steps_of_the_wall_clock_and_hours_elapsed_time() -> None:
    last_sunday = datetime(
        2030, 3, 30, 10, 0, tzinfo=UTC
    )  # 11:00 in Paris before the change, as now after it
    assert holds("created>=-3d", created=last_sunday)
    assert not holds("created>=-3d", created=last_sunday - timedelta(minutes=1))
    assert not holds("created>=-70h", created=last_sunday)
    assert holds("created>=-71h", created=last_sunday)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("created:2030-04-02", True, False),
        ("created>=2030-04-02", True, True),
        ("created>2030-04-02", False, True),
        ("created<2030-04-02", False, False),
        ("created<=2030-04-02", True, False),
    ],
)
def test_a_day_begins_with_its_first_instant_and_ends_before_the_next(
    text: str, first: bool, last: bool
) -> None:
    midnight = datetime(2030, 4, 1, 22, 0, tzinfo=UTC)
    assert holds(text, created=midnight) is first
    assert holds(text, created=midnight + timedelta(days=1)) is last


def test_bare_words_are_refused_where_no_text_can_be_searched() -> None:
    with pytest.raises(QueryError, match="there is no text to search here") as caught:
        bind(parse("priority:1 vpn"), FieldSet(field for field in FIELDS if field.name != "text"), CONTEXT)
    assert (caught.value.kind, caught.value.start, caught.value.end) == (Wrong.UNKNOWN_FIELD, 11, 14)


@pytest.mark.parametrize(
    ("text", "kind", "start", "end", "suggestion"),
    [
        ("vpn stat:open", Wrong.UNKNOWN_FIELD, 4, 8, "state"),
        ("owner__password:x", Wrong.UNKNOWN_FIELD, 0, 15, None),
        ("phase:active", Wrong.UNKNOWN_FIELD, 0, 5, "share"),
        ("http://x.example", Wrong.UNKNOWN_FIELD, 0, 4, None),
        ("state:nwe", Wrong.UNKNOWN_VALUE, 6, 9, "new"),
        ('state:"open"', Wrong.UNKNOWN_VALUE, 6, 12, "Open"),
        ("team<desk", Wrong.WRONG_OPERATOR, 0, 9, None),
        ("priority~2", Wrong.WRONG_OPERATOR, 0, 10, None),
        ("priority<2,3", Wrong.ONE_VALUE, 0, 12, None),
        ("priority:high", Wrong.BAD_NUMBER, 9, 13, None),
        ("priority:1e9", Wrong.BAD_NUMBER, 9, 12, None),
        ("priority:9999999999999999", Wrong.BAD_NUMBER, 9, 25, None),
        ("created>soon", Wrong.BAD_TIME, 8, 12, None),
        ("created:2030-02-30", Wrong.BAD_TIME, 8, 18, None),
        ("created>-99999w", Wrong.BAD_TIME, 8, 15, None),
        ("created:0001-01-01", Wrong.BAD_TIME, 8, 18, None),
        ("created:9999-12-31", Wrong.BAD_TIME, 8, 18, None),
        ("major:maybe", Wrong.BAD_FLAG, 6, 11, None),
        ("🔥", Wrong.NO_WORDS, 0, 1, None),
        ('text~"..."', Wrong.NO_WORDS, 5, 10, None),
        ("priority:none", Wrong.NEVER_EMPTY, 9, 13, None),
    ],
)
def test_is_refused_at(text: str, kind: Wrong, start: int, end: int, suggestion: str | None) -> None:
    with pytest.raises(QueryError) as caught:
        bind(parse(text), FIELDS, CONTEXT)
    error = caught.value
    assert (error.kind, error.start, error.end, error.suggestion) == (kind, start, end, suggestion)


def test_me_means_nobody_where_no_person_asks_and_the_named_value_is_pointed_at() -> None:
    nobody = Context(now=NOW, zone=UTC)
    for text, start, end in (("assignee:me", 9, 11), ("vpn state:mine", 10, 14)):
        with pytest.raises(QueryError) as caught:
            bind(parse(text), FIELDS, nobody)
        assert (caught.value.kind, caught.value.start, caught.value.end) == (Wrong.NOBODY, start, end)


def test_n35_a_hidden_field_is_refused_word_for_word_like_an_unknown_one() -> None:
    def sentence(fields: FieldSet, name: str) -> str:
        with pytest.raises(QueryError) as caught:
            bind(parse(f"{name}:1"), fields, CONTEXT)
        return str(caught.value).replace(name, "NAME")

    narrow = FieldSet(field for field in FIELDS if field.name != "priority")
    assert sentence(narrow, "priority") == sentence(narrow, "prioritz")


def test_n35_a_hidden_name_cannot_be_told_from_an_unknown_one() -> None:
    bound = bind(parse("team:secret,desk"), FIELDS, CONTEXT)
    assert [(one.field, one.name, one.start, one.end) for one in bound.unresolved] == [
        ("team", "secret", 5, 11)
    ]
    assert to_sql(bound) == ("r.team_id = %s", [2])
    assert to_sql(bind(parse("team:secret"), FIELDS, CONTEXT)) == ("FALSE", [])


def test_quotes_make_a_value_plain_text() -> None:
    bound = bind(parse('assignee:"me"'), FIELDS, CONTEXT)
    assert [one.name for one in bound.unresolved] == ["me"]


def test_a_named_value_that_leads_to_itself_is_a_mistake_of_the_definition() -> None:
    with pytest.raises(ValueError, match="leads back to itself"):
        bind(parse("state:loop"), FIELDS, CONTEXT)


def test_an_object_is_read_by_its_attributes_and_a_collection_is_many() -> None:
    bound = bind(parse("team:desk"), FIELDS, CONTEXT)
    assert matches(bound, SimpleNamespace(team=[1, 2]))
    assert not matches(bound, SimpleNamespace(team=[]))


@pytest.mark.parametrize(
    ("text", "sql", "parameters"),
    [
        ("", "TRUE", []),
        ("state:open", "r.phase = ANY(%s)", [["queued", "active"]]),
        ("team:none", "r.team_id IS NULL", []),
        ("-team:desk", "(r.team_id = %s) IS NOT TRUE", [2]),
        ("-major:yes", "NOT (r.major = %s)", [True]),
        (
            "-(major:yes OR priority<2)",
            "(NOT (r.major = %s) AND NOT ((r.priority < %s)))",
            [True, 2],
        ),
        ("share:x", "r.data->>'100%%' = %s", ["x"]),
        ("vpn*", "r.words @@ %s::tsquery", ["'vpn':*"]),
        ('"my value"', "r.words @@ %s::tsquery", ["'my' & ('value' | 'valu' | 's:valu')"]),
    ],
)
def test_becomes_sql(text: str, sql: str, parameters: list[object]) -> None:
    assert to_sql(bind(parse(text), FIELDS, CONTEXT)) == (sql, parameters)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters='\0"\\'), max_size=30))
def test_n45_a_value_never_becomes_sql(text: str) -> None:
    for query, sql in (('share:"{}"', "r.data->>'100%%' = %s"), ('-team:"{}"', "(FALSE) IS NOT TRUE")):
        fragment, parameters = to_sql(bind(parse(query.format(text)), FIELDS, CONTEXT))
        assert fragment == sql
        assert parameters in ([text], [])


def test_a_field_that_makes_no_sense_cannot_be_defined() -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        Field(name="Owner password", kind=Kind.FLAG, sql="x")
    with pytest.raises(ValueError, match="needs a source"):
        Field(name="team", kind=Kind.REFERENCE, sql="x")
    with pytest.raises(ValueError, match="needs one column"):
        Field(name="cost", kind=Kind.NUMBER, sql="EXISTS (SELECT 1 FROM costs WHERE amount {test})")
    with pytest.raises(ValueError, match="with a zone"):
        Context(now=datetime(2030, 1, 1), zone=UTC)  # noqa: DTZ001

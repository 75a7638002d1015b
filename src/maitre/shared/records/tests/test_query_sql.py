"""The two evaluators of the query language agree: PostgreSQL and Python pick the same rows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maitre.kernel.forms import forms
from maitre.kernel.query import Bound, Context, Field, FieldSet, Kind, bind, matches, parse, show, to_sql

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 4, 2, 9, 0, tzinfo=UTC)
TEAMS = {"network": [1], "desk": [2], "both": [1, 2]}


def ids_of(source: str, name: str) -> Sequence[int]:
    return TEAMS.get(name, ()) if source == "team" else ()


CONTEXT = Context(now=NOW, zone=ZoneInfo("Europe/Paris"), person_id=7, resolve=ids_of)
FIELDS = FieldSet(
    [
        Field(
            name="state",
            kind=Kind.CHOICE,
            sql="q.state",
            choices={"new": "new", "active": "active", "waiting": "waiting"},
            named={"open": "state:new,active", "late": "due<now -state:waiting"},
        ),
        Field(name="priority", kind=Kind.NUMBER, sql="q.priority"),
        Field(name="cost", kind=Kind.NUMBER, sql="q.cost", nullable=True),
        Field(name="team", kind=Kind.REFERENCE, sql="q.team", source="team", nullable=True),
        Field(name="assignee", kind=Kind.REFERENCE, sql="q.assignee", source="p", nullable=True, person=True),
        Field(name="created", kind=Kind.INSTANT, sql="q.created"),
        Field(name="due", kind=Kind.INSTANT, sql="q.due", nullable=True),
        Field(name="major", kind=Kind.FLAG, sql="q.major", nullable=True),
        Field(name="site", kind=Kind.CHOICE, sql="q.data->>'site %'", nullable=True),
        Field(name="text", kind=Kind.WORDS, sql="q.words"),
        Field(
            name="watcher",
            kind=Kind.REFERENCE,
            sql="EXISTS (SELECT 1 FROM unnest(q.watchers) AS w (person) WHERE w.person {test})",
            source="team",
            nullable=True,
            person=True,
        ),
    ]
)

TEXTS = ["VPN drops", "café INC-1042", "日本語のVPN", "my_value 'quoted' & | !", "", "drop printer"]
MOMENTS = st.sampled_from([0, 1, -1, 2, -12, -24, -33, -35, -168, 24, 8760]).map(
    lambda h: NOW + timedelta(hours=h)
)
Row = Mapping[str, object]
ROWS: st.SearchStrategy[Row] = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["new", "active", "waiting"]),
        "priority": st.integers(1, 5),
        "cost": st.none() | st.decimals(-10, 10, places=2),
        "team": st.none() | st.integers(1, 3),
        "assignee": st.none() | st.sampled_from([7, 8]),
        "created": MOMENTS,
        "due": st.none() | MOMENTS,
        "major": st.none() | st.booleans(),
        "site": st.none() | st.sampled_from(["Paris", "O'Hare", "100%", "%s", ""]),
        "text": st.sampled_from(TEXTS),
        "watcher": st.lists(st.sampled_from([1, 2, 7]), max_size=2),
    }
)
WRITTEN = """
    state:open state:late state:new,waiting state:open,waiting state!=active priority<=2 priority>3
    priority:1,5 priority<2.5 cost>0 cost<=-1.25 cost:0 cost:none cost:none,1 team:network
    team:network,desk team:both team:secret team:none,desk team:none assignee:me assignee:none
    assignee:me,none created>-1d created>=-24h created:today created:yesterday created>2030-04-01
    created<=2030-04-01 created:2030-03 created:-7d due<now due:2h due<1h due:none due:tomorrow
    major:yes major:no major:none site:Paris site:"O'Hare" site:"100%" site:"%s" site:"" site:none
    site:"x';DROP" vpn dro* 1042 inc1042 1* 日 本語 my_value cafe text~"vpn_drops" watcher:me watcher:desk
    watcher:both watcher:none watcher:none,network
"""
LEAVES = st.sampled_from([*WRITTEN.split(), 'text~"vpn drops"'])
QUERIES = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        parts.map("-({})".format),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: f"({' '.join(some)})"),
        st.lists(parts, min_size=2, max_size=3).map(lambda some: f"({' OR '.join(some)})"),
    ),
    max_leaves=8,
)


COLUMNS = """id int, state text NOT NULL, priority smallint NOT NULL, cost numeric, team bigint, assignee int,
    created timestamptz NOT NULL, due timestamptz, major boolean, data jsonb, words tsvector NOT NULL,
    watchers bigint[] NOT NULL"""


@pytest.fixture
def table() -> None:
    """Gone with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE queried ({COLUMNS}) ON COMMIT DROP")


def fill(rows: Sequence[Row]) -> None:
    plain = ("state", "priority", "cost", "team", "assignee", "created", "due", "major", "site")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM queried")
        cursor.executemany(
            "INSERT INTO queried VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s,"
            " jsonb_build_object('site %%', %s::text), array_to_tsvector(%s::text[]), %s::bigint[])",
            [
                [number, *(row[name] for name in plain), forms(str(row["text"])), row["watcher"]]
                for number, row in enumerate(rows)
            ],
        )


def picked_by_sql(bound: Bound) -> list[int]:
    condition, parameters = to_sql(bound)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM queried q WHERE {condition} ORDER BY id", parameters)
        return [number for (number,) in cursor.fetchall()]


def picked_by_python(bound: Bound, rows: Sequence[Row]) -> list[int]:
    return [number for number, row in enumerate(rows) if matches(bound, row)]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=4, max_size=12), queries=st.lists(QUERIES, min_size=1, max_size=6))
def test_postgresql_and_python_pick_the_same_rows(table: None, rows: list[Row], queries: list[str]) -> None:
    fill(rows)
    for query in queries:
        bound = bind(parse(query), FIELDS, CONTEXT)
        again = bind(parse(show(parse(query))), FIELDS, CONTEXT)
        chosen = picked_by_python(bound, rows)
        assert picked_by_sql(bound) == chosen, query
        assert picked_by_sql(again) == chosen, query
        refused = bind(parse(f"-({query})"), FIELDS, CONTEXT)
        assert sorted(chosen + picked_by_sql(refused)) == list(range(len(rows))), query


def row(**changes: object) -> Row:
    plain: dict[str, object] = {
        "state": "new",
        "priority": 3,
        "cost": None,
        "team": None,
        "assignee": None,
        "created": NOW,
        "due": None,
        "major": None,
        "site": None,
        "text": "",
        "watcher": [],
    }
    return plain | changes


@pytest.mark.parametrize(
    ("query", "picked"),
    [
        ("", [0, 1, 2]),
        ("team:network", [1]),
        ("-team:network", [0, 2]),
        ("cost>0.5", [1]),
        ("-cost>0.5", [0, 2]),
        ("team:secret", []),
        ("-team:secret", [0, 1, 2]),
        ("watcher:none", [0, 2]),
        ('site:"\';DROP TABLE queried;--"', []),
        ("'quoted'", [2]),
        ("vpn 日", [1]),
        ("created:today major:none", [0, 1, 2]),
    ],
)
def test_postgresql_picks(table: None, query: str, picked: list[int]) -> None:
    fill(
        [
            row(),
            row(team=1, cost=Decimal("0.51"), text="日本のVPN", watcher=[7]),
            row(team=3, cost=Decimal("0.5"), text="it's 'quoted'"),
        ]
    )
    assert picked_by_sql(bind(parse(query), FIELDS, CONTEXT)) == picked


def test_two_hundred_conditions_are_answered(table: None) -> None:
    fill([row(priority=2)])
    query = " OR ".join(["priority:1"] * 199 + ["priority:2"])
    assert picked_by_sql(bind(parse(query), FIELDS, CONTEXT)) == [0]


def test_the_largest_text_that_words_keeps_fits_into_a_tsvector(table: None) -> None:
    huge = " ".join(f"{number:07d}" + "\u0436" * 33 for number in range(20_000))
    fill([row(text=huge)])
    assert picked_by_sql(bind(parse("0000001" + "\u0436" * 33), FIELDS, CONTEXT)) == [0]

"""People as an administrator sees them, where there are twenty thousand: a page at a time, and never all of them."""

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.plans import Plan, buffers, steps

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
PEOPLE = 20_000
MOST_BUFFERS = 400
MOST_ROWS = 3_000
_PEOPLE = """
    INSERT INTO organisation_person (password, email, name, folded_name, organisation_id, language, zone, theme,
                                     density, single_keys, is_active, created_at)
    SELECT '', 'p' || n || '@harbour.example', 'Person ' || lpad(n::text, 5, '0'), 'person ' || lpad(n::text, 5, '0'),
           %s, 'en', 'UTC', 'system', 'compact', true, n %% 10 > 0, now()
      FROM generate_series(1, %s) n
"""


@pytest.fixture(scope="module")
def crowd(cast_of_many: "Cast") -> "Cast":
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [cast_of_many.organisations["harbour"].pk, PEOPLE])
        cursor.execute("ANALYZE organisation_person")
    connection.check_constraints()  # once: what is left to check at the end is checked after every test
    return cast_of_many


@pytest.fixture
def ada(crowd: "Cast") -> Client:
    client = Client()
    client.force_login(crowd.person("ada"))
    return client


def read(step: Plan) -> float:
    """Rows of people that a step reads, also those it throws away."""
    if step.get("Relation Name") != "organisation_person":
        return 0
    return float((step["Actual Rows"] + step.get("Rows Removed by Filter", 0)) * step["Actual Loops"])


def next_page(text: str) -> str:
    found = re.search(r'href="([^"]*cursor=[^"]+)"[^>]*>(?:(?!</a>).)*Next', text, re.DOTALL)
    assert found
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    "query", ["", "?show=left", "?q=person+00", "?q=p1999", "?q=nobody", "?q=PERSON+1234"]
)
def test_no_page_reads_all_people(ada: Client, query: str) -> None:
    """Two pages of fifty, and up to a thousand that are counted."""
    url = f"/administration/people{query}"
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            text = ada.get(url).content.decode()
        assert text.count('<div class="what">') <= 50
        plans = []
        for each in asked.captured_queries[2:]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {each['sql']}")
                plans.append(cursor.fetchone()[0][0]["Plan"])
        assert sum(map(buffers, plans)) < MOST_BUFFERS
        assert sum(read(step) for plan in plans for step in steps(plan)) < MOST_ROWS
        if "cursor=" not in text:
            break
        url = next_page(text)


def test_pages_follow_each_other_without_a_gap(ada: Client) -> None:
    first = ada.get("/administration/people?q=person+0").content.decode()
    second = ada.get(next_page(first)).content.decode()
    names = re.findall(r"Person (\d{5})<", first + second)
    active = [f"{n:05}" for n in range(1, PEOPLE) if n % 10][:100]
    assert names == active


def test_many_are_counted_as_more_than_a_thousand(ada: Client) -> None:
    assert "More than 1000 people" in ada.get("/administration/people").content.decode()
    assert "9 people" in ada.get("/administration/people?q=person+1234").content.decode()


def test_a_place_that_is_none_is_refused(ada: Client) -> None:
    assert ada.get("/administration/people?cursor=nonsense").status_code == 422

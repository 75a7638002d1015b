"""What waits for somebody, among many records: looked up from their notifications, never walked."""

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.plans import buffers, offences

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db
RECORDS = 40_000
MOST_BUFFERS = 600
"""For a hundred notifications, each with its record and the names on it; the records have more than a thousand."""
_RECORDS = """
    INSERT INTO records_record (kind, number, title, organisation_id, team_id, state, phase, priority, created_at,
                                updated_at, next_deadline, version, head_seq, head_hash)
    SELECT 'incident', 100000 + n, 'A till that does not print', %(organisation)s,
           CASE WHEN n %% 4 = 0 THEN %(team)s END, 'closed', 'closed', 3, now(), now(), '9999-12-31', 1, 1, ''
      FROM generate_series(1, %(records)s) n
"""
_NOTIFICATIONS = """
    INSERT INTO notifications_notification (person_id, record_id, seq, verb, reason, internal, at)
    SELECT person, r.id, 1, 'comment', 'working', r.id / 400 %% 2 = 0, now()
      FROM records_record r, unnest(%(people)s::bigint[]) person WHERE r.id %% 400 = 0
"""

_PARTICIPATIONS = """
    INSERT INTO records_participation (record_id, person_id, role)
    SELECT id, %(follower)s, 'watcher' FROM records_record ON CONFLICT DO NOTHING
"""


@pytest.fixture(scope="module")
def history(cast_of_many: "Cast") -> "Cast":
    """Forty thousand records that Kim follows, and a hundred notifications for each of four; Leo and Ben have none."""
    given = {
        "organisation": cast_of_many.organisations["harbour"].pk,
        "team": cast_of_many.teams["network"].pk,
        "records": RECORDS,
        "follower": cast_of_many.person("kim").pk,
        "people": [cast_of_many.person(key).pk for key in ("agnes", "tess", "carla", "rita")],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, given)
        cursor.execute(_NOTIFICATIONS, given)
        cursor.execute(_PARTICIPATIONS, given)
        cursor.execute("ANALYZE")
    connection.check_constraints()  # once: what is left to check at the end is checked after every test
    return cast_of_many


@pytest.mark.parametrize("page", ["/notifications", "/notifications?show=all", "/notifications/latest"])
@pytest.mark.parametrize("key", ["agnes", "tess", "carla", "leo", "rita", "ben"])
def test_nobody_s_notifications_walk_the_records(history: "Cast", key: str, page: str) -> None:
    client = Client()
    client.force_login(history.person(key))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page).status_code == 200
    texts = [each["sql"] for each in asked.captured_queries if "notifications_notification" in each["sql"]]
    assert texts
    for text in texts:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {text}", None)
            plan = cursor.fetchone()[0][0]["Plan"]
        assert list(offences(plan)) == [], text
        assert buffers(plan) < MOST_BUFFERS

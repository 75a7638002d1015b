"""What figures of groups read where there is much: the courses of their period, by an index, and no record."""

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.plans import steps
from maitre.shared.flow.actions import summarise
from maitre.shared.flow.querysets.wanted import question

if TYPE_CHECKING:
    from tests.cast import Cast

RECORDS = 40_000
DAYS = 800
_HISTORY = """
    WITH made AS (
        INSERT INTO records_record (kind, number, title, organisation_id, state, phase, priority, category_id,
                                    created_at, updated_at, next_deadline, version, head_seq, head_hash)
        SELECT 'incident', 100000 + n, 'A till that does not print', %(organisation)s, 'closed', 'closed', 1 + n %% 5,
               %(category)s, now(), now(), '9999-12-31', 1, 1, ''
          FROM generate_series(1, %(all)s) n RETURNING id, number - 100000 AS n, priority, category_id
    ), courses AS (
        INSERT INTO flow_course (record_id, kind, organisation_id, seq, counted, moving, opened_at, done_at,
                                 lead_wall_seconds, hand_offs, returns, reopenings, corrected, grown, priority,
                                 category_id, service)
        SELECT id, 'incident', %(organisation)s, 1, TRUE, FALSE, '2024-01-01Z'::timestamptz + n * %(step)s,
               '2024-01-02Z'::timestamptz + n * %(step)s, 86400, 0, 0, 0, FALSE, FALSE, priority, category_id,
               'Service ' || n %% 40
          FROM made
    )
    INSERT INTO flow_stay (record_id, place, kind, state, phase, assignee_id, paused, since, until)
    SELECT id, 1, 'incident', 'in_progress', 'active', 1000 + n %% 30, FALSE, '2024-01-01Z'::timestamptz + n * %(step)s,
           '2024-01-02Z'::timestamptz + n * %(step)s
      FROM made
"""


@pytest.fixture
def history(cast: "Cast") -> None:
    given = {
        "organisation": cast.organisations["harbour"].pk,
        "category": cast.categories["harbour"].pk,
        "all": RECORDS,
        "step": f"{DAYS * 86_400 / RECORDS} seconds",
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_HISTORY.replace("%(step)s", "%(step)s::interval"), given)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE flow_course, flow_stay, records_record")


def plan_of(cast: "Cast", measure: str, group: str) -> dict[str, Any]:
    asked = question("incident", cast.actor("manfred"), group=group, measure=measure, period="2025-05")
    with CaptureQueriesContext(connection) as captured:
        summarise(asked)
    [text] = [each["sql"] for each in captured if "GROUPING" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {text}")
        plan: dict[str, Any] = cursor.fetchone()[0][0]["Plan"]
        return plan


@pytest.mark.parametrize(
    ("measure", "index"),
    [
        ("count", "courses_by_beginning"),
        ("resolved,lead_p50,lead_p90", "courses_by_ending"),
        ("worked", "stays_open_at"),
    ],
)
def test_a_month_among_many_is_read_by_its_index(
    cast: "Cast", history: None, measure: str, index: str
) -> None:
    plan = plan_of(cast, measure, "service,week")
    assert index in {step.get("Index Name") for step in steps(plan)}
    assert "records_record" not in {step.get("Relation Name") for step in steps(plan)}
    removed = sum(step.get("Rows Removed by Filter", 0) * step["Actual Loops"] for step in steps(plan))
    assert removed == 0, "nothing of another month is read"

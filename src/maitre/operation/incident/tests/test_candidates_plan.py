"""Whom to assign, where others have much to do: only what the few who come into question have open is read."""

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.plans import buffers, steps
from maitre.operation.incident import actions
from maitre.shared.assignment.models import Skill
from maitre.shared.assignment.notices.candidates import suggestions
from maitre.shared.assignment.querysets import open_of
from maitre.shared.organisation.models import Team

if TYPE_CHECKING:
    from maitre.operation.incident.models import Incident
    from tests.cast import Cast

RECORDS = 40_000
MOST_STATEMENTS = 12
# Every second one was Agnes's or Leo's once. One in ten is open, in a stretch as new ones are, and nobody's of the two.
_HISTORY = """
    INSERT INTO records_record (kind, number, title, organisation_id, state, phase, priority, assignee_id, created_at,
                                updated_at, next_deadline, version, head_seq, head_hash)
    SELECT 'incident', 100000 + n, 'A till that does not print', %(organisation)s,
           CASE WHEN n > %(closed)s THEN 'assigned' ELSE 'closed' END,
           CASE WHEN n > %(closed)s THEN 'queued' ELSE 'closed' END, 3,
           CASE WHEN n > %(closed)s OR n %% 2 = 0 THEN 100000 + n %% 50 ELSE (%(people)s::bigint[])[1 + n / 2 %% 2] END,
           now(), now(), '9999-12-31', 1, 1, ''
      FROM generate_series(1, %(all)s) n
"""


@pytest.fixture
def incident(cast: "Cast") -> "Incident":
    """One that comes to the desk, after a long history."""
    people = [cast.person(key).pk for key in ("agnes", "leo")]
    given = {"organisation": cast.organisations["harbour"].pk, "people": people}
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL session_replication_role = replica"
        )  # the others are no people, only numbers
        cursor.execute(_HISTORY, given | {"all": RECORDS, "closed": RECORDS * 9 // 10})
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE records_record")
    found = cast.incident(category=cast.categories["harbour"])
    actions.assign(found, by=cast.actor("leo"), team=cast.teams["desk"])
    mine = cast.incident()
    actions.assign(mine, by=cast.actor("leo"), assignee=cast.person("agnes"))
    return cast.fresh(found)


def test_the_open_records_of_others_are_not_read(cast: "Cast", incident: "Incident") -> None:
    with CaptureQueriesContext(connection) as asked:
        found = suggestions(incident.record, cast.actor("leo"))
    assert {each.candidate.name: each.candidate.open for each in found} == {"Agnes": 1, "Leo": 0}
    [text] = [each["sql"] for each in asked.captured_queries if "records_record" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {text}")
        plan = cursor.fetchone()[0][0]["Plan"]
    assert sum(step.get("Rows Removed by Filter", 0) for step in steps(plan)) == 0
    assert buffers(plan) < 20


def test_the_plan_that_is_kept_for_any_people_looks_them_up_as_well(incident: "Incident") -> None:
    """The server keeps a plan for parameters it does not know; only words in the text let it use that index."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"PREPARE open_of (bigint[]) AS {open_of('incident').replace('%s', '$1')}")
        cursor.execute("EXPLAIN (FORMAT JSON) EXECUTE open_of('{1,2}')")
        plan = cursor.fetchone()[0][0]["Plan"]
        cursor.execute("DEALLOCATE open_of")
    assert "open_records_of_an_assignee" in {step.get("Index Name") for step in steps(plan)}


@pytest.mark.parametrize("page", ["assign", "suggested_people"])
def test_people_of_other_teams_with_the_skill_take_no_more_than_a_few_statements(
    cast: "Cast", page: str
) -> None:
    """Among them teams of another organisation, whose hours are others."""
    kitchen = Team.objects.create(key="kitchen", name="Kitchen", organisation=cast.organisations["kitchen"])
    kitchen.members.set([cast.person("ada")])
    cast.teams["network"].members.add(cast.person("carla"))
    printers = Skill.objects.create(key="printers", name="Printers")
    printers.categories.set([cast.categories["harbour"]])
    printers.people.set([cast.person(key) for key in ("leo", "carla", "ada")])
    incident = cast.incident(category=cast.categories["harbour"])
    actions.assign(incident, by=cast.actor("leo"), team=cast.teams["desk"])
    client = Client()
    client.force_login(cast.person("leo"))
    url = f"{reverse(f'incident:{page}', args=[incident.record.label])}?team={cast.teams['desk'].pk}"
    with CaptureQueriesContext(connection) as asked:
        text = client.get(url).content.decode()
    assert all(name in text for name in ("Agnes", "Leo", "Carla", "Ada"))
    assert len(asked) <= MOST_STATEMENTS, "\n".join(each["sql"][:100] for each in asked.captured_queries)

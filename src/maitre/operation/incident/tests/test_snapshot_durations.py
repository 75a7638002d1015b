"""Two thousand incidents of a made-up log, a row per update with columns of its own for every moment: what they took
is reckoned here a second time, in plain Python that shares nothing with the import."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest

from maitre.operation.incident.models import Incident
from maitre.shared.arrivals.imports import Format, bring, load
from maitre.shared.arrivals.models import ImportedLife
from maitre.shared.flow.actions import refresh
from maitre.shared.flow.models import Course, Stay

pytestmark = pytest.mark.django_db

MAPPING = Path(__file__).parents[5] / "examples" / "mappings" / "servicenow-snapshots.yaml"
INCIDENTS = 2_000
COLUMNS = [
    "number",
    "incident_state",
    "caller_id",
    "opened_by",
    "opened_at",
    "sys_updated_by",
    "sys_updated_at",
    "contact_type",
    "location",
    "category",
    "subcategory",
    "u_symptom",
    "cmdb_ci",
    "impact",
    "urgency",
    "priority",
    "assignment_group",
    "assigned_to",
    "closed_code",
    "resolved_by",
    "resolved_at",
    "closed_at",
]


@dataclass
class Lived:
    """One made-up life: what it took in whole minutes, and its rows."""

    number: str
    lead: int
    waited: int
    reopened: int
    rows: list[dict[str, str]] = field(default_factory=list)


def written(at: datetime) -> str:
    """As ServiceNow exports it here: days and months without a nought."""
    return f"{at.day}/{at.month}/{at.year} {at:%H:%M}"


def lives(random: Random) -> Iterator[Lived]:
    for place in range(INCIDENTS):
        yield lived(random, f"INC{place:07}")


def lived(random: Random, number: str) -> Lived:
    """Opened, worked on, perhaps waiting, resolved (one in twenty-five twice), closed."""
    opened = datetime(2016, 2, 29, tzinfo=UTC) + timedelta(minutes=random.randrange(60 * 24 * 120))
    now = opened + timedelta(minutes=random.randrange(3))
    states, waited = [("New", now)], 0
    for _ in range(random.randrange(1, 5)):
        now += timedelta(minutes=random.randrange(1, 900))
        states.append(("Active", now))
        if random.random() < 0.4:
            begun = now = now + timedelta(minutes=random.randrange(1, 300))
            states.append(("Awaiting User Info", begun))
            now += timedelta(minutes=random.randrange(1, 4000))
            states.append(("Active", now))
            waited += int((now - begun).total_seconds()) // 60
    reopened = int(random.random() < 0.04)
    if reopened:
        now += timedelta(minutes=random.randrange(1, 600))
        states.append(("Resolved", now))
        now += timedelta(minutes=random.randrange(1, 600))
        states.append(("Active", now))
    resolved = now + timedelta(minutes=random.randrange(1, 600))
    states.append(("Resolved", resolved + timedelta(minutes=random.randrange(3))))
    closed = states[-1][1] + timedelta(days=5)
    states.append(("Closed", closed + timedelta(minutes=random.randrange(2))))
    moments = {"opened_at": opened, "resolved_at": resolved, "closed_at": closed}
    rows = [row(random, number, state, at, moments) for state, at in states]
    return Lived(number, int((resolved - opened).total_seconds()) // 60, waited, reopened, rows)


def row(
    random: Random, number: str, state: str, at: datetime, moments: dict[str, datetime]
) -> dict[str, str]:
    return {
        "number": number, "incident_state": state, "caller_id": "Caller 7", "opened_by": "Opened by 3",
        "sys_updated_by": f"Updated by {random.randrange(9)}", "sys_updated_at": written(at),
        "contact_type": random.choice(["Phone", "Email", "Self service"]), "location": "Location 12",
        "category": f"Category {random.randrange(40)}", "subcategory": "?", "u_symptom": "?", "cmdb_ci": "?",
        "impact": "2 - Medium", "urgency": "2 - Medium", "priority": "3 - Moderate",
        "assignment_group": f"Group {random.randrange(20)}", "assigned_to": "?", "closed_code": "code 6",
        "resolved_by": "Resolved by 9", **{name: written(moment) for name, moment in moments.items()},
    }  # fmt: skip


def test_what_two_thousand_incidents_took_is_what_plain_python_says(tmp_path: Path) -> None:
    random = Random(24_918)
    told = list(lives(random))
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(each for life in told for each in life.rows)
    file = tmp_path / "incidents.csv"
    file.write_text(text.getvalue(), encoding="utf-8")
    outcome = bring(file, Format.CSV, load(MAPPING))
    assert [str(fault) for fault in outcome.faults] == []
    assert (outcome.cases, outcome.arrived) == (INCIDENTS, INCIDENTS)
    refresh(everything=True)
    record_of = dict(ImportedLife.objects.values_list("foreign_id", "record_id"))
    waited: dict[int, float] = {}
    for record, since, until in Stay.objects.filter(paused=True).values_list("record_id", "since", "until"):
        waited[record] = waited.get(record, 0.0) + (until - since).total_seconds()
    found = {
        course.record_id: (course.lead_wall_seconds, course.reopenings, course.done_at - course.opened_at)
        for course in Course.objects.all()
    }
    for life in told:
        lead, reopenings, resolution = found[record_of[life.number]]
        assert (life.number, lead, reopenings) == (life.number, life.lead * 60, life.reopened)
        assert (life.number, resolution) == (life.number, timedelta(minutes=life.lead))
        assert (life.number, waited.get(record_of[life.number], 0.0)) == (life.number, life.waited * 60.0)
    kept = Incident.objects.values_list("kind", "location").distinct()
    assert list(kept) == [("", "Location 12")]

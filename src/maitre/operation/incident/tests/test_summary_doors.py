"""Whose groups somebody reads, what is refused, what a question costs, and its page."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maitre.kernel.errors import Invalid
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.querysets import facets
from maitre.operation.incident.tests.summer import PERIOD, a_summer, asked, expected, lives_of
from maitre.shared.access.actions import grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.flow.actions import answer, keep_backlog, reckon, refresh, summarise
from maitre.shared.flow.models import Answer, Course
from maitre.shared.flow.querysets.asking import Asked
from maitre.shared.flow.querysets.periods import span_of
from maitre.shared.flow.querysets.wanted import question
from maitre.shared.flow.rules import dimensions_of

if TYPE_CHECKING:
    from tests.cast import Cast


@pytest.fixture
def lived(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> list[Incident]:
    return a_summer(cast, monkeypatch)


# --- whose they are --------------------------------------------------------------------------------------------------


def test_an_organisation_one_may_not_see_is_not_told_apart(cast: "Cast", lived: list[Incident]) -> None:
    """Fred of Summit Lodges asked for Harbour: who reads Harbour alone learns of nobody else's name."""
    guest = cast.incident("Trouble of a guest")
    type(guest.record).objects.filter(pk=guest.record.pk).update(requester=cast.person("fred"))
    reckon([guest.pk])
    cells = asked(cast, "requester_organisation", "count")
    assert {cell.keys[0] for cell in cells} == {"harbour", "kitchen", "", None}
    assert "Summit" not in repr(cells)
    assert [cell.figures["count"].query for cell in cells if cell.keys == ("",)] == [None]
    wide = summarise(
        question("incident", SYSTEM_ACTOR, group="requester_organisation", measure="count", period=PERIOD)
    )
    assert "summit" in {cell.keys[0] for cell in wide}


def test_groups_are_made_of_what_somebody_may_see(cast: "Cast", lived: list[Incident]) -> None:
    foreign = cast.incident("Trouble abroad", requester="fred", service="Lifts")
    secret = cast.incident("Trouble of the board", service="Boardroom")
    actions.confide(secret, cast.circles["board"], by=cast.actor("carla"))
    refresh()
    services = {person: services_of(cast, person) for person in ("manfred", "falk")}
    assert "Lifts" not in services["manfred"]
    assert "Boardroom" not in services["manfred"]
    assert services["falk"] == {"Lifts"}
    grant(cast.person("carla"), Role.LEAD, cast.organisations["harbour"], by=SYSTEM_ACTOR)
    assert "Boardroom" in services_of(cast, "carla")
    assert foreign.pk != secret.pk


def services_of(cast: "Cast", person: str) -> set[str | None]:
    return {cell.keys[0] for cell in asked(cast, "service", "count", person=person)} - {None}


@pytest.mark.parametrize("person", ["agnes", "rita"])
def test_who_reads_no_figures_reads_no_groups(cast: "Cast", person: str) -> None:
    client = Client()
    client.force_login(cast.person(person))
    for address in ("/api/v1/incidents/summary", "/incidents/figures/groups"):
        assert client.get(address, {"group": "team"}).status_code == 403


def test_a_person_is_not_judged_by_fewer_than_five(cast: "Cast", lived: list[Incident]) -> None:
    lucky, busy = resolved_by(cast, "carla", 2), resolved_by(cast, "agnes", 6)
    refresh(everything=True)
    lives, period = lives_of([*lived, *lucky, *busy]), span_of(PERIOD, "UTC").instants
    by_python = expected(cast, lives, "assignee", "resolved", period)
    few = {key for key, (_, n) in by_python.items() if key and n < 5}
    many = {key for key, (_, n) in by_python.items() if key and n >= 5}
    cells = {cell.keys[0]: cell.figures for cell in asked(cast, "assignee", "resolved,lead_p50")}
    assert few
    assert many
    for key in few:
        told = [(each.value, each.n, each.beside, each.hidden) for each in cells[key].values()]
        assert told == [(None, None, {}, True)] * 2
    told_of = {key for key, figures in cells.items() if key and not figures["resolved"].hidden}
    assert told_of
    assert told_of < many, "with one alone left out, the total would give it away"
    by_service = asked(cast, "service,category", "lead_p50")
    assert any(each.few and each.value for cell in by_service for each in cell.figures.values()), (
        "grey, yet told"
    )


@pytest.mark.parametrize("group", ["assignee", "assignee,month", "service,assignee"])
def test_no_total_gives_away_what_is_not_told_of_a_person(
    cast: "Cast", lived: list[Incident], group: str
) -> None:
    resolved_by(cast, "carla", 2)
    resolved_by(cast, "agnes", 6)
    refresh(everything=True)
    whole = question("incident", SYSTEM_ACTOR, group=group, measure="resolved", period=PERIOD)
    cells = {cell.keys: cell.figures["resolved"] for cell in summarise(whole)}
    assert any(figure.hidden for figure in cells.values())
    for place in range(len(whole.groups)):
        for total, figure in cells.items():
            line = [cells[keys] for keys in cells if keys[place] is not None and _apart(keys, place) == total]
            if total[place] is None and not figure.hidden and any(each.hidden for each in line):
                left = (figure.n or 0) - sum(each.n or 0 for each in line)
                assert left == 0 or left >= 5 or not any(each.n for each in line), (total, left)


def _apart(keys: tuple[str | None, ...], place: int) -> tuple[str | None, ...]:
    return (*keys[:place], None, *keys[place + 1 :])


def test_the_page_of_agents_tells_what_each_resolved_and_worked_on(
    cast: "Cast", lived: list[Incident]
) -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    given = {"by": "assignee", "period": PERIOD, "format": "csv"}
    text = client.get("/incidents/figures/groups", given).getvalue().decode("utf-8-sig")
    assert next(csv.reader(StringIO(text)))[:3] == ["Assignee", "Resolved", "Worked on"]


def test_groups_are_offered_by_all_that_tells_incidents_apart() -> None:
    assert {
        "category",
        "service",
        "priority",
        "assignee",
        "location",
        "channel",
        "requester_organisation",
    } <= {*dimensions_of("incident")}


def resolved_by(cast: "Cast", person: str, many: int) -> list[Incident]:
    found = [cast.incident(f"Trouble of {person}") for _ in range(many)]
    for each in found:
        actions.take(each, by=cast.actor(person))
        actions.resolve(each, by=cast.actor(person), code="fixed", cause="software", solution="So")
    return found


def test_with_a_duration_come_its_median_and_its_ninetieth(cast: "Cast", lived: list[Incident]) -> None:
    [total] = [cell for cell in asked(cast, "service", "resolve_mean") if cell.keys == (None,)]
    assert set(total.figures["resolve_mean"].beside) == {"p50", "p90"}


# --- what is asked, and what it costs --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"group": "colour"}, "group"),
        ({"group": "day,month"}, "group"),
        ({"group": "team,service,cause"}, "group"),
        ({"group": "team", "measure": "p50_lead"}, "measure"),
        ({"group": "team", "period": "soon"}, "period"),
    ],
)
def test_what_cannot_be_told_is_refused_with_what_can(
    cast: "Cast", given: Mapping[str, str], field: str
) -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    answer = client.get("/api/v1/incidents/summary", given)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_a_query_that_is_none_is_refused(cast: "Cast") -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    answer = client.get("/api/v1/incidents/summary", {"group": "team", "q": "colour:red"})
    assert answer.status_code == 422


def test_too_many_groups_are_refused(
    cast: "Cast", lived: list[Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maitre.shared.flow.querysets.summing.MOST_CELLS", 3)
    with pytest.raises(Invalid, match="more than 3 groups"):
        asked(cast, "service,day", "count")


def test_groups_over_rest_have_labels_totals_and_queries(cast: "Cast", lived: list[Incident]) -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    given = {"group": "category,month", "measure": "count,lead_p50", "period": PERIOD}
    told = client.get("/api/v1/incidents/summary", given).json()
    assert told["groups"] == {"category": "Category", "month": "Month"}
    assert told["measures"] == {"count": "Opened", "lead_p50": "Lead time, median"}
    june = next(
        each
        for each in told["cells"]
        if each["group"] == {"category": "harbour-hardware", "month": "2026-06"}
    )
    assert june["labels"] == {"category": "Hardware (harbour)", "month": "June 2026"}
    assert june["figures"]["count"]["query"].startswith("created>=2026-0")
    assert {"category": None, "month": None} in [each["group"] for each in told["totals"]]


def test_the_last_month_is_told_where_no_period_is_asked_for_and_the_running_one_beside_it(
    cast: "Cast", lived: list[Incident]
) -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    told = client.get("/api/v1/incidents/figures").json()
    [lead] = [each for each in told["figures"] if each["id"] == "L01"]
    assert told["period"] == "2026-08"
    assert [each["period"] for each in lead["periods"]][-1] == "2026-08"
    assert lead["running"]["period"] == "2026-09"
    page = client.get("/incidents/figures").content.decode()
    assert "August 2026" in page
    assert "September 2026" in page


def test_what_was_reckoned_is_kept_until_records_are_grouped_anew(
    cast: "Cast", lived: list[Incident]
) -> None:
    open_one = next(each for each in lived if cast.fresh(each).record.is_open)
    everything = [span_of("2026-06", "UTC").instants]
    whole = Asked("incident", cast.actor("manfred"))
    answer(whole, everything)
    before = asked(cast, "service", "open")
    with CaptureQueriesContext(connection) as captured:
        assert asked(cast, "service", "open") == before
    assert not [each for each in captured if "GROUPING" in each["sql"]]
    actions.edit(cast.fresh(open_one), {"service": "Quite another"}, by=cast.actor("leo"))
    refresh()
    assert asked(cast, "service", "open") != before
    with CaptureQueriesContext(connection) as captured:
        answer(whole, everything)
    assert not [each for each in captured if "width_bucket" in each["sql"]], "no figure of all has changed"
    assert Answer.objects.exists()


def test_a_question_takes_one_statement_a_source_and_reads_no_record(
    cast: "Cast", lived: list[Incident]
) -> None:
    with CaptureQueriesContext(connection) as captured:
        asked(cast, "category,month", "count,resolved,lead_p50,lead_p90,touch_mean")
    reckoned = [each["sql"] for each in captured if "GROUPING" in each["sql"]]
    assert len(reckoned) == 2, "of what was opened, and of what was resolved"
    assert not [sql for sql in reckoned if "records_record" in sql]


def test_a_course_says_what_its_record_is(cast: "Cast", lived: list[Incident]) -> None:
    """The same whether it was reckoned or filled by the migrations."""
    from importlib import import_module

    columns = (
        "category_id",
        "priority",
        "assignee_id",
        "requester_organisation_id",
        *next(iter(facets([lived[0].pk]).values())),
    )
    reckoned = list(Course.objects.order_by("pk").values_list(*columns))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE flow_course SET category_id = NULL, priority = NULL, assignee_id = NULL,"
            " requester_organisation_id = NULL, type = '', service = '', code = '', cause = ''"
        )
    with connection.schema_editor() as editor:
        import_module("maitre.shared.flow.migrations.0007_fill_what_courses_are").fill(None, editor)
        import_module("maitre.operation.incident.migrations.0007_fill_courses").fill(None, editor)
    assert list(Course.objects.order_by("pk").values_list(*columns)) == reckoned


# --- the page --------------------------------------------------------------------------------------------------------


def test_groups_can_be_taken_along(cast: "Cast", lived: list[Incident]) -> None:
    client = Client()
    client.force_login(cast.person("manfred"))
    given = {"by": "service", "period": PERIOD}
    text = client.get("/incidents/figures/groups", {**given, "format": "csv"}).getvalue().decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text)))
    assert rows[0][:3] == ["Service", "Opened", "Resolved"]
    assert {"Payroll", "No service"} <= {row[0] for row in rows}
    workbook = client.get("/incidents/figures/groups", {**given, "format": "xlsx"})
    assert workbook.getvalue()[:2] == b"PK"


def test_the_backlog_that_was_kept_is_grouped_as_well(cast: "Cast", lived: list[Incident]) -> None:
    last = datetime(2026, 8, 31, tzinfo=UTC).date()
    before = {cell.keys: cell.figures["open"].value for cell in asked(cast, "service,month", "open")}
    keep_backlog(last)
    Answer.objects.all().delete()
    assert {cell.keys: cell.figures["open"].value for cell in asked(cast, "service,month", "open")} == before

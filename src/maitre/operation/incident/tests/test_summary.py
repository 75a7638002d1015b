"""Figures of groups: by whatever incidents are told apart by, crossed, each equal to a reckoning in plain Python."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maitre.kernel.errors import Invalid, MaitreError
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident, Resolution
from maitre.operation.incident.querysets import facets
from maitre.operation.incident.rules import Cause, Kind, ResolutionCode
from maitre.operation.incident.tests import by_hand
from maitre.operation.incident.tests.by_hand import Life, contributions, life, number
from maitre.shared.access.actions import grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.conversation.actions import comment
from maitre.shared.flow.actions import answer, keep_backlog, reckon, refresh, summarise
from maitre.shared.flow.actions.summarise import Cell
from maitre.shared.flow.models import Answer, Course
from maitre.shared.flow.querysets.asking import Asked
from maitre.shared.flow.querysets.periods import Step, span_of, steps_of
from maitre.shared.flow.querysets.summed import SUMMED
from maitre.shared.flow.querysets.wanted import question
from maitre.shared.flow.rules import dimensions_of
from maitre.shared.records.querysets import count_of

if TYPE_CHECKING:
    from tests.cast import Cast

NOW = datetime(2026, 9, 10, 12, tzinfo=UTC)
BEGIN = datetime(2026, 6, 3, 8, tzinfo=UTC)
PERIOD = "2026-06-01..2026-09-30"
DIMENSIONS = tuple(dimensions_of("incident"))


@pytest.fixture
def lived(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> list[Incident]:
    """A summer of incidents of every sort, told on a day in September."""
    random, incidents = Random(7), []
    moment = BEGIN
    monkeypatch.setattr(timezone, "now", lambda: moment)
    while moment < NOW - timedelta(hours=20):
        moment += timedelta(hours=random.randint(3, 26), seconds=random.randint(0, 3000))
        if len(incidents) < 60:
            incidents.append(reported(cast, random))
        try:
            lead_on(cast, cast.fresh(random.choice(incidents)), random)
        except MaitreError:
            continue
    moment = NOW
    refresh(everything=True)
    return incidents


def reported(cast: "Cast", random: Random) -> Incident:
    return cast.incident(
        f"Trouble {random.random()}",
        requester=random.choice(("rita", "ben", "kim")),
        category=random.choice((None, cast.categories["harbour"])),
        location=random.choice(("", "Lobby")),
        channel=random.choice(("", "phone", "mail")),
        service=random.choice(("", "Payroll", "Tills and cards", "*")),
        kind=random.choice(list(Kind)),
        impact=random.randint(1, 3),
    )


def lead_on(cast: "Cast", incident: Incident, random: Random) -> None:
    by, team = (
        cast.actor(random.choice(("agnes", "agnes", "leo", "leo", "carla"))),
        random.choice(("desk", "network")),
    )
    verbs = {
        "take": lambda: actions.take(incident, by=by),
        "assign": lambda: actions.assign(incident, by=by, team=cast.teams[team]),
        "pause": lambda: actions.pause(
            incident, by=by, reason=random.choice(("supplier", "requester")), text="Waits"
        ),
        "resume": lambda: actions.resume(incident, by=by),
        "resolve": lambda: actions.resolve(
            incident,
            by=by,
            code=random.choice(list(ResolutionCode)),
            cause=random.choice(list(Cause)),
            solution="So",
        ),
        "close": lambda: actions.close(incident, by=by),
        "reopen": lambda: actions.reopen(incident, by=by, reason="Again"),
        "prioritise": lambda: actions.prioritise(incident, by=by, impact=random.randint(1, 3)),
        "edit": lambda: actions.edit(incident, {"service": random.choice(("Payroll", "Wi-Fi"))}, by=by),
        "comment": lambda: comment(incident.record, "A word", by=by),
        "cancel": lambda: actions.cancel(incident, by=by, reason="None"),
    }
    often = ("take", "take", "take", "resolve", "resolve", "resolve", "resolve", "close", "assign")
    verbs[random.choice((*verbs, *often))]()


def lives_of(incidents: list[Incident]) -> list[Life]:
    """What the tables and timelines say, with every dimension as the interface names its value."""
    found = []
    for each in Incident.objects.filter(pk__in=[it.pk for it in incidents]).with_names():
        record, ended = each.record, Resolution.objects.filter(incident=each, undone_at=None).first()
        values = {
            "category": record.category.key if record.category else "",
            "service": each.service,
            "priority": str(record.priority),
            "team": record.team.key if record.team else "",
            "assignee": record.assignee.email if record.assignee else "",
            "location": each.location,
            "channel": each.channel,
            "organisation": record.organisation.key,
            "requester_organisation": record.requester.organisation.key if record.requester else "",
            "type": each.kind,
            "code": ended.code if ended else "",
            "cause": ended.cause if ended else "",
        }
        assert record.requester_id
        found.append(life(each.pk, values, record.requester_id))
    return found


def asked(cast: "Cast", group: str, measure: str, *, person: str = "manfred", **more: str) -> list[Cell]:
    return summarise(
        question("incident", cast.actor(person), group=group, measure=measure, **{"period": PERIOD, **more})
    )


def expected(
    cast: "Cast", lives: list[Life], dimension: str, measure: str, period: by_hand.Period
) -> dict[str, tuple[float | None, int]]:
    """By hand: the value of a dimension to the number and how many it is made of."""
    groups: dict[str, list[tuple[Life, float, Any]]] = defaultdict(list)
    emails = {person.pk: person.email for person in cast.people.values()}
    for row in contributions(measure, lives, period, NOW):
        worker = emails[row[2]] if dimension == "assignee" and row[2] else None
        groups[worker or row[0].values[dimension]].append(row)
    return {key: number(measure, rows) for key, rows in groups.items()}


def test_every_measure_by_every_dimension_is_that_of_plain_python(
    cast: "Cast", lived: list[Incident]
) -> None:
    lives, period = lives_of(lived), span_of(PERIOD, "UTC").instants
    for dimension in DIMENSIONS:
        cells = asked(cast, dimension, ",".join(SUMMED))
        for measure in SUMMED:
            compare(cells, measure, expected(cast, lives, dimension, measure, period), dimension)
            whole = number(measure, contributions(measure, lives, period, NOW))
            [total] = [cell.figures[measure] for cell in cells if cell.keys == (None,)]
            assert (total.value, total.n) == pytest.approx(whole), (dimension, measure)


def compare(
    cells: list[Cell], measure: str, by_python: Mapping[str, tuple[float | None, int]], dimension: str
) -> None:
    """Each group of one dimension; where a person is not judged, that there were too few."""
    told = {
        cell.keys[0]: cell.figures[measure]
        for cell in cells
        if cell.keys[0] is not None and measure in cell.figures
    }
    for key, figure in told.items():
        if figure.hidden:
            assert by_python.get(key, (0, 0))[1] < 5, (dimension, measure, key)
        elif figure.n:
            assert (figure.value, figure.n) == pytest.approx(by_python[key]), (dimension, measure, key)
        else:
            assert by_python.get(key, (0, 0))[1] == 0, (dimension, measure, key)
    assert {key for key, (_, n) in by_python.items() if n} <= set(told), (dimension, measure)


def test_crossed_by_a_period_each_cell_is_that_of_plain_python(cast: "Cast", lived: list[Incident]) -> None:
    lives = lives_of(lived)
    for step in Step:
        crossed_by(cast, lives, step)


def crossed_by(cast: "Cast", lives: list[Life], step: Step) -> None:
    measures = ("count", "open", "resolved", "worked", "lead_p90", "age_p50", "reopened_share")
    cells = asked(cast, f"category,{step}", ",".join(measures))
    for span in steps_of(span_of(PERIOD, "UTC"), step):
        if span.instants[0] > NOW:
            continue
        for measure in measures:
            by_python = expected(cast, lives, "category", measure, span.instants)
            told = {
                cell.keys[0]: (cell.figures[measure].value, cell.figures[measure].n)
                for cell in cells
                if cell.keys[1] == span.key and cell.keys[0] is not None and measure in cell.figures
            }
            for key, value in by_python.items():
                assert told.get(key, (0, 0)) == pytest.approx(value), (span.key, measure, key)
            assert {key for key, (_, n) in told.items() if n} <= set(by_python), (span.key, measure)


def test_two_dimensions_and_a_query_are_that_of_plain_python(cast: "Cast", lived: list[Incident]) -> None:
    some = [
        one for one in lives_of(lived) if one.values["priority"] != "5" and one.values["type"] != "outage"
    ]
    period = span_of(PERIOD, "UTC").instants
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in contributions("lead_p50", some, period, NOW):
        groups[row[0].values["service"], row[0].values["cause"]].append(row)
    cells = asked(cast, "service,cause", "lead_p50", query="priority<=4 -type:outage")
    told = {cell.keys: cell.figures["lead_p50"] for cell in cells if None not in cell.keys}
    assert {key: (each.value, each.n) for key, each in told.items()} == {
        key: pytest.approx(number("lead_p50", rows)) for key, rows in groups.items()
    }
    assert len(told) > 3, told


def test_the_query_of_a_cell_opens_its_records(cast: "Cast", lived: list[Incident]) -> None:
    """As many as were counted: in the language of the list, in which everybody may ask on."""
    opened, groups = 0, (*DIMENSIONS, "category,month", "service,week", "priority,team")
    for cell in [cell for group in groups for cell in asked(cast, group, "count,resolved,open,reopened")]:
        for name, figure in cell.figures.items():
            if figure.query is not None and name != "reopened" and figure.n is not None:
                found = count_of("incident", cast.actor("manfred"), query=figure.query)
                assert found == (figure.n, True), (name, figure.query)
                opened += 1
    assert opened


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
    assert not any(cells[key]["resolved"].hidden for key in many)
    by_service = asked(cast, "service,category", "lead_p50")
    assert any(each.few and each.value for cell in by_service for each in cell.figures.values()), (
        "grey, yet told"
    )


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
        import_module("maitre.operation.incident.migrations.0006_fill_courses").fill(None, editor)
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

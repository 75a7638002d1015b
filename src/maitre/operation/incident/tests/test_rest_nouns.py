"""Reporting, listing, showing and correcting incidents over HTTP."""

import pytest

from tests.callers import Caller, fields, problem
from tests.cast import Cast

WHOLE = {
    "title": "Wi-Fi drops in the lobby",
    "description": "Since this morning.\nEvery few minutes.",
    "type": "outage",
    "impact": 1,
    "urgency": 2,
    "category": "harbour-hardware",
    "service": "Guest Wi-Fi",
    "configuration_item": "ap-lobby-1",
}


@pytest.fixture
def agnes(cast: Cast) -> Caller:
    return Caller(cast.person("agnes"))


def test_a_report_is_answered_with_its_place_and_everything_it_says(agnes: Caller) -> None:
    made = agnes.post("/incidents", {**WHOLE, "requester": "rita@harbour.example"})
    assert made.status_code == 201, made.content
    told = made.json()
    assert made.headers["Location"] == f"/api/v1/incidents/{told['number']}"
    assert made.headers["ETag"] == '"1"'
    assert told["category"]["key"] == "harbour-hardware"
    assert (told["requester"]["name"], told["priority"], told["state"]) == ("Rita", 2, "new")
    assert {name: told[name] for name in WHOLE if name != "category"} == {
        name: value for name, value in WHOLE.items() if name != "category"
    }
    assert agnes.get(f"/incidents/{told['number']}").json() == told


def test_without_a_requester_it_is_ones_own_where_one_belongs(cast: Cast) -> None:
    told = Caller(cast.person("kim")).post("/incidents", {"title": "The oven is offline"}).json()
    assert (told["requester"]["name"], told["organisation"]["key"]) == ("Kim", "kitchen")


def test_reporting_for_somebody_else_takes_the_right_to_work_there(cast: Cast, agnes: Caller) -> None:
    for_kim = agnes.post("/incidents", {"title": "Oven", "requester": "kim@kitchen.example"})
    assert for_kim.json()["organisation"]["key"] == "kitchen", (
        "an agent of the group works in its kitchen too"
    )
    manfred = Caller(cast.person("manfred"))
    refused = manfred.post("/incidents", {"title": "Oven", "requester": "rita@harbour.example"})
    assert refused.status_code == 403


def test_every_field_can_be_corrected_and_is_read_back(agnes: Caller, cast: Cast) -> None:
    number = cast.incident().record.label
    changed = agnes.patch(f"/incidents/{number}", WHOLE)
    assert changed.status_code == 200, changed.content
    told = agnes.get(f"/incidents/{number}").json()
    assert {name: told[name] for name in WHOLE if name != "category"} == {
        name: value for name, value in WHOLE.items() if name != "category"
    }
    assert (told["kind"], told["category"]["key"], told["priority"]) == ("incident", "harbour-hardware", 2)
    assert agnes.patch(f"/incidents/{number}", {"category": None}).json()["category"] is None


@pytest.mark.parametrize(
    "field",
    [
        "state",
        "number",
        "id",
        "requester",
        "organisation",
        "version",
        "created_at",
        "team",
        "is_staff",
        "priority",
    ],
)
def test_n38_what_a_correction_may_not_set_is_refused(agnes: Caller, cast: Cast, field: str) -> None:
    number = cast.incident().record.label
    refused = agnes.patch(f"/incidents/{number}", {"title": "New title", field: 1})
    assert (refused.status_code, fields(refused)) == (422, {field})
    assert agnes.get(f"/incidents/{number}").json()["title"] != "New title", "nothing of it was written"


def test_lists_are_read_page_by_page_without_gaps_or_doubles(agnes: Caller, cast: Cast) -> None:
    made = [cast.incident(f"No. {place}").record.label for place in range(7)]
    seen: list[str] = []
    after = ""
    for _ in range(4):
        page = agnes.get(f"/incidents?limit=2{after}").json()
        seen += [item["number"] for item in page["items"]]
        after = f"&cursor={page['next']}"
    assert seen == made[::-1]
    assert page["next"] is None


def test_a_list_is_counted_only_when_asked(agnes: Caller, cast: Cast) -> None:
    cast.incident()
    assert agnes.get("/incidents").json()["count"] is None
    assert agnes.get("/incidents?count=true&limit=1").json()["count"] == 1
    assert agnes.get("/incidents?count=true&q=state:closed").json()["count"] == 0


def test_items_of_a_list_are_the_same_as_the_incidents_themselves(agnes: Caller, cast: Cast) -> None:
    number = cast.incident(description="All of it").record.label
    [item] = agnes.get("/incidents").json()["items"]
    assert item == agnes.get(f"/incidents/{number}").json()


def test_a_list_takes_the_same_few_statements_however_long(
    agnes: Caller, cast: Cast, django_assert_max_num_queries: object
) -> None:
    for place in range(30):
        cast.incident(f"No. {place}")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        assert len(agnes.get("/incidents").json()["items"]) == 30


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=ten", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("sort=requester__password", "sort"),
        ("cursor=nonsense", "cursor"),
        ("count=maybe", "count"),
        ("page=2", "page"),
        ("state=open", "state"),
    ],
)
def test_what_a_list_cannot_be_asked_is_refused_by_name(agnes: Caller, parameters: str, field: str) -> None:
    refused = agnes.get(f"/incidents?{parameters}")
    assert (refused.status_code, fields(refused)) == (422, {field})


def test_a_query_that_cannot_be_read_says_why(agnes: Caller) -> None:
    refused = agnes.get("/incidents?q=state:")
    assert refused.status_code == 422
    assert problem(refused)["detail"]


@pytest.mark.parametrize(
    "parameters",
    [
        "requester__password__startswith=p",
        "requester__password=x",
        "organisation__path__contains=1",
        "order_by=requester__password",
        "q=requester__password:a",
        "q=requester.password:a",
        "q=password~%22a%22",
        "sort=-requester__email",
        "sort=id%3BDROP+TABLE+records_record",
        "q=state:%27%3B+DROP+TABLE+records_record--",
    ],
)
def test_n45_only_declared_fields_can_be_asked(agnes: Caller, cast: Cast, parameters: str) -> None:
    cast.incident()
    refused = agnes.get(f"/incidents?{parameters}")
    assert refused.status_code == 422, refused.content
    assert problem(refused)["errors"] or problem(refused)["detail"]
    assert len(agnes.get("/incidents").json()["items"]) == 1

"""Major incidents, suggestions and handing back over REST."""

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.test import Client

from maitre.operation.incident import actions
from maitre.operation.incident.tests.steps import MARK

if TYPE_CHECKING:
    from tests.cast import Cast


def call(cast: "Cast", key: str, method: str, path: str, body: Any = None) -> HttpResponse:
    client = Client()
    client.force_login(cast.person(key))
    sent = "" if body is None else json.dumps(body)
    answer: HttpResponse = client.generic(method, f"/api/v1{path}", sent, content_type="application/json")  # type: ignore[assignment]
    return answer


def test_a_major_incident_from_declaration_to_review(cast: "Cast") -> None:
    incident = cast.incident()
    path = f"/incidents/{incident.record.label}"
    declared = call(
        cast, "leo", "POST", f"{path}/major/declaration", {**MARK, "manager": "leo@harbour.example"}
    )
    assert (declared.status_code, json.loads(declared.content)["major"]) == (200, "declared")
    people = {"scribe": "agnes@harbour.example"}
    assert call(cast, "leo", "PATCH", f"{path}/major/people", people).status_code == 200
    told = {"text": "Nothing new", "next_within": 60}
    assert call(cast, "leo", "POST", f"{path}/major/updates", told).status_code == 200
    shown = json.loads(call(cast, "agnes", "GET", f"{path}/major").content)
    assert (shown["manager"], shown["scribe"], shown["last_update"]) == (
        "leo@harbour.example",
        "agnes@harbour.example",
        "Nothing new",
    )
    assert {each["obligation"] for each in shown["duties"] if each["done_at"] is None} == {
        "management",
        "update",
    }
    listed = json.loads(call(cast, "agnes", "GET", "/incidents/majors").content)
    assert [each["number"] for each in listed] == [incident.record.label]
    actions.take(cast.fresh(incident), by=cast.actor("leo"))
    end = {"code": "fixed", "cause": "network", "solution": "A cable"}
    assert call(cast, "leo", "POST", f"{path}/resolution", end).status_code == 200
    review = {"what_happened": "A cable", "actions": "Another cable"}
    assert call(cast, "leo", "PATCH", f"{path}/major/review", review).status_code == 200
    stale = call(cast, "leo", "PATCH", f"{path}/major/review", {"went_well": "x", "version": 1})
    assert stale.status_code == 409
    assert call(cast, "leo", "POST", f"{path}/major/review/completion").status_code == 200
    assert json.loads(call(cast, "leo", "GET", f"{path}/major").content)["review"]["finished_at"]


def test_requesters_and_strangers_read_nothing_of_how_it_is_led(cast: "Cast") -> None:
    incident = cast.incident()
    actions.declare_major(incident, by=cast.actor("leo"), **MARK)
    path = f"/incidents/{incident.record.label}/major"
    assert {key: call(cast, key, "GET", path).status_code for key in ("rita", "fiona", "ben")} == {
        "rita": 404,
        "fiona": 404,
        "ben": 404,
    }
    assert json.loads(call(cast, "rita", "GET", "/incidents/majors").content) == []


def test_what_is_asked_for_wrongly_is_refused_by_name(cast: "Cast") -> None:
    path = f"/incidents/{cast.incident().record.label}/major"
    for body in (
        {"criteria": [], "reason": "x"},
        {"criteria": ["loud"], "reason": "x"},
        {"criteria": ["data"]},
    ):
        assert call(cast, "leo", "POST", f"{path}/declaration", body).status_code == 422
    assert call(cast, "leo", "POST", f"{path}/demotion", {"reason": "x"}).status_code == 422
    assert call(cast, "leo", "GET", "/incidents/majors?standing=sleeping").status_code == 422


def test_candidates_come_with_their_reasons(cast: "Cast") -> None:
    incident = cast.incident()
    actions.assign(incident, by=cast.actor("leo"), team=cast.teams["desk"])
    path = f"/incidents/{incident.record.label}/candidates"
    found = json.loads(call(cast, "leo", "GET", path).content)
    assert {each["name"] for each in found} == {"Agnes", "Leo"}
    for each in found:
        assert each["score"] == sum(reason["weight"] for reason in each["reasons"])
    other = json.loads(call(cast, "leo", "GET", f"{path}?team=network").content)
    assert [each["name"] for each in other] == ["Tess"]
    assert call(cast, "rita", "GET", path).status_code == 403


def test_it_is_handed_back_with_a_reason(cast: "Cast") -> None:
    incident = cast.incident()
    for team in ("desk", "network"):
        actions.assign(cast.fresh(incident), by=cast.actor("leo"), team=cast.teams[team])
    path = f"/incidents/{incident.record.label}/return"
    answer = json.loads(call(cast, "leo", "POST", path, {"reason": "The cable is fine"}).content)
    assert (answer["team"]["key"], answer["handoffs"], answer["returns"]) == ("desk", 2, 1)


def test_without_impact_the_category_judges(cast: "Cast") -> None:
    from maitre.operation.incident.models import ExpectedImpact

    ExpectedImpact.objects.create(key="booking", words=["booking"], impact=2, urgency=2)
    made = call(cast, "agnes", "POST", "/incidents", {"title": "Nobody can book", "service": "Booking"})
    assert json.loads(made.content)["priority"] == 3

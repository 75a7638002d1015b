"""Families through the interface: the same actions, the numbers one may see and no others."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import END, incident_in
from maitre.shared.conversation.actions import comment

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def call(
    cast: "Cast", who: str, method: str, incident: Incident, path: str = "", body: Any = None
) -> "HttpResponse":
    client = Client()
    client.force_login(cast.person(who))
    url = f"/api/v1/incidents/{incident.record.label}{path}"
    data = "" if body is None else json.dumps(body)
    return client.generic(method, url, data, content_type="application/json")  # type: ignore[return-value]


def test_children_are_added_listed_resolved_reopened_and_taken_out(cast: "Cast") -> None:
    parent, child = incident_in(cast, "in_progress"), cast.incident("Till 2")
    added = call(cast, "agnes", "POST", parent, "/children", {"child": child.record.label})
    assert (added.status_code, json.loads(added.content)["parent"]) == (201, parent.record.label)
    listed = json.loads(call(cast, "agnes", "GET", parent, "/children").content)["items"]
    assert [each["number"] for each in listed] == [child.record.label]
    done = json.loads(call(cast, "agnes", "POST", parent, "/children/resolution", END).content)["items"]
    assert done == [{"number": child.record.label, "done": True, "message": ""}]
    again = call(cast, "agnes", "DELETE", parent, "/children/resolution", {"reason": "Again"})
    assert json.loads(again.content)["items"][0]["done"]
    told = call(cast, "agnes", "POST", parent, "/broadcast", {"body": "Until noon"})
    assert json.loads(told.content)["items"][0]["done"]
    assert call(cast, "agnes", "DELETE", parent, f"/children/{child.record.label}").status_code == 204
    assert call(cast, "agnes", "DELETE", parent, f"/children/{child.record.label}").status_code == 404
    assert cast.fresh(child).parent_id is None


def test_merging_answers_with_what_lives_on_and_the_merged_one_says_where(cast: "Cast") -> None:
    mine, into = cast.incident(), cast.incident("The line is cut", requester="ben")
    merged = call(cast, "agnes", "POST", mine, "/merger", {"into": into.record.label, "message": "Known"})
    assert (merged.status_code, json.loads(merged.content)["number"]) == (200, into.record.label)
    shown = json.loads(call(cast, "agnes", "GET", mine).content)
    assert (shown["state"], shown["merged_into"]) == ("closed", into.record.label)
    assert json.loads(call(cast, "rita", "GET", mine).content)["merged_into"] is None
    assert call(cast, "agnes", "DELETE", mine, "/resolution", {"reason": "No"}).status_code == 422
    back = call(cast, "agnes", "DELETE", mine, "/merger", {"reason": "Another one"})
    assert (back.status_code, json.loads(back.content)["state"]) == (200, "in_progress")


def test_a_stale_version_merges_nothing(cast: "Cast") -> None:
    mine, into = cast.incident(), cast.incident()
    client = Client(headers={"If-Match": '"7"'})
    client.force_login(cast.person("agnes"))
    answer = client.post(
        f"/api/v1/incidents/{mine.record.label}/merger", {"into": into.record.label}, "application/json"
    )
    assert answer.status_code == 412
    assert cast.fresh(mine).merged_into_id is None


def test_what_is_hidden_is_as_unknown_as_what_is_not_there(cast: "Cast") -> None:
    mine, theirs = cast.incident(), cast.incident(requester="fred")
    hidden = call(cast, "agnes", "POST", mine, "/merger", {"into": theirs.record.label})
    absent = call(cast, "agnes", "POST", mine, "/merger", {"into": "INC-999999"})
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert hidden.status_code == 422


def test_a_reply_is_taken_out_by_its_place(cast: "Cast") -> None:
    source = cast.incident()
    said = comment(source.record, "And the printer", by=cast.actor("rita"))
    made = call(cast, "agnes", "POST", source, "/splits", {"entry": said.seq})
    assert (made.status_code, json.loads(made.content)["title"]) == (201, "And the printer")
    assert call(cast, "agnes", "POST", source, "/splits", {"entry": said.seq}).status_code == 422
    assert call(cast, "agnes", "POST", source, "/splits", {"entry": 1}).status_code == 404
    assert call(cast, "rita", "POST", source, "/splits", {"entry": said.seq}).status_code == 403


def test_who_may_only_see_hears_403_and_nothing_happens(cast: "Cast") -> None:
    parent, child = cast.incident(), cast.incident()
    actions.adopt(parent, child, by=cast.actor("agnes"))
    for method, path, body in (
        ("POST", "/children", {"child": cast.incident().record.label}),
        ("DELETE", f"/children/{child.record.label}", None),
        ("POST", "/merger", {"into": cast.incident().record.label}),
    ):
        assert call(cast, "manfred", method, parent, path, body).status_code == 403, path
    assert cast.fresh(parent).child_count == 1

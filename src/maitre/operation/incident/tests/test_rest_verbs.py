"""Every verb of an incident over HTTP, as a noun, with what it needs and whom it refuses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.callers import Caller, fields, problem
from tests.cast import Cast


@pytest.fixture
def agnes(cast: Cast) -> Caller:
    return Caller(cast.person("agnes"))


@pytest.fixture
def number(cast: Cast) -> str:
    return cast.incident().record.label


def test_an_incident_travels_from_report_to_reopening(cast: Cast, agnes: Caller, number: str) -> None:
    rita, leo = Caller(cast.person("rita")), Caller(cast.person("leo"))
    at = f"/incidents/{number}"
    taken = agnes.post(f"{at}/taking").json()
    assert (taken["state"], taken["assignee"]["name"], taken["team"]["key"]) == (
        "in_progress",
        "Agnes",
        "desk",
    )
    paused = agnes.post(f"{at}/pause", {"reason": "requester", "body": "Which till?"}).json()
    assert (paused["state"], paused["pause_reason"]) == ("pending", "requester")
    assert rita.post(f"/records/{number}/comments", {"body": "The left one."}).status_code == 201
    assert agnes.get(at).json()["state"] == "in_progress", "the requester's reply ends the waiting"
    resolution = {"code": "fixed", "cause": "hardware", "solution": "New paper roll."}
    resolved = agnes.post(f"{at}/resolution", resolution).json()
    assert (resolved["state"], resolved["resolution"]["code"]) == ("resolved", "fixed")
    assert resolved["closes_at"] is not None
    reopened = rita.delete(f"{at}/resolution", {"reason": "It jams again."}).json()
    assert (reopened["state"], reopened["reopened"], reopened["resolution"]) == ("in_progress", 1, None)
    agnes.post(f"{at}/resolution", resolution)
    assert leo.post(f"{at}/closure").json()["state"] == "closed"
    reopened = rita.delete(f"{at}/resolution?reason=Once+more")
    assert reopened.json()["reopened"] == 2, (
        "a client that sends no body with DELETE gives the reason in the address"
    )


def test_a_pause_ends_by_deleting_it(agnes: Caller, number: str) -> None:
    agnes.post(f"/incidents/{number}/taking")
    wakes_at = (timezone.now() + timedelta(days=1)).isoformat()
    paused = agnes.post(f"/incidents/{number}/pause", {"reason": "scheduled", "wakes_at": wakes_at})
    assert paused.json()["wakes_at"] is not None
    resumed = agnes.delete(f"/incidents/{number}/pause").json()
    assert (resumed["state"], resumed["wakes_at"]) == ("in_progress", None)


def test_it_is_assigned_to_people_and_teams_by_id_or_by_name(cast: Cast, agnes: Caller, number: str) -> None:
    at = f"/incidents/{number}/assignment"
    by_key = agnes.post(at, {"team": "network", "assignee": "tess@harbour.example", "reason": "Cabling."})
    assert (by_key.json()["team"]["key"], by_key.json()["assignee"]["name"]) == ("network", "Tess")
    by_id = agnes.post(at, {"team": cast.teams["desk"].pk, "assignee": cast.person("leo").pk})
    assert (by_id.json()["team"]["key"], by_id.json()["assignee"]["name"]) == ("desk", "Leo")
    assert fields(agnes.post(at, {})) == {"team"}


def test_priority_is_judged_anew_or_set_with_a_reason(agnes: Caller, number: str) -> None:
    at = f"/incidents/{number}/priority"
    judged = agnes.post(at, {"impact": 1, "urgency": 2}).json()
    assert (judged["priority"], judged["overridden"]) == (2, False)
    assert fields(agnes.post(at, {"priority": 1})) == {"reason"}
    override = agnes.post(at, {"priority": 1, "reason": "The minister sleeps here."}).json()
    assert (override["priority"], override["overridden"]) == (1, True)
    assert agnes.post(at, {}).status_code == 422
    told = agnes.get(f"/records/{number}/explain").json()["items"]
    assert [each["code"] for each in told if each["about"] == "priority"] == ["priority.overridden"]
    assert "1" in told[0]["sentence"]


def test_a_circle_takes_an_incident_out_of_sight(cast: Cast, number: str) -> None:
    carla, agnes = Caller(cast.person("carla")), Caller(cast.person("agnes"))
    confided = carla.post(f"/incidents/{number}/confidentiality", {"circle": "board"})
    assert confided.json()["circle"]["key"] == "board"
    assert agnes.get(f"/incidents/{number}").status_code == 404
    assert agnes.get(f"/incidents?q=number:{number}").json()["items"] == []
    opened = carla.post(f"/incidents/{number}/confidentiality", {"circle": None})
    assert opened.json()["circle"] is None
    assert agnes.get(f"/incidents/{number}").status_code == 200


def test_it_is_cancelled_with_a_reason_and_for_good(cast: Cast, number: str) -> None:
    rita = Caller(cast.person("rita"))
    assert fields(rita.post(f"/incidents/{number}/cancellation", {"reason": " "})) == {"reason"}
    assert (
        rita.post(f"/incidents/{number}/cancellation", {"reason": "My mistake."}).json()["state"]
        == "cancelled"
    )
    again = rita.post(f"/incidents/{number}/cancellation", {"reason": "Again."})
    assert (again.status_code, problem(again)["code"]) == (409, "illegal_transition")


def test_what_a_verb_needs_is_named_field_by_field(agnes: Caller, number: str) -> None:
    agnes.post(f"/incidents/{number}/taking")
    lacking = agnes.post(f"/incidents/{number}/pause", {"reason": "requester"})
    assert (lacking.status_code, fields(lacking)) == (422, {"body"})
    assert fields(agnes.post(f"/incidents/{number}/pause", {"reason": "scheduled"})) == {"wakes_at"}
    past = agnes.post(
        f"/incidents/{number}/pause", {"reason": "scheduled", "wakes_at": "2001-01-01T00:00:00Z"}
    )
    assert fields(past) == {"wakes_at"}
    lacking = agnes.post(f"/incidents/{number}/resolution", {"code": "fixed", "cause": "use", "solution": ""})
    assert fields(lacking) == {"solution"}


def test_verbs_say_which_are_open_and_what_blocks_the_rest(cast: Cast, number: str) -> None:
    agnes = Caller(cast.person("agnes"))
    told = {each["verb"]: each for each in agnes.get(f"/incidents/{number}/verbs").json()}
    assert told["take"]["open"]
    assert told["take"]["blocked"] == []
    assert not told["resolve"]["open"]
    assert told["resolve"]["blocked"][0]["code"] == "illegal_transition"
    assert agnes.get(f"/records/{number}/verbs").json() == list(told.values())
    rita = {each["verb"] for each in Caller(cast.person("rita")).get(f"/incidents/{number}/verbs").json()}
    assert rita == {"close", "reopen", "cancel"}
    assert Caller(cast.person("agnes"), ["read"]).get(f"/incidents/{number}/verbs").json() == []


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("assignment", {}),
        ("taking", None),
        ("pause", {"reason": "supplier"}),
        ("resolution", {"code": "fixed", "cause": "use", "solution": "Done."}),
        ("priority", {"impact": 1}),
        ("confidentiality", {"circle": None}),
    ],
)
def test_a_requester_cannot_do_an_agents_work(cast: Cast, number: str, verb: str, body: object) -> None:
    agnes, rita = Caller(cast.person("agnes")), Caller(cast.person("rita"))
    if verb != "taking":
        agnes.post(f"/incidents/{number}/taking")
    before = agnes.get(f"/incidents/{number}").json()
    refused = rita.post(f"/incidents/{number}/{verb}", body)
    assert refused.status_code == 403, refused.content
    assert agnes.get(f"/incidents/{number}").json() == before

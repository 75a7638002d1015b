"""Tasks through the interface: planned, corrected, ticked, finished, by a template; refusals in the usual words."""

from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.declarations.actions import define
from maitre.shared.tasks.contributions.templates import TemplateDefinition
from tests.callers import Caller
from tests.cast import Cast


def test_a_task_lives_its_life_through_the_interface(cast: Cast) -> None:
    agnes = Caller(cast.person("agnes"))
    number = cast.incident().record.label
    body = {"title": "Swap it", "assignee": "leo@harbour.example", "blocks": True, "checklist": ["Order"]}
    made = agnes.post(f"/records/{number}/tasks", body)
    assert made.status_code == 201
    task = made.json()
    label = task["number"]
    assert (task["record"], task["assignee"]["name"], task["blocks"]) == (number, "Leo", True)
    assert made.headers["Location"] == f"/api/v1/tasks/{label}"
    assert agnes.patch(f"/tasks/{label}", {"title": "Swap both"}).json()["title"] == "Swap both"
    refused = agnes.post(f"/tasks/{label}/completion")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "checklist")
    [item] = task["checklist"]
    ticked = agnes.call("PUT", f"/tasks/{label}/items/{item['id']}", {"ticked": True}).json()
    assert ticked["ticked_by"]["name"] == "Agnes"
    added = agnes.post(f"/tasks/{label}/items", {"text": "Mount"}).json()
    assert agnes.delete(f"/tasks/{label}/items/{added['id']}").status_code == 204
    assert agnes.post(f"/tasks/{label}/start").json()["state"] == "in_progress"
    assert agnes.post(f"/tasks/{label}/completion").json()["state"] == "done"
    assert agnes.delete(f"/tasks/{label}/completion").json()["state"] == "open"
    assert agnes.post(f"/tasks/{label}/assignment", {"team": "desk"}).json()["assignee"] is None
    assert [each["number"] for each in agnes.get("/tasks?q=state:open").json()["items"]] == [label]
    verbs = {each["verb"]: each["open"] for each in agnes.get(f"/tasks/{label}/verbs").json()}
    assert (verbs["start"], verbs["reopen"]) == (True, False)
    assert agnes.post(f"/tasks/{label}/cancellation", {"reason": "Not needed"}).json()["state"] == "cancelled"
    stale = agnes.post(f"/tasks/{label}/start", If_Match='"1"')
    assert stale.status_code == 412


def test_a_template_is_planned_whole_and_in_order(cast: Cast) -> None:
    template = {
        "kind": "task_template",
        "key": "swap",
        "name": "Swap",
        "organisation": "harbour",
        "tasks": [
            {"title": "One", "due": "2h", "team": "network"},
            {"title": "Two", "checklist": ["a", "b"]},
        ],
    }
    define(TemplateDefinition.model_validate(template), by=SYSTEM_ACTOR)
    agnes = Caller(cast.person("agnes"))
    number = cast.incident().record.label
    planned = agnes.post(f"/records/{number}/tasks/from-template", {"template": "swap"})
    assert planned.status_code == 201
    assert [each["title"] for each in agnes.get(f"/records/{number}/tasks").json()["items"]] == ["One", "Two"]
    first, second = planned.json()["items"]
    assert (first["team"]["key"], first["next_deadline"] is not None) == ("network", True)
    assert [each["text"] for each in second["checklist"]] == ["a", "b"]
    agnes.post(f"/tasks/{second['number']}/place", {"to": "up"})
    assert [each["title"] for each in agnes.get(f"/records/{number}/tasks").json()["items"]] == ["Two", "One"]
    foreign = Caller(cast.person("fiona"))
    assert foreign.post(f"/records/{number}/tasks", {"title": "Spy"}).status_code == 404


def test_reminders_through_the_interface(cast: Cast) -> None:
    agnes = Caller(cast.person("agnes"))
    number = cast.incident().record.label
    made = agnes.post(f"/records/{number}/reminders", {"at": "2099-01-05T23:00:00Z", "note": "Look again"})
    assert (made.status_code, made.json()["due_at"]) == (201, "2099-01-06T09:00:00Z")
    assert [each["note"] for each in agnes.get("/reminders").json()["items"]] == ["Look again"]
    assert agnes.delete(f"/reminders/{made.json()['id']}").status_code == 204
    assert agnes.get("/reminders").json()["items"] == []


def test_a_task_among_the_favourites_stands_in_my_work(cast: Cast) -> None:
    from django.test import Client

    task = Caller(cast.person("agnes")).post(
        f"/records/{cast.incident().record.label}/tasks", {"title": "Swap it"}
    )
    client = Client()
    client.force_login(cast.person("agnes"))
    client.post(f"/records/{task.json()['number']}/favourite", {"to": "on", "on": "1", "starred": "1"})
    page = client.get("/desk")
    assert page.status_code == 200
    assert client.get("/palette?q=swap").status_code == 200

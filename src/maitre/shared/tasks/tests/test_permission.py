"""Who sees a task: whoever works on its record, its own team, and whom it was given to; nobody else, by no way."""

import pytest
from django.test import Client

from maitre.kernel.errors import Invalid, NotFound
from maitre.operation.incident import actions as incidents
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.notifications.models import Notification
from maitre.shared.records.models import Participation, Record
from maitre.shared.records.querysets import listing_of, reads_internal, standing
from maitre.shared.search.notices import find, hints
from maitre.shared.tasks import actions
from maitre.shared.tasks.models import Task
from tests.cast import GRANTED, Cast

EVERYBODY = (*sorted(GRANTED), "tess", "rita", "ben", "wanda", "cyril", "kim", "fred")
HARBOUR = {key for key, (_, home) in GRANTED.items() if home == "harbour"}


def make(cast: Cast, case: str) -> tuple[Task, set[str]]:
    """A task of this case, and who may see it."""
    incident = cast.incident(requester="ben" if case == "circle" else "rita")
    record, own_team, sees = incident.record, None, set(HARBOUR)
    if case == "host_of_team":
        incidents.assign(incident, by=SYSTEM_ACTOR, team=cast.teams["network"])
        sees |= {"tess"}
    if case == "team":
        own_team = cast.teams["network"]
        sees |= {"tess"}
    if case == "host_of_team_other_team":
        incidents.assign(incident, by=SYSTEM_ACTOR, team=cast.teams["network"])
        own_team = cast.teams["desk"]
        sees |= {"tess"}
    task = actions.plan(
        record, by=SYSTEM_ACTOR, title="Zanzibar quokka", description="Zanzibar words", team=own_team
    )
    if case == "doer":
        actions.assign(task, by=SYSTEM_ACTOR, assignee=cast.person("kim"))
        sees |= {"kim"}
    if case == "circle":
        incidents.confide(cast.fresh(incident), cast.circles["board"], by=SYSTEM_ACTOR)
        sees = {"carla"}
    return Task.objects.select_related("record").get(pk=task.pk), sees


CASES = ["plain", "host_of_team", "team", "host_of_team_other_team", "doer", "circle"]


@pytest.mark.parametrize("case", CASES)
def test_a_task_is_open_to_whoever_works_on_its_record_to_its_team_and_to_who_has_it(
    cast: Cast, case: str
) -> None:
    """The same answer from the single record, the condition, the list, the search, its page and REST."""
    task, sees = make(cast, case)
    label, host = task.record.label, Record.objects.get(pk=task.record.host_id)
    for person in EVERYBODY:
        actor = cast.actor(person)
        expected = person in sees
        assert bool(Record.objects.visible_to(actor).filter(pk=task.pk)) is expected, person
        assert bool(standing(actor, Record.objects.get(pk=task.pk))) is expected, person
        assert [row.number for row in listing_of("task", actor).rows] == [label] * expected, person
        if expected:
            assert Task.objects.labelled(label, actor).pk == task.pk
        else:
            with pytest.raises(NotFound):
                Task.objects.labelled(label, actor)
        works = expected and reads_internal(standing(actor, Record.objects.get(pk=task.pk)))
        assert [hit.record.number for hit in find("zanzibar", actor).hits] == [label] * works, person
        assert hints("Zanzibar quokka", actor) == []
        client = Client()
        client.force_login(cast.person(person))
        assert client.get(f"/tasks/{label}").status_code == (200 if expected else 404), person
        on_their_page = person == "kim" if case == "doer" else expected
        assert (label in client.get("/tasks").content.decode()) is on_their_page, person
        of_host = client.get(f"/api/v1/records/{host.label}/tasks")
        sees_host = reads_internal(standing(actor, host))
        assert of_host.status_code == (200 if sees_host else 404), person
        assert client.get(f"/api/v1/tasks/{label}").status_code == (200 if expected else 404), person
        assert (label in client.get("/api/v1/tasks?q=zanzibar").content.decode()) is expected, person


def test_who_was_given_one_without_a_grant_sees_that_task_and_nothing_around_it(cast: Cast) -> None:
    incident = cast.incident("Quokka in the lobby")
    task = actions.plan(incident.record, by=cast.actor("agnes"), title="Catch it", checklist=["Net"])
    actions.assign(task, by=cast.actor("agnes"), assignee=cast.person("kim"))
    client = Client()
    client.force_login(cast.person("kim"))
    page = client.get(f"/tasks/{task.record.label}").content.decode()
    assert "Catch it" in page
    assert "Quokka" not in page
    assert incident.record.label not in page
    assert incident.record.label not in client.get(f"/api/v1/tasks/{task.record.label}").content.decode()
    assert client.get(f"/incidents/{incident.record.label}").status_code == 404
    [told] = Notification.objects.filter(person=cast.person("kim"))
    assert (told.verb, told.record_id) == ("assign", task.pk)
    assert task.record.label in client.get("/notifications").content.decode()
    assert client.get(f"/{task.record.label}").headers["Location"] == f"/tasks/{task.record.label}"
    [item] = task.items.all()
    assert client.post(f"/tasks/{task.record.label}/items/{item.pk}", {"to": "ticked"}).status_code == 302
    assert client.post(f"/tasks/{task.record.label}/verbs/finish").status_code == 302
    assert Record.objects.get(pk=task.pk).state == "done"
    actions.reopen(Task.objects.labelled(task.record.label, cast.actor("agnes")), by=cast.actor("agnes"))
    again = Task.objects.labelled(task.record.label, cast.actor("agnes"))
    actions.assign(again, by=cast.actor("agnes"), assignee=cast.person("leo"))
    assert client.get(f"/tasks/{task.record.label}").status_code == 404
    assert not Participation.objects.filter(record=task.pk).exists()


def test_nobody_outside_the_circle_is_given_a_task_of_it(cast: Cast) -> None:
    incident = cast.incident(requester="ben")
    incidents.confide(incident, cast.circles["board"], by=SYSTEM_ACTOR)
    task = actions.plan(cast.fresh(incident).record, by=cast.actor("carla"), title="Ask them")
    assert task.record.circle_id == cast.circles["board"].pk
    for person in ("kim", "agnes", "cyril"):
        with pytest.raises(Invalid, match="confidential"):
            actions.assign(task, by=cast.actor("carla"), assignee=cast.person(person))


def test_the_requester_finds_no_trace_of_tasks(cast: Cast) -> None:
    incident = cast.incident()
    task = actions.plan(incident.record, by=cast.actor("agnes"), title="Zanzibar")
    client = Client()
    client.force_login(cast.person("rita"))
    for address in (f"/mine/{incident.record.label}", "/mine", "/search?q=zanzibar", "/tasks", "/"):
        page = client.get(address, follow=True).content.decode()
        assert task.record.label not in page, address
        assert "Zanzibar" not in page, address
    for address in (f"/api/v1/records/{incident.record.label}/timeline", "/api/v1/search?q=zanzibar"):
        assert "Zanzibar" not in client.get(address).content.decode()
    assert client.get(f"/api/v1/records/{task.record.label}").status_code == 404


def test_comments_on_a_task_are_found_by_who_works_there_only(cast: Cast) -> None:
    from maitre.shared.conversation.actions import comment

    task, _ = make(cast, "doer")
    comment(task.record, "Wombat", by=cast.actor("agnes"))
    assert [hit.record.id for hit in find("wombat", cast.actor("leo")).hits] == [task.pk]
    assert find("wombat", cast.actor("rita")).hits == []
    actions.edit(task, {"title": "Quokka and wombat"}, by=cast.actor("agnes"))
    assert find("wombat", cast.actor("rita")).hits == []
    assert [hit.record.id for hit in find("quokka", cast.actor("leo")).hits] == [task.pk]


def test_a_task_that_goes_into_a_circle_is_nobody_s_who_may_not_work_there(cast: Cast) -> None:
    """Who did it without a grant went on reading it, and it stayed with somebody who could not find it."""
    incident = cast.incident(requester="ben")
    planned = {
        key: actions.plan(incident.record, by=SYSTEM_ACTOR, title=key, assignee=cast.person(key))
        for key in ("kim", "leo", "carla")
    }
    done = actions.plan(incident.record, by=SYSTEM_ACTOR, title="Done", assignee=cast.person("kim"))
    actions.finish(done, by=cast.actor("kim"))
    incidents.confide(cast.fresh(incident), cast.circles["board"], by=cast.actor("carla"))
    for key, task in planned.items():
        keeps = key == "carla"
        assert Record.objects.visible_to(cast.actor(key)).filter(pk=task.pk).exists() is keeps, key
        assert (Record.objects.get(pk=task.pk).assignee_id is not None) is keeps, key
    assert not Record.objects.visible_to(cast.actor("kim")).filter(pk=done.pk).exists()
    assert Record.objects.get(pk=done.pk).assignee == cast.person("kim")
    assert not Participation.objects.filter(role="doer").exists()

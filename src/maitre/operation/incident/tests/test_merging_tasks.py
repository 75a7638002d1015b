"""What becomes of open tasks when the incident they are part of is merged, and when that is undone."""

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from maitre.kernel.errors import AlreadyChanged, Invalid, NotReady
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.steps import END, incident_in
from maitre.shared.notifications.models import Notification
from maitre.shared.records.actions import verify_timelines
from maitre.shared.records.models import Participation, Record
from maitre.shared.records.notices import sentence, tell
from maitre.shared.relationships.actions.verify_families import verify_families
from maitre.shared.tasks import actions as tasks
from maitre.shared.tasks.models import Task

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def plan(cast: "Cast", incident: Incident, title: str = "Swap the till", **more: object) -> Task:
    host = cast.fresh(incident).record
    return tasks.plan(host, by=cast.actor("agnes"), title=title, **more)  # type: ignore[arg-type]


def told_of(pk: int, *, internal: bool = True) -> list[str]:
    record = Record.objects.get(pk=pk)
    return [sentence(record.kind, each) for each in tell(record, internal=internal)]


def host_of(task: Task) -> int | None:
    return Record.objects.get(pk=task.pk).host_id


def titles_of(cast: "Cast", incident: Incident) -> list[str]:
    from maitre.shared.tasks.querysets import parts_of

    return [part.title for part in parts_of(cast.fresh(incident).record)]


def test_open_tasks_go_along_to_the_survivor_with_who_has_them_and_what_is_done_stays(cast: "Cast") -> None:
    mine, into = incident_in(cast, "in_progress"), incident_in(cast, "in_progress")
    done, waiting = plan(cast, mine, "Look at it"), plan(cast, mine, assignee=cast.person("leo"))
    plan(cast, into, "Call the vendor")
    tasks.finish(done, by=cast.actor("agnes"))
    Notification.objects.all().delete()
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"))
    assert (host_of(done), host_of(waiting)) == (mine.pk, into.pk)
    now = Record.objects.get(pk=waiting.pk)
    assert (now.assignee, now.state) == (cast.person("leo"), "open")
    assert titles_of(cast, into) == ["Call the vendor", "Swap the till"]
    label = waiting.record.label
    assert told_of(mine.pk)[-2:] == [f"Went along: {label}", told_of(mine.pk)[-1]]
    assert f"Came along with what was merged into this: {label}" in told_of(into.pk)
    assert told_of(waiting.pk)[-1] == "Went along: the record it belongs to was merged"
    assert not [line for line in told_of(mine.pk, internal=False) if label in line]
    assert verify_families().good


def test_what_was_put_in_order_before_and_after_going_along_is_as_its_timeline_says(cast: "Cast") -> None:
    mine, into = cast.incident(), cast.incident()
    one, two = plan(cast, mine, "One"), plan(cast, mine, "Two")
    plan(cast, into, "Zero")
    tasks.move(two, by=cast.actor("agnes"), up=True)
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"))
    assert titles_of(cast, into) == ["Zero", "Two", "One"]
    tasks.move(Task.objects.labelled(one.record.label, cast.actor("agnes")), by=cast.actor("agnes"), up=True)
    assert titles_of(cast, into) == ["Zero", "One", "Two"]
    assert verify_timelines().good


def test_n21_tasks_go_along_quietly(cast: "Cast") -> None:
    """Who has a task hears nothing of it: it is still theirs, and asks the same. Leo hears of his incident, once."""
    mine, into = incident_in(cast, "in_progress"), incident_in(cast, "in_progress", requester="ben")
    plan(cast, mine, assignee=cast.person("leo"))
    plan(cast, mine, assignee=cast.person("kim"))
    Notification.objects.all().delete()
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"))
    heard = set(Notification.objects.values_list("person__name", "record_id", "verb"))
    assert heard == {("Rita", mine.pk, "merge"), ("Leo", mine.pk, "merge")}


def test_a_task_that_holds_up_holds_up_the_survivor(cast: "Cast") -> None:
    mine, into = incident_in(cast, "in_progress"), incident_in(cast, "in_progress")
    task = plan(cast, mine, blocks=True)
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"))
    with pytest.raises(Exception, match="waits for"):
        actions.resolve(cast.fresh(into), by=cast.actor("agnes"), **END)
    tasks.finish(Task.objects.labelled(task.record.label, cast.actor("agnes")), by=cast.actor("agnes"))
    actions.resolve(cast.fresh(into), by=cast.actor("agnes"), **END)
    assert f"Finished the task {task.record.label} Swap the till" in told_of(into.pk)


def test_they_go_along_again_and_undoing_brings_back_what_is_still_to_do(cast: "Cast") -> None:
    one, two, three = (incident_in(cast, "in_progress") for _ in range(3))
    first, second, third = plan(cast, one, "First"), plan(cast, one, "Second"), plan(cast, two, "Third")
    agnes = cast.actor("agnes")
    actions.merge(cast.fresh(one), cast.fresh(two), by=agnes)
    actions.merge(cast.fresh(two), cast.fresh(three), by=agnes)
    assert {host_of(each) for each in (first, second, third)} == {three.pk}
    tasks.finish(Task.objects.labelled(second.record.label, agnes), by=agnes)
    actions.unmerge(cast.fresh(two), by=agnes, reason="Another till")
    assert [host_of(each) for each in (first, second, third)] == [two.pk, three.pk, two.pk]
    actions.unmerge(cast.fresh(one), by=agnes, reason="Another till")
    assert [host_of(each) for each in (first, second, third)] == [one.pk, three.pk, two.pk]
    assert told_of(first.pk)[-1] == "Came back: merging the record it belongs to was undone"
    assert verify_families().good


def test_undoing_the_first_of_two_mergers_brings_its_tasks_back_from_the_last(cast: "Cast") -> None:
    one, two, three = (incident_in(cast, "in_progress") for _ in range(3))
    task, agnes = plan(cast, one), cast.actor("agnes")
    actions.merge(cast.fresh(one), cast.fresh(two), by=agnes)
    actions.merge(cast.fresh(two), cast.fresh(three), by=agnes)
    actions.unmerge(cast.fresh(one), by=agnes, reason="Another till")
    assert host_of(task) == one.pk
    assert verify_families().good


def test_what_would_be_opened_to_others_does_not_go_along_but_may_be_cancelled(cast: "Cast") -> None:
    """Tasks carry notes: merging into another organisation shows them to nobody who did not see them."""
    mine, into = cast.incident(requester="kim"), cast.incident()
    task = plan(cast, mine, assignee=cast.person("leo"))
    with pytest.raises(Invalid) as refusal:
        actions.merge(cast.fresh(mine), into, by=cast.actor("agnes"))
    assert [(each.field, each.code) for each in refusal.value.errors] == [("tasks", "kept_apart")]
    assert (host_of(task), cast.fresh(mine).record.state) == (mine.pk, "new")
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"), cancel_tasks=True)
    now = Record.objects.get(pk=task.pk)
    assert (now.host_id, now.state) == (mine.pk, "cancelled")
    assert told_of(task.pk)[-1] == "Cancelled: the record it belongs to was merged"
    assert Notification.objects.filter(person=cast.person("leo"), record=task.pk, verb="cancel").exists()
    assert verify_families().good


def test_in_a_circle_who_may_not_work_there_has_them_no_longer_and_what_went_in_stays_in(
    cast: "Cast",
) -> None:
    mine, into = cast.incident(), cast.incident()
    carlas = plan(cast, mine, assignee=cast.person("carla"))
    leos, kims = plan(cast, mine, assignee=cast.person("leo")), plan(cast, mine, assignee=cast.person("kim"))
    actions.confide(into, cast.circles["board"], by=cast.actor("carla"))
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("carla"))
    now = Record.objects.in_bulk([carlas.pk, leos.pk, kims.pk])
    assert {each.circle_id for each in now.values()} == {cast.circles["board"].pk}
    assert [now[each.pk].assignee_id for each in (carlas, leos, kims)] == [
        cast.person("carla").pk,
        None,
        None,
    ]
    assert not Participation.objects.filter(record__in=now, role="doer").exists()
    assert not Record.objects.visible_to(cast.actor("kim")).filter(pk=kims.pk).exists()
    actions.unmerge(cast.fresh(mine), by=cast.actor("carla"), reason="Another till")
    assert {host_of(each) for each in (carlas, leos, kims)} == {into.pk}
    assert verify_families().good


def test_who_holds_no_grant_by_the_survivor_s_team_does_the_task_all_the_same(cast: "Cast") -> None:
    mine, into = cast.incident(), incident_in(cast, "in_progress")
    actions.assign(mine, by=cast.actor("agnes"), team=cast.teams["network"])
    task = plan(cast, mine, assignee=cast.person("tess"))
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"))
    tasks.finish(Task.objects.labelled(task.record.label, cast.actor("tess")), by=cast.actor("tess"))
    assert Record.objects.get(pk=task.pk).state == "done"


def test_a_record_that_would_have_too_many_tasks_takes_none_in(
    cast: "Cast", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("maitre.shared.tasks.actions.along.TASKS_LIMIT", 2)
    mine, into = cast.incident(), cast.incident()
    for n in range(2):
        plan(cast, mine, f"Mine {n}")
        plan(cast, into, f"Into {n}")
    with pytest.raises(Invalid, match="at most 2 tasks"):
        actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"))


def test_no_task_of_what_has_ended_comes_back_to_life(cast: "Cast") -> None:
    """It would be work that nobody looks for: on what was merged, closed or cancelled nothing is planned either."""
    mine, into = cast.incident(), cast.incident()
    task = plan(cast, mine)
    tasks.finish(task, by=cast.actor("agnes"))
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"))
    with pytest.raises(NotReady, match="has ended"):
        tasks.reopen(task, by=cast.actor("agnes"))
    assert Record.objects.get(pk=task.pk).state == "done"
    assert verify_families().good


def test_verify_names_a_task_left_on_what_was_merged_and_one_that_is_elsewhere_than_its_record(
    cast: "Cast",
) -> None:
    mine, into = cast.incident(), cast.incident()
    task = plan(cast, into)
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"))
    Record.objects.filter(pk=task.pk).update(host=mine.record)
    Record.objects.filter(pk=plan(cast, into).pk).update(circle=cast.circles["board"])
    said = [str(fault) for fault in verify_families().faults]
    assert len(said) == 1
    assert task.record.label in said[0]
    from maitre.product.cli.verify import examine

    faults = [str(fault) for each in examine() if each.name == "tasks" for fault in each.faults]
    assert len(faults) == 1


def test_whoever_loaded_a_task_before_it_went_along_loses_nothing(cast: "Cast") -> None:
    """What ends it is told to the record it is part of now; what gives it to somebody looks at its circle anew."""
    mine, into = cast.incident(), cast.incident()
    old, older = plan(cast, mine), plan(cast, mine, "Older")
    actions.confide(into, cast.circles["board"], by=cast.actor("carla"))
    actions.merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("carla"))
    with pytest.raises(AlreadyChanged):
        tasks.assign(old, by=cast.actor("agnes"), assignee=cast.person("kim"))
    tasks.finish(older, by=cast.actor("carla"))
    assert f"Finished the task {older.record.label} Older" in told_of(into.pk)
    assert not [line for line in told_of(mine.pk) if "Finished" in line]


def test_the_page_asks_about_open_tasks_only_where_there_are_some(cast: "Cast") -> None:
    mine, into = cast.incident(), cast.incident()
    client = Client()
    client.force_login(cast.person("agnes"))
    url = reverse("incident:merge", args=[mine.record.label])
    assert "What is still to do" not in client.get(url).content.decode()
    task = plan(cast, mine)
    page = client.get(url).content.decode()
    assert "What is still to do" in page
    assert f"{task.record.label} Swap the till" in page
    given = {"into": into.record.label, "message": "", "tasks": "cancel"}
    assert client.post(url, given).status_code == 302
    assert Record.objects.get(pk=task.pk).state == "cancelled"


@pytest.mark.parametrize(("cancel", "state"), [(False, "open"), (True, "cancelled")])
def test_rest_says_what_becomes_of_open_tasks(cast: "Cast", cancel: bool, state: str) -> None:
    mine, into = cast.incident(), cast.incident()
    task = plan(cast, mine)
    client = Client()
    client.force_login(cast.person("agnes"))
    answer = client.post(
        f"/api/v1/incidents/{mine.record.label}/merger",
        {"into": into.record.label, "cancel_tasks": cancel},
        content_type="application/json",
    )
    assert answer.status_code == 200, answer.content
    now = Record.objects.get(pk=task.pk)
    assert (now.state, now.host_id) == (state, mine.pk if cancel else into.pk)


def test_a_finished_task_of_what_has_ended_offers_no_way_back_in_the_panel(cast: "Cast") -> None:
    incident, client = cast.incident(), Client()
    client.force_login(cast.person("agnes"))
    done, page = plan(cast, incident), f"/incidents/{incident.record.label}"
    tasks.finish(done, by=cast.actor("agnes"))
    back = reverse("task:verb", args=[done.record.label, "reopen"])
    assert back in client.get(page).content.decode()
    actions.cancel(cast.fresh(incident), by=cast.actor("agnes"), reason="Was none")
    assert back not in client.get(page).content.decode()

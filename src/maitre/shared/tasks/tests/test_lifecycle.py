"""The life of a task: every (state, verb, role), and what happens between a record and its tasks."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from maitre.kernel.errors import IllegalTransition, Invalid, MaitreError, NotAllowed, NotReady
from maitre.operation.incident import actions as incidents
from maitre.shared.access.rules import DOER, PARTICIPANT, REQUESTER, SYSTEM, SYSTEM_ACTOR, Role
from maitre.shared.records.models import Entry, Record
from maitre.shared.records.notices import sentence, tell
from maitre.shared.tasks import actions
from maitre.shared.tasks.lifecycle import LIFECYCLE, STATES
from maitre.shared.tasks.models import Item, Task
from maitre.shared.tasks.querysets import asked_anew
from tests.callers import Caller
from tests.cast import Cast

WORKERS = frozenset({"agent", "lead", "change_manager", "service_owner", "admin", "system"})
TABLE = {
    ("open", "start"): ("in_progress", WORKERS | {"doer"}),
    ("open", "finish"): ("done", WORKERS | {"doer"}),
    ("in_progress", "finish"): ("done", WORKERS | {"doer"}),
    ("open", "assign"): ("open", WORKERS),
    ("in_progress", "assign"): ("in_progress", WORKERS),
    ("open", "edit"): ("open", WORKERS),
    ("in_progress", "edit"): ("in_progress", WORKERS),
    ("open", "tick"): ("open", WORKERS | {"doer"}),
    ("in_progress", "tick"): ("in_progress", WORKERS | {"doer"}),
    ("open", "untick"): ("open", WORKERS | {"doer"}),
    ("in_progress", "untick"): ("in_progress", WORKERS | {"doer"}),
    ("done", "reopen"): ("open", WORKERS | {"doer"}),
    ("cancelled", "reopen"): ("open", WORKERS | {"doer"}),
    ("open", "cancel"): ("cancelled", WORKERS),
    ("in_progress", "cancel"): ("cancelled", WORKERS),
    **{(state, "go_along"): (state, frozenset({"system"})) for state in ("open", "in_progress")},
    **{(state.name, "confide"): (state.name, frozenset({"system"})) for state in STATES},
}
"""The life of a task written down once more, by hand: what stands nowhere here is not possible."""
ROLES = [*(role.value for role in Role), REQUESTER, PARTICIPANT, DOER, SYSTEM]


@pytest.mark.parametrize("state", [state.name for state in STATES])
@pytest.mark.parametrize("verb", LIFECYCLE.verbs)
@pytest.mark.parametrize("role", ROLES)
def test_every_state_verb_and_role_is_as_the_table_says(state: str, verb: str, role: str) -> None:
    row = LIFECYCLE.row(state, verb)
    expected = TABLE.get((state, verb))
    if expected is None:
        assert row is None
        return
    assert row is not None
    assert LIFECYCLE.after(state, row).name == expected[0]
    assert (role in row.who) == (role in expected[1])


def plan(cast: Cast, title: str = "Swap the access point", by: str = "agnes", **more: object) -> Task:
    incident = more.pop("incident", None) or cast.incident()
    return actions.plan(incident.record, by=cast.actor(by), title=title, **more)  # type: ignore[attr-defined,arg-type]


def told_of(record: Record) -> list[str]:
    return [sentence(record.kind, each) for each in tell(record, internal=True)]


def in_work(cast: Cast) -> object:
    incident = cast.incident()
    incidents.take(incident, by=cast.actor("agnes"))
    return cast.fresh(incident)


def solve(cast: Cast, incident: object) -> None:
    incidents.resolve(
        cast.fresh(incident),  # type: ignore[arg-type]
        by=cast.actor("agnes"),
        code="fixed",
        cause="hardware",
        solution="It prints.",
    )


def test_a_task_is_planned_done_and_reopened_and_its_record_tells_of_it(cast: Cast) -> None:
    incident = cast.incident()
    task = plan(cast, incident=incident, description="In the lobby", assignee=cast.person("leo"))
    assert task.record.label.startswith("TSK-")
    assert (task.record.host_id, task.record.organisation_id) == (
        incident.pk,
        incident.record.organisation_id,
    )
    assert task.record.assignee == cast.person("leo")
    actions.finish(task, by=cast.actor("leo"))
    assert (task.record.state, task.record.phase) == ("done", "done")
    actions.reopen(task, by=cast.actor("leo"), reason="It fell down")
    assert task.record.state == "open"
    label = task.record.label
    assert told_of(cast.fresh(incident).record)[1:] == [
        f"Planned the task {label} Swap the access point",
        f"Finished the task {label} Swap the access point",
        f"Reopened the task {label} Swap the access point",
    ]
    assert told_of(task.record) == ["Planned", "Assigned to Leo", "Done", "Reopened"]


def test_titles_of_tasks_stand_in_no_sealed_text(cast: Cast) -> None:
    task = plan(cast, "Zanzibar", description="Zanzibar too")
    sealed = Entry.objects.filter(record__in=[task.pk, task.record.host_id]).values_list("sealed", flat=True)
    assert not [text for text in sealed if "Zanzibar" in text]


def test_the_requester_reads_nothing_of_tasks_on_the_timeline(cast: Cast) -> None:
    incident = cast.incident()
    plan(cast, incident=incident)
    assert [each.verb for each in tell(cast.fresh(incident).record, internal=False)] == ["report"]


def test_a_task_nobody_has_belongs_to_who_begins_with_it(cast: Cast) -> None:
    task = plan(cast)
    actions.start(task, by=cast.actor("agnes"))
    assert (task.record.state, task.record.assignee_id) == ("in_progress", cast.person("agnes").pk)


def test_what_holds_a_record_up_is_done_first_and_is_named(cast: Cast) -> None:
    incident = in_work(cast)
    task = plan(cast, "Test all tills", incident=incident, blocks=True)
    plan(cast, "Write it down", incident=incident)
    with pytest.raises(NotReady) as refused:
        solve(cast, incident)
    assert [(each.field, each.code) for each in refused.value.errors] == [("tasks", "open_tasks")]
    assert f"waits for {task.record.label} Test all tills" in refused.value.sentence
    actions.finish(task, by=cast.actor("agnes"))
    solve(cast, incident)
    assert cast.fresh(incident).record.state == "resolved"  # type: ignore[arg-type]


def test_a_task_planned_after_the_needs_were_asked_still_holds_the_record_up(cast: Cast) -> None:
    incident = in_work(cast)
    assert asked_anew(incident.record) == []  # type: ignore[attr-defined]
    plan(cast, "Test all tills", incident=cast.fresh(incident), blocks=True)  # type: ignore[arg-type]
    with pytest.raises(NotReady, match="Test all tills"):
        incidents.resolve(
            incident, by=cast.actor("agnes"), code="fixed", cause="hardware", solution="Yes"  # type: ignore[arg-type]
        )  # fmt: skip
    assert cast.fresh(incident).record.state == "in_progress"  # type: ignore[arg-type]


def test_cancelling_a_record_cancels_what_was_still_to_do(cast: Cast) -> None:
    incident = cast.incident()
    done, waiting = plan(cast, incident=incident), plan(cast, "Call the vendor", incident=incident)
    actions.finish(done, by=cast.actor("agnes"))
    incidents.cancel(cast.fresh(incident), by=cast.actor("agnes"), reason="Was none")
    states = dict(Record.objects.filter(host=incident.pk).values_list("pk", "state"))
    assert states == {done.pk: "done", waiting.pk: "cancelled"}
    assert told_of(Record.objects.get(pk=waiting.pk))[-1] == "Cancelled with the record it belongs to"


def test_nothing_is_planned_for_what_has_ended_and_no_task_has_tasks(cast: Cast) -> None:
    incident = cast.incident()
    task = plan(cast, incident=incident)
    with pytest.raises(Invalid, match="is a task itself"):
        actions.plan(task.record, by=cast.actor("agnes"), title="More")
    incidents.cancel(cast.fresh(incident), by=cast.actor("agnes"), reason="Was none")
    with pytest.raises(Invalid, match="has ended"):
        actions.plan(cast.fresh(incident).record, by=cast.actor("agnes"), title="More")


def ended(cast: Cast, how: str) -> Task:
    """A task that was done, of a record that has ended since."""
    incident = in_work(cast) if how == "closed" else cast.incident()
    task = plan(cast, incident=incident, assignee=cast.person("ben"))
    actions.finish(task, by=cast.actor("agnes"))
    if how == "closed":
        solve(cast, incident)
        incidents.close(cast.fresh(incident), by=cast.actor("leo"))
    elif how == "cancelled":
        incidents.cancel(cast.fresh(incident), by=cast.actor("agnes"), reason="Was none")
    else:
        incidents.merge(cast.fresh(incident), cast.incident(), by=cast.actor("agnes"))
    return task


@pytest.mark.parametrize("how", ["closed", "cancelled", "merged"])
@pytest.mark.parametrize("key", ["agnes", "ben"])
def test_reopening_is_offered_only_where_it_can_be_done_and_says_why_not(
    cast: Cast, how: str, key: str
) -> None:
    """On the page, over REST, and to somebody who has the task and sees nothing of what it belongs to."""
    task = ended(cast, how)
    label, host = task.record.label, Record.objects.get(pk=task.record.host_id).label
    verbs = {each["verb"]: each for each in Caller(cast.person(key)).get(f"/tasks/{label}/verbs").json()}
    assert not verbs["reopen"]["open"]
    assert [each["code"] for each in verbs["reopen"]["blocked"]] == ["ended"]
    client = Client()
    client.force_login(cast.person(key))
    page = client.get(f"/tasks/{label}").content.decode()
    assert "what it belongs to has ended" in page
    assert f'action="/tasks/{label}/verbs/reopen"' not in page
    if key == "ben":
        assert host not in page
    with pytest.raises(NotReady, match="has ended"):
        actions.reopen(Task.objects.labelled(label, cast.actor(key)), by=cast.actor(key))


def test_reopening_is_offered_while_the_record_lives(cast: Cast) -> None:
    task = plan(cast)
    actions.finish(task, by=cast.actor("agnes"))
    client = Client()
    client.force_login(cast.person("agnes"))
    page = client.get(f"/tasks/{task.record.label}").content.decode()
    assert f'action="/tasks/{task.record.label}/verbs/reopen"' in page


@pytest.mark.parametrize("title", ["", "  ", "x" * 301, "two\nlines", "null\x00"])
def test_a_title_is_one_line_of_at_most_300_characters(cast: Cast, title: str) -> None:
    with pytest.raises(Invalid):
        plan(cast, title)


@pytest.mark.parametrize("person", ["manfred", "audrey"])
def test_who_only_reads_plans_nothing_and_finishes_nothing(cast: Cast, person: str) -> None:
    task = plan(cast)
    with pytest.raises(NotAllowed):
        actions.plan(Record.objects.get(pk=task.record.host_id), by=cast.actor(person), title="More")
    with pytest.raises(NotAllowed):
        actions.finish(task, by=cast.actor(person))


def test_a_checklist_is_ticked_with_name_and_time_before_the_task_is_done(cast: Cast) -> None:
    task = plan(cast, checklist=["Order", "Mount"])
    order, mount = Item.objects.of(task.pk)
    order.task = mount.task = task
    before = timezone.now()
    actions.tick(order, by=cast.actor("leo"))
    assert order.ticked_by_id == cast.person("leo").pk
    assert order.ticked_at
    assert before <= order.ticked_at <= timezone.now()
    with pytest.raises(NotReady, match="1 items of the checklist"):
        actions.finish(task, by=cast.actor("leo"))
    with pytest.raises(MaitreError, match="Somebody was faster"):
        actions.tick(order, by=cast.actor("leo"))
    actions.untick(order, by=cast.actor("leo"))
    actions.drop_item(order, by=cast.actor("leo"))
    actions.tick(mount, by=cast.actor("leo"))
    actions.finish(task, by=cast.actor("leo"))
    assert told_of(task.record)[1:] == [
        "Ticked “Order”",
        "No longer ticked: “Order”",
        "Taken off the checklist: “Order”",
        "Ticked “Mount”",
        "Done",
    ]
    with pytest.raises(IllegalTransition):
        actions.tick(mount, by=cast.actor("leo"))


def test_tasks_stand_in_the_order_somebody_gives_them(cast: Cast) -> None:
    incident = cast.incident()
    first, second, third = (plan(cast, title, incident=incident) for title in ("One", "Two", "Three"))
    actions.move(third, by=cast.actor("agnes"), up=True)
    actions.move(first, by=cast.actor("agnes"), up=True)
    assert [part.title for part in asked_anew(incident.record)] == ["One", "Three", "Two"]
    actions.move(first, by=cast.actor("agnes"), up=False)
    assert [part.title for part in asked_anew(incident.record)] == ["Three", "One", "Two"]
    assert second.record.state == "open"


def test_correcting_a_task_says_what_changed(cast: Cast) -> None:
    task = plan(cast)
    due = timezone.now() + timedelta(days=2)
    actions.edit(task, {"title": "Swap both", "due_at": due, "blocks": True}, by=cast.actor("agnes"))
    task = Task.objects.labelled(task.record.label, cast.actor("agnes"))
    assert (task.record.title, task.due_at, task.blocks) == ("Swap both", due, True)
    assert actions.edit(task, {"title": "Swap both"}, by=cast.actor("agnes")) is None
    actions.edit(task, {"due_at": None}, by=cast.actor("agnes"))
    assert Task.objects.labelled(task.record.label, cast.actor("agnes")).due_at is None
    assert told_of(task.record)[-1] == "Changed due time"


def test_the_installation_itself_may_plan(cast: Cast) -> None:
    assert actions.plan(cast.incident().record, by=SYSTEM_ACTOR, title="Check").record.state == "open"


def test_n52_who_leaves_has_no_tasks_any_more_and_what_they_did_stays_theirs(cast: Cast) -> None:
    from maitre.shared.organisation.rules import farewells

    done, waiting = plan(cast, assignee=cast.person("leo")), plan(cast, "Later", assignee=cast.person("leo"))
    actions.finish(done, by=cast.actor("leo"))
    for farewell in farewells():
        farewell(cast.person("leo"))
    people = dict(Record.objects.filter(pk__in=[done.pk, waiting.pk]).values_list("pk", "assignee"))
    assert people == {done.pk: cast.person("leo").pk, waiting.pk: None}

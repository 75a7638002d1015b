"""Who hears of what: the table read as a specification, and the same through the real verbs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.conversation.actions import comment, watch
from maitre.shared.notifications.actions import choose, drop_outdated, mark_read
from maitre.shared.notifications.models import Choice, Notification
from maitre.shared.notifications.notices import centre_of
from maitre.shared.notifications.querysets import unread_of, wishes_of
from maitre.shared.notifications.rules import Listener, Part, Reason, who_hears
from maitre.shared.records.models import Visibility
from tests.cast import Cast

INTERNAL = Visibility.INTERNAL


def listener(person_id: int, *parts: str, works: bool = True, **chosen: bool) -> Listener:
    return Listener(person_id, frozenset(parts), works, chosen)


def test_nobody_hears_of_what_they_did_themselves() -> None:
    both = [listener(1, Part.ASSIGNEE), listener(2, Part.REQUESTER, works=False)]
    assert who_hears("comment", internal=False, by_id=1, listeners=both) == {2: Reason.ASKED}
    assert who_hears("comment", internal=False, by_id=2, listeners=both) == {1: Reason.WORKING}


def test_n31_an_internal_entry_is_heard_only_by_those_who_read_it() -> None:
    watchers = [
        listener(1, Part.WATCHER),
        listener(2, Part.WATCHER, works=False),
        listener(3, Part.REQUESTER),
    ]
    assert who_hears("note", internal=True, by_id=9, listeners=watchers) == {1: Reason.WATCHING}
    hidden = who_hears(
        "comment", internal=True, by_id=9, listeners=[listener(2, Part.REQUESTER, works=False)]
    )
    assert hidden == {}


def test_one_thing_is_heard_once_for_the_first_reason_that_fits() -> None:
    everything = [listener(1, Part.ASSIGNEE, Part.REQUESTER, Part.WATCHER)]
    assert who_hears("comment", internal=False, by_id=9, listeners=everything) == {1: Reason.WORKING}
    muted = [listener(1, Part.ASSIGNEE, Part.WATCHER, working=False)]
    assert who_hears("comment", internal=False, by_id=9, listeners=muted) == {1: Reason.WATCHING}
    silent = [listener(1, Part.ASSIGNEE, working=False)]
    assert who_hears("comment", internal=False, by_id=9, listeners=silent) == {}


def test_a_team_hears_of_new_work_only_where_its_members_chose_to() -> None:
    assert who_hears("assign", internal=False, by_id=9, listeners=[listener(1, Part.TEAM)]) == {}
    chosen = [listener(1, Part.TEAM, team=True), listener(2, Part.TEAM, works=False, team=True)]
    assert who_hears("assign", internal=False, by_id=9, listeners=chosen) == {1: Reason.TEAM}


@pytest.fixture
def incident(cast: Cast) -> Incident:
    """Rita asked for it, Wanda watches it, Leo watches it as staff, Agnes has it."""
    found = cast.incident()
    watch(found.record, cast.person("wanda"), by=SYSTEM_ACTOR)
    watch(found.record, cast.person("leo"), by=SYSTEM_ACTOR)
    actions.assign(found, by=cast.actor("leo"), assignee=cast.person("agnes"))
    actions.take(found, by=cast.actor("agnes"))
    mark_read(by=cast.actor("rita"))
    return found


def heard(cast: Cast) -> dict[str, list[tuple[str, str]]]:
    """By first name, verbs and reasons of everything that waits."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in Notification.objects.unread().select_related("person").order_by("pk"):
        found.setdefault(each.person.name.lower(), []).append((each.verb, each.reason))
    return found


def test_the_assignee_hears_of_the_assignment_and_nobody_else_does(cast: Cast, incident: Incident) -> None:
    assert heard(cast) == {"agnes": [("assign", "assigned")]}


@pytest.mark.parametrize(
    ("act", "hears"),
    [
        (
            lambda cast, it: comment(it.record, "We are on it", by=cast.actor("agnes")),
            {"rita": "asked", "wanda": "watching", "leo": "watching"},
        ),
        (
            lambda cast, it: comment(it.record, "Still broken", by=cast.actor("rita")),
            {"agnes": "working", "wanda": "watching", "leo": "watching"},
        ),
        (
            lambda cast, it: comment(it.record, "Psst", by=cast.actor("carla"), visibility=INTERNAL),
            {"agnes": "working", "leo": "watching"},
        ),
        (
            lambda cast, it: actions.pause(
                it, by=cast.actor("agnes"), reason="requester", text="Which till?"
            ),
            {"rita": "asked", "wanda": "watching", "leo": "watching"},
        ),
        (
            lambda cast, it: actions.resolve(
                it, by=cast.actor("leo"), code="fixed", cause="hardware", solution="New cable"
            ),
            {"rita": "asked", "wanda": "watching", "agnes": "working"},
        ),
    ],
    ids=["reply", "requester replies", "note", "question", "resolution"],
)
def test_each_hears_of_what_is_theirs(
    cast: Cast, incident: Incident, act: Callable[[Cast, Incident], Any], hears: dict[str, str]
) -> None:
    mark_read(by=cast.actor("agnes"))
    act(cast, incident)
    assert {name: reason for name, [(_, reason)] in heard(cast).items()} == hears


def test_who_is_called_in_a_note_hears_of_that_note_and_nobody_without_the_right_is(
    cast: Cast, incident: Incident
) -> None:
    comment(incident.record, "@Carla and @Ben, look", by=cast.actor("agnes"), visibility=INTERNAL)
    assert heard(cast)["carla"] == [("note", "watching")]
    assert "ben" not in heard(cast)


def test_reported_for_somebody_is_heard_by_them_and_by_oneself_is_not(cast: Cast) -> None:
    rita = cast.person("rita")
    more = {"title": "Till", "requester": rita, "organisation": rita.organisation}
    actions.report(by=cast.actor("rita"), **more)
    assert heard(cast) == {}
    actions.report(by=cast.actor("agnes"), **more)
    assert heard(cast) == {"rita": [("report", "asked")]}


def test_n31_in_a_circle_only_its_members_hear(cast: Cast) -> None:
    found = cast.incident(requester="ben")
    watch(found.record, cast.person("leo"), by=SYSTEM_ACTOR)
    actions.confide(found, cast.circles["board"], by=SYSTEM_ACTOR)
    actions.assign(found, by=SYSTEM_ACTOR, assignee=cast.person("carla"))
    comment(found.record, "Hush", by=SYSTEM_ACTOR, visibility=INTERNAL)
    assert set(heard(cast)) == {"ben", "carla"}
    assert heard(cast)["ben"] == [("report", "asked")]


def test_team_members_hear_of_unassigned_work_once_they_chose_to(cast: Cast) -> None:
    choose({"team": True}, by=cast.actor("agnes"))
    found = cast.incident()
    mark_read(by=cast.actor("rita"))
    actions.assign(found, by=cast.actor("leo"), team=cast.teams["desk"])
    assert heard(cast) == {"agnes": [("assign", "team")]}


def test_a_choice_is_kept_only_where_it_differs(cast: Cast) -> None:
    agnes = cast.actor("agnes")
    choose({"team": True, "working": True, "watching": False}, by=agnes)
    assert set(Choice.objects.values_list("reason", "in_app")) == {("team", True), ("watching", False)}
    assert wishes_of(cast.person("agnes").pk)[Reason.WATCHING].heard is False
    choose({"watching": True}, by=agnes)
    assert list(Choice.objects.values_list("reason", flat=True)) == ["team"]


def test_hearing_costs_two_statements(
    cast: Cast, incident: Incident, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from maitre.shared.lifecycle.rules import Happening
    from maitre.shared.notifications.actions import let_hear

    for line in ("comment", "note", "assign"):
        with django_assert_num_queries(2):
            let_hear(Happening(incident.record, line, SYSTEM_ACTOR, 3, Visibility.PUBLIC))


def test_what_a_lost_right_hid_is_neither_counted_nor_shown(cast: Cast, incident: Incident) -> None:
    agnes = cast.person("agnes")
    comment(incident.record, "zqnote", by=SYSTEM_ACTOR, visibility=INTERNAL)
    assert unread_of(cast.actor("agnes")) == 2
    assert "zqnote" in str(centre_of(cast.actor("agnes")))
    Grant.objects.filter(person=agnes).delete()
    assert unread_of(cast.actor("agnes")) == 0
    assert centre_of(cast.actor("agnes")).groups == []
    watch(incident.record, agnes, by=SYSTEM_ACTOR)
    assert unread_of(cast.actor("agnes")) == 1
    assert "zqnote" not in str(centre_of(cast.actor("agnes")))


def test_a_grant_for_one_team_opens_what_is_its_team_s(cast: Cast) -> None:
    found = cast.incident()
    actions.assign(found, by=SYSTEM_ACTOR, team=cast.teams["network"], assignee=cast.person("tess"))
    comment(found.record, "Look", by=SYSTEM_ACTOR, visibility=INTERNAL)
    assert unread_of(cast.actor("tess")) == 2
    assert {scope.role for scope in cast.actor("tess").scopes} == {Role.AGENT}


def test_the_centre_shows_a_record_once_with_everything_about_it(cast: Cast, incident: Incident) -> None:
    comment(incident.record, "First\nline", by=cast.actor("rita"))
    comment(cast.incident("Wi-Fi", requester="rita").record, "Unheard", by=cast.actor("rita"))
    [group] = centre_of(cast.actor("agnes")).groups
    assert group.record.pk == incident.pk
    assert group.works
    assert [(each.sentence, each.snippet, each.by_name) for each in group.heard] == [
        ("Reply", "First line", "Rita"),
        ("Assigned to Agnes", "", "Leo"),
    ]


def test_the_centre_goes_on_where_it_stopped(cast: Cast, incident: Incident) -> None:
    for number in range(4):
        comment(incident.record, f"No. {number}", by=cast.actor("rita"))
    first = centre_of(cast.actor("agnes"), limit=3)
    rest = centre_of(cast.actor("agnes"), limit=3, before=first.next)
    said = [each.snippet for page in (first, rest) for group in page.groups for each in group.heard]
    assert said == ["No. 3", "No. 2", "No. 1", "No. 0", ""]
    assert rest.next is None


def test_reading_one_record_leaves_the_others(cast: Cast, incident: Incident) -> None:
    other = cast.incident("Wi-Fi")
    actions.assign(other, by=cast.actor("leo"), assignee=cast.person("agnes"))
    assert mark_read(by=cast.actor("agnes"), label=incident.record.label) == 1
    assert unread_of(cast.actor("agnes")) == 1
    assert mark_read(by=cast.actor("rita")) == 1
    assert mark_read(by=cast.actor("agnes")) == 1
    assert mark_read(by=cast.actor("agnes"), label="nonsense") == 0


def test_what_was_read_ninety_days_ago_is_dropped_and_nothing_else(cast: Cast, incident: Incident) -> None:
    comment(incident.record, "One", by=cast.actor("rita"))
    newest = Notification.objects.latest("pk")
    Notification.objects.exclude(pk=newest.pk).update(read_at=timezone.now() - timedelta(days=91))
    Notification.objects.filter(pk=newest.pk).update(at=timezone.now() - timedelta(days=400))
    assert drop_outdated() == 4
    assert list(Notification.objects.values_list("pk", flat=True)) == [newest.pk]

"""N15: exactly one record for each time of a rule, whatever the zone of who runs it, however often, and how late."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from maitre.kernel.errors import Invalid
from maitre.operation.incident.actions import merge, unmerge
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.declarations.actions import define
from maitre.shared.records.models import Record
from maitre.shared.records.notices import sentence, tell
from maitre.shared.recurrence import actions
from maitre.shared.recurrence.contributions import RecurrenceDefinition
from maitre.shared.recurrence.models import Occurrence, Recurrence
from maitre.shared.recurrence.rules import Times, read_rule, read_slot
from maitre.shared.relationships.actions.verify_families import verify_families
from maitre.shared.tasks.contributions.templates import TemplateDefinition
from tests.cast import Cast

VIENNA = ZoneInfo("Europe/Vienna")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=VIENNA)


def keep(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch, **more: object) -> Recurrence:
    """Define a rule at the moment `now`."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    content = {
        "kind": "recurrence",
        "key": "backups",
        "name": "Check the backups",
        "organisation": "harbour",
        "every": "FREQ=DAILY",
        "begins": "2026-01-01T09:00",
        "zone": "Europe/Vienna",
        "makes": "incident",
        "record": {"title": "Check the backups", "requester": cast.person("rita").email},
        **more,
    }
    define(RecurrenceDefinition.model_validate(content), by=SYSTEM_ACTOR)
    monkeypatch.undo()
    return Recurrence.objects.get(key="backups")


def run(rule: Recurrence, at: datetime) -> Record | None:
    return actions.make_due(rule.pk, now=at)


def test_n15_one_record_for_each_time_however_often_it_runs(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch)
    minutes = [MONDAY - timedelta(minutes=30) + timedelta(minutes=7 * step) for step in range(600)]
    for minute in minutes:
        run(rule, minute)
        run(rule, minute)
    slots = list(rule.occurrences.order_by("slot").values_list("slot", flat=True))
    assert slots == ["2026-11-23T09:00", "2026-11-24T09:00", "2026-11-25T09:00"]
    assert Incident.objects.count() == 3


def test_n15_a_restart_and_a_run_that_was_lost_double_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even when what is remembered of the next time is lost: the key of rule and time decides."""
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch)
    assert run(rule, MONDAY)
    Recurrence.objects.update(next_at=MONDAY - timedelta(days=1))
    assert run(rule, MONDAY + timedelta(minutes=1)) is None
    assert Incident.objects.count() == 1


def test_n15_web_and_worker_in_other_zones_agree(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch)
    before = os.environ.get("TZ")
    try:
        for zone in ("Pacific/Kiritimati", "America/Los_Angeles", "UTC"):
            os.environ["TZ"] = zone
            time.tzset()
            run(rule, MONDAY.astimezone(ZoneInfo(zone)))
            run(rule, (MONDAY + timedelta(hours=8)).astimezone(UTC))
    finally:
        os.environ.pop("TZ", None)
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()
    assert [(each.slot, each.record_id is not None) for each in Occurrence.objects.all()] == [
        ("2026-11-23T09:00", True)
    ]


@pytest.mark.django_db(transaction=True)
def test_n15_two_workers_at_once_make_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.cast import make_cast

    cast = make_cast()
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch)
    start, made = threading.Barrier(4), []

    def work() -> None:
        try:
            start.wait()
            made.append(actions.make_due(rule.pk, now=MONDAY))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len([each for each in made if each is not None]) == 1
    assert Incident.objects.count() == 1


def test_n15_a_time_outside_working_hours_is_served_once_when_work_begins(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office week is 9 to 17 UTC; every day at 20:00 Vienna is outside it."""
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch, begins="2026-01-01T20:00", in_hours=True)
    made = []
    for hour in range(24 * 7):
        record = run(rule, MONDAY + timedelta(hours=hour))
        made += [(MONDAY + timedelta(hours=hour)).astimezone(UTC)] if record else []
    assert [each.strftime("%a %H") for each in made] == ["Tue 09", "Wed 09", "Thu 09", "Fri 09"]
    record = run(rule, datetime(2026, 11, 30, 9, 0, tzinfo=UTC))
    assert record is not None
    last = rule.occurrences.get(record=record)
    assert (last.slot, last.missed) == ("2026-11-29T20:00", 2)


def test_n15_a_begin_outside_hours_makes_one_and_not_a_second_at_opening(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = keep(
        cast, MONDAY, monkeypatch, every="FREQ=WEEKLY", begins="2026-11-23T23:30", in_hours=True
    )  # a Monday night
    for hour in range(24 * 6):
        run(rule, MONDAY + timedelta(hours=hour))
    assert [each.slot for each in rule.occurrences.all()] == ["2026-11-23T23:30"]


def test_n15_after_an_outage_only_the_latest_is_made_and_the_entry_says_how_many_were_missed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch)
    record = run(rule, MONDAY + timedelta(days=4, hours=1))
    assert record is not None
    assert Incident.objects.count() == 1
    said = sentence("incident", tell(record, internal=True)[-1])
    assert said == (
        "Made by the recurrence “Check the backups” for 2026-11-27 09:00 (Europe/Vienna);"
        " 4 earlier times were missed and are not made up for"
    )
    assert run(rule, MONDAY + timedelta(days=4, hours=2)) is None


def test_a_new_rule_and_one_taken_up_again_serve_no_time_of_the_past(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    noon = MONDAY + timedelta(hours=3)
    rule = keep(cast, noon, monkeypatch)
    assert run(rule, noon + timedelta(hours=1)) is None
    keep(cast, noon + timedelta(hours=2), monkeypatch, active=False)
    assert run(rule, noon + timedelta(days=2)) is None
    keep(cast, noon + timedelta(days=3), monkeypatch)
    assert run(rule, noon + timedelta(days=3, hours=1)) is None
    assert run(rule, noon + timedelta(days=4)) is not None
    assert [each.missed for each in rule.occurrences.all()] == [0]


def test_nine_stays_nine_when_the_clocks_change() -> None:
    times = Times("FREQ=DAILY", read_slot("2026-10-24T09:00"), "Europe/Vienna")
    instants = [times.instant(read_slot(f"2026-10-{day}T09:00")) for day in (24, 25, 26)]
    assert [each.hour for each in instants] == [7, 8, 8]


def test_a_time_the_zone_skips_comes_once_and_one_that_comes_twice_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for begins, day in (
        ("2026-03-01T02:30", datetime(2026, 3, 28, 12, tzinfo=UTC)),
        ("2026-03-01T02:30", datetime(2026, 10, 24, 12, tzinfo=UTC)),
    ):
        rule = keep(cast, day, monkeypatch, begins=begins)
        Recurrence.objects.filter(pk=rule.pk).update(since=day, next_at=day)
        before = Incident.objects.count()
        for step in range(24 * 12):
            run(rule, day + timedelta(minutes=5 * step))
        assert Incident.objects.count() == before + 1


def test_n15_incident_and_tasks_share_the_opening_time(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    template = {
        "kind": "task_template",
        "key": "backup-check",
        "name": "Backup check",
        "organisation": "harbour",
        "tasks": [{"title": "Restore a file", "due": "1d", "blocks": True}, {"title": "Note the result"}],
    }
    define(TemplateDefinition.model_validate(template), by=SYSTEM_ACTOR)
    content = {
        "title": "Check the backups",
        "requester": cast.person("rita").email,
        "team": "network",
        "tasks": "backup-check",
    }
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch, record=content)
    record = run(rule, MONDAY)
    assert record is not None
    assert record.team == cast.teams["network"]
    tasks = Record.objects.filter(host=record)
    assert [task.title for task in tasks.order_by("pk")] == ["Restore a file", "Note the result"]
    assert {record.created_at, *(task.created_at for task in tasks)} == {MONDAY}


def test_a_task_under_a_record_that_stays_comes_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    host = cast.incident().record
    content = {"under": host.label, "title": "Empty the tray", "due": "4h"}
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch, makes="task", record=content)
    run(rule, MONDAY)
    run(rule, MONDAY + timedelta(days=1))
    assert Record.objects.filter(host=host, title="Empty the tray").count() == 2


def merged(cast: Cast, *incidents: Incident) -> None:
    """Each merged into the next."""
    for mine, into in pairwise(incidents):
        merge(cast.fresh(mine), cast.fresh(into), by=cast.actor("agnes"))


def test_a_task_comes_under_what_its_record_lives_on_as_and_goes_back_with_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = cast.incident(), cast.incident(), cast.incident()
    content = {"under": first.record.label, "title": "Empty the tray"}
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch, makes="task", record=content)
    run(rule, MONDAY)
    merged(cast, first, second, third)
    run(rule, MONDAY + timedelta(days=1))
    assert [each.problem for each in rule.occurrences.all()] == ["", ""]
    assert Record.objects.filter(host=third.pk, title="Empty the tray").count() == 2
    unmerge(cast.fresh(first), by=cast.actor("leo"), reason="It is another tray")
    run(rule, MONDAY + timedelta(days=2))
    assert Record.objects.filter(host=first.pk, title="Empty the tray").count() == 3
    assert verify_families().good


def test_no_task_comes_under_what_is_open_to_others(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """As open tasks do not go along there: what the rule says was for those who could read it."""
    mine, into = cast.incident(), cast.incident(requester="fred")
    content = {"under": mine.record.label, "title": "Empty the tray"}
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch, makes="task", record=content)
    merge(mine, into, by=SYSTEM_ACTOR)
    assert run(rule, MONDAY) is None
    [served] = rule.occurrences.all()
    assert "is open to others" in served.problem
    assert into.record.label not in served.problem
    assert not Record.objects.filter(host=into.pk).exists()


def test_what_cannot_be_made_leaves_its_reason_and_the_rule_goes_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {"title": "Check", "requester": "gone@harbour.example"}
    rule = keep(cast, MONDAY - timedelta(hours=1), monkeypatch, record=content)
    assert run(rule, MONDAY) is None
    assert run(rule, MONDAY + timedelta(minutes=5)) is None
    [served] = rule.occurrences.all()
    assert "gone@harbour.example is nobody" in served.problem
    rule.refresh_from_db()
    assert rule.next_at == MONDAY + timedelta(days=1)


@pytest.mark.parametrize(
    "every",
    [
        "",
        "DAILY",
        "FREQ=MINUTELY",
        "FREQ=SECONDLY",
        "FREQ=DAILY\nFREQ=DAILY",
        "DTSTART:20260101T000000",
        "FREQ=WEEKLY;BYDAY=XX",
    ],
)
def test_what_is_no_rule_is_refused_with_the_reason(every: str) -> None:
    with pytest.raises(Invalid):
        read_rule(every, read_slot("2026-01-01T09:00"))


def test_a_recurrence_of_a_kind_nobody_makes_or_with_an_unknown_field_is_refused(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid, match="cannot be made"):
        keep(cast, MONDAY, monkeypatch, makes="poem")
    with pytest.raises(Invalid, match="colour"):
        keep(cast, MONDAY, monkeypatch, record={"title": "x", "requester": "a@b.example", "colour": "red"})

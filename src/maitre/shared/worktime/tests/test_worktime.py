"""Time worked: logged, never changed, corrected by another entry, summed, and seen by those who work there only."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from maitre.kernel.errors import AlreadyChanged, Invalid, NotAllowed
from maitre.shared.records.notices import sentence, tell
from maitre.shared.tasks.actions import plan
from maitre.shared.worktime.actions import correct, log
from maitre.shared.worktime.models import Work
from maitre.shared.worktime.rules import read_minutes
from tests.callers import Caller
from tests.cast import Cast


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("45", 45),
        ("45m", 45),
        ("45 min", 45),
        ("1:30", 90),
        ("1h", 60),
        ("1h 30m", 90),
        ("1.5h", 90),
        ("0,25h", 15),
        ("24h", 1440),
    ],
)
def test_time_is_read_as_people_write_it(said: str, minutes: int) -> None:
    assert read_minutes(said) == minutes


@pytest.mark.parametrize("said", ["", "0", "-5", "1:75", "25h", "1.5h 10m", "much", "1441"])
def test_what_is_no_time_of_a_day_is_refused(said: str) -> None:
    with pytest.raises(Invalid):
        read_minutes(said)


def test_a_correction_stands_in_the_place_of_what_it_corrects_and_both_are_kept(cast: Cast) -> None:
    incident = cast.incident()
    first = log(incident.record, by=cast.actor("agnes"), minutes=90, note="Looked at the till")
    second = correct(first, by=cast.actor("agnes"), minutes=30, reason="Mistyped")
    assert [work.pk for work in Work.objects.on(incident.record).standing()] == [second.pk]
    first.refresh_from_db()
    assert (first.minutes, first.note, second.replaces_id) == (90, "Looked at the till", first.pk)
    told = [sentence("incident", each) for each in tell(incident.record, internal=True)][1:]
    assert told == [
        "Worked 1 h 30 min: Looked at the till",
        "Corrected the time of Agnes from 1 h 30 min to 30 min: Mistyped",
    ]
    assert len(tell(incident.record, internal=False)) == 1


def test_an_entry_is_corrected_once_and_then_the_newest_is(cast: Cast) -> None:
    incident = cast.incident()
    first = log(incident.record, by=cast.actor("agnes"), minutes=90)
    second = correct(first, by=cast.actor("agnes"), minutes=30, reason="Mistyped")
    with pytest.raises(AlreadyChanged, match="correct the newest"):
        correct(first, by=cast.actor("agnes"), minutes=20, reason="Again")
    with pytest.raises(IntegrityError), transaction.atomic():
        Work.objects.filter(pk=second.pk).update(minutes=-1)
    third = correct(second, by=cast.actor("agnes"), minutes=0, reason="Was another record")
    assert [(work.pk, work.minutes) for work in Work.objects.on(incident.record).standing()] == [
        (third.pk, 0)
    ]


def test_others_are_corrected_by_leads_only_and_time_stays_the_persons(cast: Cast) -> None:
    work = log(cast.incident().record, by=cast.actor("agnes"), minutes=90)
    with pytest.raises(NotAllowed):
        correct(work, by=cast.actor("chandra"), minutes=10, reason="I know better")
    made = correct(work, by=cast.actor("leo"), minutes=60, reason="Lunch")
    assert (made.person_id, made.by_id) == (cast.person("agnes").pk, cast.person("leo").pk)


def test_a_record_sums_its_tasks_and_each_person(cast: Cast) -> None:
    incident = cast.incident()
    task = plan(incident.record, by=cast.actor("agnes"), title="Swap it")
    log(incident.record, by=cast.actor("agnes"), minutes=30)
    log(task.record, by=cast.actor("leo"), minutes=45)
    correct(
        log(task.record, by=cast.actor("agnes"), minutes=60),
        by=cast.actor("agnes"),
        minutes=10,
        reason="Less",
    )
    sums = [
        (name, minutes) for _, name, minutes in Work.objects.around(incident.record).standing().by_person()
    ]
    assert sums == [("Leo", 45), ("Agnes", 40)]
    assert Work.objects.visible_to(cast.actor("fiona")).count() == 0


def test_days_to_come_and_days_long_ago_are_refused(cast: Cast) -> None:
    record, today = cast.incident().record, timezone.localdate()
    for day in (today + timedelta(days=2), today - timedelta(days=400)):
        with pytest.raises(Invalid):
            log(record, by=cast.actor("agnes"), minutes=5, day=day)


@pytest.mark.parametrize("person", ["rita", "audrey", "manfred"])
def test_only_who_works_on_records_logs_time(cast: Cast, person: str) -> None:
    with pytest.raises(NotAllowed):
        log(cast.incident().record, by=cast.actor(person), minutes=5)


def test_the_requester_finds_no_page_of_work_and_an_agent_logs_on_it(cast: Cast) -> None:
    label = cast.incident().record.label
    client = Client()
    client.force_login(cast.person("rita"))
    assert client.get(f"/records/{label}/work").status_code == 404
    client.force_login(cast.person("agnes"))
    assert client.post(f"/records/{label}/work", {"minutes": "1:15", "note": "Zebra"}).status_code == 302
    page = client.get(f"/records/{label}/work").content.decode()
    assert "1 h 15 min" in page
    assert "Zebra" in page
    [work] = Work.objects.all()
    given = {"minutes": "0:30", "day": work.day.isoformat(), "note": "", "reason": "Mistyped"}
    assert client.post(f"/records/{label}/work/{work.pk}/correction", given).status_code == 302
    assert "30 min" in client.get(f"/records/{label}/work", headers={"HX-Request": "true"}).content.decode()


def test_rest_logs_corrects_and_sums(cast: Cast) -> None:
    agnes = Caller(cast.person("agnes"))
    number = cast.incident().record.label
    made = agnes.post(f"/records/{number}/work", {"minutes": 45, "note": "Looked at it"})
    assert (made.status_code, made.json()["minutes"], made.json()["person"]["name"]) == (201, 45, "Agnes")
    again = agnes.post(
        f"/records/{number}/work/{made.json()['id']}/correction", {"minutes": 30, "reason": "Mistyped"}
    )
    assert (again.status_code, again.json()["replaces"]) == (201, made.json()["id"])
    listed = agnes.get(f"/records/{number}/work").json()
    assert (listed["minutes"], [each["stands"] for each in listed["items"]]) == (30, [True, False])
    sums = agnes.get("/work").json()["items"]
    assert [(each["person"]["name"], each["minutes"]) for each in sums] == [("Agnes", 30)]

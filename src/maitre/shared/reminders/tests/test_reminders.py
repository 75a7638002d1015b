"""Reminders: one person's own, in working hours unless exactly then (N12), told once through notifications."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from maitre.kernel.business_time import always_open
from maitre.kernel.errors import Invalid, NotAllowed
from maitre.shared.access.models import Grant
from maitre.shared.calendars.models import Calendar
from maitre.shared.calendars.rules import working_time
from maitre.shared.notifications.models import Notification
from maitre.shared.records.notices import sentence, tell
from maitre.shared.reminders.actions import let_come, remind_me
from maitre.shared.reminders.jobs import let_due_come
from maitre.shared.reminders.models import Reminder
from maitre.shared.reminders.rules import comes_at
from tests.cast import Cast

VIENNA = ZoneInfo("Europe/Vienna")
OFFICE = working_time(
    "Europe/Vienna", {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}, {}
)
FRIDAY_NIGHT = datetime(2026, 11, 20, 23, 0, tzinfo=VIENNA)


def test_n12_what_falls_at_23_00_comes_at_09_00_of_the_next_working_day() -> None:
    assert comes_at(FRIDAY_NIGHT, OFFICE, exactly=False) == datetime(2026, 11, 23, 9, 0, tzinfo=VIENNA)


def test_n12_a_calendar_that_is_always_open_moves_nothing() -> None:
    assert comes_at(FRIDAY_NIGHT, always_open("Europe/Vienna"), exactly=False) == FRIDAY_NIGHT


def test_n12_exactly_then_is_exactly_then() -> None:
    assert comes_at(FRIDAY_NIGHT, OFFICE, exactly=True) == FRIDAY_NIGHT


def test_n12_the_calendar_is_that_of_the_records_organisation(cast: Cast) -> None:
    nights = Calendar.objects.create(
        key="nights",
        name="Nights",
        zone="UTC",
        week={day: ["22:00-23:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")},
        exceptions={},
    )
    harbour = cast.organisations["harbour"]
    harbour.calendar = nights
    harbour.save()
    asked = (timezone.now() + timedelta(days=3)).astimezone(UTC).replace(hour=12, minute=0)
    made = remind_me(cast.incident().record, by=cast.actor("agnes"), at=asked)
    assert made.due_at == asked.replace(hour=22, second=0, microsecond=0)


def due_now(cast: Cast, person: str = "agnes") -> Reminder:
    made = remind_me(
        cast.incident().record,
        by=cast.actor(person),
        at=timezone.now() + timedelta(hours=1),
        note="Has the vendor answered?",
        exactly=True,
    )
    Reminder.objects.filter(pk=made.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    return made


def test_a_due_reminder_is_told_once_to_whom_it_is_and_however_often_the_job_runs(cast: Cast) -> None:
    made = due_now(cast)
    let_due_come()
    let_due_come()
    assert let_come(made.pk) is False
    told = Notification.objects.get(person=cast.person("agnes"))
    assert (told.person_id, told.record_id, told.internal) == (cast.person("agnes").pk, made.record_id, True)
    last = tell(made.record, internal=True)[-1]
    assert (sentence("incident", last), last.text) == ("Reminder for Agnes", "Has the vendor answered?")
    assert len(tell(made.record, internal=False)) == 1


def test_who_lost_the_right_is_not_reminded(cast: Cast) -> None:
    due_now(cast)
    Grant.objects.filter(person=cast.person("agnes")).delete()
    let_due_come()
    assert not Notification.objects.filter(person=cast.person("agnes")).exists()
    assert not Reminder.objects.waiting().exists()


def test_reminders_are_refused_for_the_past_and_for_who_only_asked(cast: Cast) -> None:
    record = cast.incident().record
    with pytest.raises(Invalid):
        remind_me(record, by=cast.actor("agnes"), at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(NotAllowed):
        remind_me(record, by=cast.actor("rita"), at=timezone.now() + timedelta(days=1))


def test_nobody_sees_or_drops_the_reminders_of_another(cast: Cast, client: object) -> None:
    made = due_now(cast)
    client.force_login(cast.person("leo"))  # type: ignore[attr-defined]
    assert made.record.label not in client.get("/reminders").content.decode()  # type: ignore[attr-defined]
    assert client.post(f"/reminders/{made.pk}/removal").status_code == 404  # type: ignore[attr-defined]
    client.force_login(cast.person("agnes"))  # type: ignore[attr-defined]
    assert "Has the vendor answered?" in client.get("/reminders").content.decode()  # type: ignore[attr-defined]
    assert client.post(f"/reminders/{made.pk}/removal").status_code == 302  # type: ignore[attr-defined]
    assert not Reminder.objects.exists()

"""A paused incident wakes in working hours, unless exactly then was asked for (N12)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import why
from maitre.shared.calendars.models import Calendar
from maitre.shared.records.notices import tell
from tests.cast import Cast

VIENNA = ZoneInfo("Europe/Vienna")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture
def incident(cast: Cast) -> Incident:
    """In a hotel that works nine to five in Vienna, every day."""
    harbour = cast.organisations["harbour"]
    harbour.calendar = Calendar.objects.create(
        key="vienna",
        name="Vienna",
        zone="Europe/Vienna",
        week={day: ["09:00-17:00"] for day in WEEK},
        exceptions={},
    )
    harbour.save()
    found = cast.incident()
    actions.take(found, by=cast.actor("agnes"))
    return cast.fresh(found)


def night(days: int = 2) -> datetime:
    return datetime.combine((timezone.now() + timedelta(days=days)).date(), time(23), VIENNA)


def test_n12_a_wake_up_at_23_00_comes_at_09_00_and_says_why(cast: Cast, incident: Incident) -> None:
    actions.pause(incident, by=cast.actor("agnes"), reason="scheduled", wakes_at=night())
    assert cast.fresh(incident).wakes_at == night() + timedelta(hours=10)
    told = tell(incident.record, internal=True)[-1]
    assert why(told.why) == "The date lay outside working hours; work goes on when they begin."


def test_n12_exactly_then_and_round_the_clock_move_nothing(cast: Cast, incident: Incident) -> None:
    actions.pause(incident, by=cast.actor("agnes"), reason="scheduled", wakes_at=night(), exactly=True)
    assert cast.fresh(incident).wakes_at == night()
    actions.resume(incident, by=cast.actor("agnes"))
    Calendar.objects.update(week={day: ["00:00-24:00"] for day in WEEK})
    again = cast.fresh(incident)
    actions.pause(again, by=cast.actor("agnes"), reason="scheduled", wakes_at=night())
    assert cast.fresh(incident).wakes_at == night()

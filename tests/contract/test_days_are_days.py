"""Wherever a day or a time is written (files, periods, forms, the command line), a number is not taken for one."""

import pytest
from django.test import Client

from maitre.kernel.days import read_day
from maitre.kernel.errors import Invalid
from maitre.shared.calendars.rules import working_time
from maitre.shared.flow.querysets.periods import span_of
from maitre.shared.organisation.models import Absence
from maitre.shared.recurrence.rules import read_slot
from maitre.shared.reminders.models import Reminder
from tests.cast import Cast
from tests.terminal import Terminal

NO_DAYS = [
    "20301224",
    "1924300800",
    "0",
    "2030",
    "2030-12",
    "2030-W52-2",
    "2030-359",
    "2030-1-2",
    "24.12.2030",
    "",
]


@pytest.mark.parametrize(
    "text", [*NO_DAYS, "2030-02-30", "２０３０-12-24", " 2030-12-24", "2030-12-24T00:00"]
)
def test_only_one_way_of_writing_is_a_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no day|day is out of range"):
        read_day(text)


def test_a_day_is_read() -> None:
    assert str(read_day("2030-12-24")) == "2030-12-24"


@pytest.mark.parametrize("text", NO_DAYS)
def test_a_calendar_in_a_file_refuses_it(text: str) -> None:
    with pytest.raises(Invalid, match="is no date; write it as 2026-12-24"):
        working_time("Europe/Lisbon", {}, {text: []})


@pytest.mark.parametrize(
    "text", ["20301103..20301116", "1924300800", "2030-W52", "2030-11-03..20301116", "20301103"]
)
def test_a_period_refuses_it(text: str) -> None:
    with pytest.raises(Invalid):
        span_of(text, "UTC")


@pytest.mark.parametrize(
    "text", ["1924300800", "203011200900", "2030-11-20", "2030-11-20T09:00+05:00", "2030-11-20T09:0099999"]
)
def test_a_recurrence_refuses_it(text: str) -> None:
    with pytest.raises(Invalid, match="is no local time"):
        read_slot(text)


def test_the_command_line_refuses_it(cast: Cast, terminal: Terminal) -> None:
    said = terminal("figures", "--period", "20301103..20301116")
    assert said.status != 0
    assert "20301103" in said.err


@pytest.mark.parametrize("text", ["1924300800", "20301224"])
@pytest.mark.parametrize("form", ["reminders", "absences"])
def test_a_form_refuses_it(cast: Cast, form: str, text: str) -> None:
    client = Client()
    client.force_login(cast.person("agnes"))
    number = cast.incident().record.label
    address, fields = {
        "reminders": (f"/records/{number}/reminders", {"at": text}),
        "absences": ("/profile/absences", {"first": text, "until": text}),
    }[form]
    client.post(address, fields)
    assert (Reminder.objects.count(), Absence.objects.count()) == (0, 0)

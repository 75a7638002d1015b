"""When a letter is due: by the clock and the hours of its reader."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from maitre.shared.notifications.rules import Pace, due, own_hours, reach_at

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (Pace.NOW, "2026-03-28T21:30:00+00:00"),
        (Pace.HOUR, "2026-03-28T22:00:00+00:00"),
        (Pace.DAY, "2026-03-29T06:00:00+00:00"),
    ],
)
def test_a_digest_is_due_by_its_reader_s_clock_also_when_that_is_set_forward(
    pace: Pace, expected: str
) -> None:
    happened = datetime(2026, 3, 28, 21, 30, tzinfo=UTC)
    assert due(pace, happened, "Europe/Berlin").astimezone(UTC).isoformat() == expected


def test_hours_over_midnight_are_the_night_s() -> None:
    night = own_hours("Europe/Berlin", time(22), time(6), weekends=True)
    noon, three = (datetime(2026, 11, 20, hour, tzinfo=BERLIN) for hour in (12, 3))
    assert reach_at(noon, night, urgent=False) == noon.replace(hour=22)
    assert reach_at(three, night, urgent=False) == three
    assert reach_at(noon, night, urgent=True) == noon

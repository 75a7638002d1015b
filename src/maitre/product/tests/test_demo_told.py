"""What the demo company is told to have lived through, before anything is written: the same each time, and likely."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from maitre.product.demo.beats import beats
from maitre.product.demo.lives import life_of
from maitre.product.demo.past import past
from maitre.product.demo.plots import ZONE, plots
from maitre.product.demo.stories import stories
from maitre.shared.arrivals.rules import Life
from maitre.shared.calendars.rules import OFFICE_WEEK

A_MONDAY = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
MOMENTS = [
    A_MONDAY,
    datetime(2027, 1, 1, 0, 5, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, tzinfo=UTC),
    datetime(2026, 8, 16, 3, 0, tzinfo=UTC),
]


def test_there_are_at_least_sixty_stories_and_some_are_german() -> None:
    titles = {story.title for story in stories()}
    assert len(titles) >= 60
    assert sum(story.language == "de" for story in stories()) >= 8


def test_the_same_moment_tells_the_same_half_year() -> None:
    once, again = plots(A_MONDAY), plots(A_MONDAY)
    assert once == again
    assert [beats(plot, A_MONDAY) for plot in once] == [beats(plot, A_MONDAY) for plot in again]


@pytest.mark.parametrize("now", MOMENTS)
def test_everything_happened_in_order_within_the_half_year_before_now(now: datetime) -> None:
    for plot in plots(now):
        told = [beat.at for beat in beats(plot, now)]
        assert told == sorted(told), plot.story.title
        assert now - timedelta(days=184) <= told[0], plot.story.title
        assert told[-1] < now, plot.story.title


def test_the_same_moment_tells_the_same_past() -> None:
    def lives() -> list[Life]:
        return [life_of(plot, count, A_MONDAY, OFFICE_WEEK) for count, plot in enumerate(past(A_MONDAY))]

    assert lives() == lives()


@pytest.mark.parametrize("now", MOMENTS)
def test_the_past_is_in_order_and_has_ended(now: datetime) -> None:
    told = past(now)
    assert 1_500 <= len(told) <= 3_000
    for count, plot in enumerate(told):
        life = life_of(plot, count, now, OFFICE_WEEK)
        times = [event.at for event in life.events]
        assert times == sorted(times), life.title
        assert now - timedelta(days=184) <= times[0], life.title
        assert times[-1] < now, life.title
        assert life.events[-1].state in ("closed", "cancelled"), life.title
        assert not any("{" in event.text for event in life.events), life.title
        assert "{" not in life.title + life.description, life.title


def test_the_desk_has_busy_mornings_and_quiet_sundays() -> None:
    starts = [plot.start.astimezone(ZONE) for plot in past(A_MONDAY)]
    days, hours = Counter(start.weekday() for start in starts), Counter(start.hour for start in starts)
    assert days[0] > days[2] > days[5] > days[6]
    assert sum(hours[hour] for hour in range(8, 12)) > sum(hours[hour] for hour in range(17, 21))


@pytest.mark.parametrize("now", MOMENTS)
def test_no_placeholder_stays_unfilled(now: datetime) -> None:
    for plot in plots(now):
        for beat in beats(plot, now):
            assert "{" not in beat.text + beat.what
            assert "  " not in beat.what, "a word of the title is missing"


def test_nobody_lets_a_pressing_incident_lie() -> None:
    lying = [plot for plot in plots(A_MONDAY) if plot.ending in ("new", "assigned")]
    assert lying
    assert all(plot.story.urgency > 1 for plot in lying)

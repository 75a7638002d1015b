"""Working time by example: the cases a service desk meets, numbered N.. as in the acceptance catalogue."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from maitre.kernel.business_time import (
    END_OF_DAY,
    Calendar,
    Span,
    add,
    add_business_days,
    always_open,
    elapsed,
    explain,
    is_open,
    next_opening,
)
from maitre.kernel.errors import Invalid

ZURICH, BERLIN, LONDON = (ZoneInfo(f"Europe/{city}") for city in ("Zurich", "Berlin", "London"))


def hours(*spans: tuple[int, int]) -> tuple[Span, ...]:
    return tuple((time(opens), time(closes % 24)) for opens, closes in spans)


def weekdays(zone: str, *spans: tuple[int, int], **exceptions: tuple[Span, ...]) -> Calendar:
    dates = {
        date.fromisoformat(name.removeprefix("d").replace("_", "-")): s for name, s in exceptions.items()
    }
    return Calendar(zone, dict.fromkeys(range(5), hours(*spans)), dates)


def bh(number: float) -> timedelta:
    return timedelta(hours=number)


def test_n01_a_24x7_target_over_the_spring_change_is_due_an_hour_later_on_the_wall() -> None:
    created = datetime(2026, 3, 29, 1, 30, tzinfo=ZURICH)
    due = add(created, bh(4), always_open("Europe/Zurich"))
    assert due == datetime(2026, 3, 29, 6, 30, tzinfo=ZURICH).astimezone(UTC)
    assert elapsed(created, due, always_open("Europe/Zurich")) == timedelta(minutes=240)


def test_n02_a_24x7_target_over_the_autumn_change_counts_the_doubled_hour_twice() -> None:
    created = datetime(2026, 10, 25, 1, 30, tzinfo=ZURICH)
    due = add(created, bh(4), always_open("Europe/Zurich"))
    assert due == datetime(2026, 10, 25, 4, 30, tzinfo=ZURICH).astimezone(UTC)
    twice = [datetime(2026, 10, 25, 2, 30, tzinfo=ZURICH, fold=fold) for fold in (0, 1)]
    assert elapsed(*twice, always_open("Europe/Zurich")) == bh(1)
    assert elapsed(created, twice[1], always_open("Europe/Zurich")) == bh(2)


@pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 12, 1)])
def test_n03_hours_are_wall_clock_hours_in_summer_and_in_winter(day: date) -> None:
    shift = Calendar("Europe/London", dict.fromkeys(range(5), ((time(8, 30), time(17, 30)),)))
    opens, closes = (datetime.combine(day, at, tzinfo=LONDON) for at in (time(8, 30), time(17, 30)))
    assert next_opening(datetime.combine(day, time(0), tzinfo=LONDON), shift) == opens
    assert is_open(opens, shift)
    assert is_open(closes - timedelta(microseconds=1), shift)
    assert not is_open(opens - timedelta(microseconds=1), shift)
    assert not is_open(closes, shift)


def test_n04_a_pause_over_the_weekend_credits_business_hours_only() -> None:
    office = weekdays("Europe/Berlin", (8, 18))
    paused = elapsed(datetime(2026, 6, 5, 16, tzinfo=BERLIN), datetime(2026, 6, 8, 9, tzinfo=BERLIN), office)
    assert paused == bh(3)
    opened, one_day = datetime(2026, 6, 5, 10, tzinfo=BERLIN), bh(10)
    assert add(opened, one_day + paused, office) == datetime(2026, 6, 8, 13, tzinfo=BERLIN)


def test_n06_a_warning_one_working_hour_before_falls_inside_working_time() -> None:
    office = weekdays("Europe/Berlin", (8, 18))
    created = datetime(2026, 6, 8, 17, tzinfo=BERLIN)
    assert add(created, bh(4), office) == datetime(2026, 6, 9, 11, tzinfo=BERLIN)
    assert add(created, bh(4) - bh(1), office) == datetime(2026, 6, 9, 10, tzinfo=BERLIN)


def test_n11_a_clock_that_starts_in_the_lunch_break_runs_from_its_end() -> None:
    split = weekdays("Europe/Berlin", (8, 12), (13, 17))
    created = datetime(2026, 6, 9, 12, 30, tzinfo=BERLIN)
    assert next_opening(created, split) == datetime(2026, 6, 9, 13, tzinfo=BERLIN)
    assert add(created, bh(1), split) == datetime(2026, 6, 9, 14, tzinfo=BERLIN)
    assert add(created, bh(5), split) == datetime(2026, 6, 10, 9, tzinfo=BERLIN)


def test_n11_a_clock_that_starts_on_a_holiday_runs_from_the_next_working_day() -> None:
    closed_monday = weekdays("Europe/Berlin", (8, 12), (13, 17), d2026_06_08=())
    created = datetime(2026, 6, 8, 10, tzinfo=BERLIN)
    assert next_opening(created, closed_monday) == datetime(2026, 6, 9, 8, tzinfo=BERLIN)
    assert add(created, bh(1), closed_monday) == datetime(2026, 6, 9, 9, tzinfo=BERLIN)


def test_n12_a_notice_at_night_waits_for_the_next_opening() -> None:
    office = weekdays("Europe/Berlin", (9, 17))
    night = datetime(2026, 6, 9, 23, tzinfo=BERLIN)
    assert next_opening(night, office) == datetime(2026, 6, 10, 9, tzinfo=BERLIN)
    assert next_opening(night, always_open()) == night


def test_n13_the_size_of_a_breach_is_what_is_left_below_zero() -> None:
    office = weekdays("Europe/Berlin", (9, 17))
    due, solved = datetime(2026, 6, 9, 16, 45, tzinfo=BERLIN), datetime(2026, 6, 10, 9, 15, tzinfo=BERLIN)
    assert elapsed(solved, due, office) == -timedelta(minutes=30)


@pytest.mark.parametrize("week", [{}, {0: (), 6: ()}])
def test_n14_a_calendar_without_working_time_is_refused(week: dict[int, tuple[Span, ...]]) -> None:
    with pytest.raises(Invalid, match="working time") as refused:
        Calendar("Europe/Berlin", week, {date(2026, 6, 8): hours((8, 18))})
    assert [(error.field, error.code) for error in refused.value.errors] == [("week", "no_working_time")]


def test_n14_a_calendar_that_its_holidays_close_for_good_ends_the_search_with_a_refusal() -> None:
    first = date(2026, 1, 1)
    closed = {first + timedelta(days=day): () for day in range(51 * 366)}
    calendar = Calendar("Europe/Berlin", {0: hours((8, 18))}, closed)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for search in (
        lambda: add(at, bh(1), calendar),
        lambda: next_opening(at, calendar),
        lambda: add_business_days(at, 1, calendar),
    ):
        with pytest.raises(Invalid, match="50 years"):
            search()
    assert elapsed(at, at + timedelta(days=3650), calendar) == timedelta(0)


def test_a_pause_and_a_spring_change_move_the_due_time_by_working_hours() -> None:
    """Mon-Fri 09-17 Berlin, 8 hours, opened Friday 16:30, paused Monday 10-14."""
    office = weekdays("Europe/Berlin", (9, 17))
    opened = datetime(2026, 3, 27, 16, 30, tzinfo=BERLIN)
    paused = elapsed(
        datetime(2026, 3, 30, 10, tzinfo=BERLIN), datetime(2026, 3, 30, 14, tzinfo=BERLIN), office
    )
    assert add(opened, bh(8) + paused, office) == datetime(2026, 3, 31, 10, 30, tzinfo=UTC)


def test_a_raised_priority_counts_its_round_the_clock_target_from_the_opening() -> None:
    """Opened 10:00, raised to a 4 hour target at 13:00: due 14:00."""
    opened = datetime(2026, 6, 9, 10, tzinfo=BERLIN)
    assert add(opened, bh(4), always_open()) == datetime(2026, 6, 9, 14, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("zone", "day", "long"),
    [
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("America/Sao_Paulo", date(2015, 10, 18), 23),  # the skipped hour is midnight itself
        ("America/Sao_Paulo", date(2015, 2, 21), 25),  # the day ends twice
        ("Australia/Lord_Howe", date(2026, 10, 4), 23.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # a date that never was
    ],
)
def test_a_24x7_day_is_as_long_as_the_zone_makes_it(zone: str, day: date, long: float) -> None:
    week = dict.fromkeys(range(7), hours((0, 24)))
    only = {day + timedelta(days=n): () for n in (-3, -2, -1, 1, 2, 3)}
    noon = datetime.combine(day, time(12), tzinfo=UTC)
    around = noon - timedelta(days=2), noon + timedelta(days=2)
    # The ends of the range lie in the closed neighbours, so exactly this date is counted.
    assert elapsed(*around, Calendar(zone, week, only)) == bh(long)


def test_an_edge_in_a_skipped_hour_is_the_moment_of_the_change() -> None:
    night = Calendar("Europe/Berlin", {6: ((time(1), time(2, 30)), (time(2, 45), time(5)))})
    day = datetime(2026, 3, 29, tzinfo=UTC)
    seen = explain(day, day + timedelta(days=1), night)
    change = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert seen.stretches == ((change - bh(1), change + bh(2)),)


def test_a_span_in_a_doubled_hour_is_open_in_both_passes() -> None:
    night = Calendar("Europe/Berlin", {6: ((time(2), time(2, 30)),)})
    first = datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert explain(first, first + bh(12), night).stretches == (
        (first, first + bh(0.5)),
        (first + bh(1), first + bh(1.5)),
    )


def test_work_that_fills_the_day_is_due_at_closing() -> None:
    office = weekdays("Europe/Berlin", (8, 18))
    opened = datetime(2026, 6, 8, 8, tzinfo=BERLIN)
    assert add(opened, bh(10), office) == datetime(2026, 6, 8, 18, tzinfo=BERLIN)


def test_no_work_is_due_at_once_even_when_closed() -> None:
    sunday = datetime(2026, 6, 7, 12, tzinfo=BERLIN)
    assert add(sunday, timedelta(0), weekdays("Europe/Berlin", (8, 18))) == sunday


def test_an_exception_may_open_a_day_that_the_week_closes() -> None:
    office = weekdays("Europe/Berlin", (8, 18), d2026_06_06=hours((10, 12)))
    friday = datetime(2026, 6, 5, 17, tzinfo=BERLIN)
    assert add(friday, bh(2), office) == datetime(2026, 6, 6, 11, tzinfo=BERLIN)


def test_results_are_in_utc_and_the_second_pass_of_an_hour_is_understood() -> None:
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=fold) for fold in (0, 1))
    assert elapsed(second, first, always_open()) == -bh(1)
    assert add(first, bh(1), always_open()) == second.astimezone(UTC)
    assert add(first, bh(1), always_open()).tzinfo is UTC


def test_an_explanation_lists_the_stretches_and_the_holidays_between() -> None:
    office = weekdays("Europe/Berlin", (8, 18), d2026_06_08=(), d2026_06_10=())
    opened = datetime(2026, 6, 5, 17, tzinfo=BERLIN)
    due = add(opened, bh(4), office)
    seen = explain(opened, due, office)
    assert seen.stretches == (
        (opened, datetime(2026, 6, 5, 18, tzinfo=BERLIN)),
        (datetime(2026, 6, 9, 8, tzinfo=BERLIN), datetime(2026, 6, 9, 11, tzinfo=BERLIN)),
    )
    assert seen.exceptions == (date(2026, 6, 8),)
    assert seen.worked == bh(4)


def test_an_explanation_of_24x7_is_one_stretch() -> None:
    start, end = datetime(2025, 12, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    assert explain(start, end, always_open("Europe/Berlin")).stretches == ((start, end),)


def test_an_explanation_refuses_an_end_before_its_start() -> None:
    start = datetime(2026, 6, 1, tzinfo=UTC)
    with pytest.raises(Invalid, match="before the start"):
        explain(start, start - bh(1), always_open())


class TestBusinessDays:
    office = weekdays("Europe/Berlin", (8, 12), (13, 17), d2026_06_11=(), d2026_06_19=hours((9, 11)))

    def test_keep_the_wall_time_over_weekend_and_holiday(self) -> None:
        resolved = datetime(2026, 6, 9, 15, 20, tzinfo=BERLIN)
        assert add_business_days(resolved, 5, self.office) == datetime(2026, 6, 17, 15, 20, tzinfo=BERLIN)

    def test_keep_the_wall_time_over_a_clock_change(self) -> None:
        friday = datetime(2026, 3, 27, 10, tzinfo=BERLIN)
        assert add_business_days(friday, 1, self.office) == datetime(2026, 3, 30, 8, tzinfo=UTC)

    @pytest.mark.parametrize("start", [(6, 12, 18), (6, 13, 12), (6, 15, 7)])
    def test_count_from_the_next_opening_when_closed(self, start: tuple[int, int, int]) -> None:
        at = datetime(2026, *start, tzinfo=BERLIN)
        assert add_business_days(at, 1, self.office) == datetime(2026, 6, 16, 8, tzinfo=BERLIN)

    @pytest.mark.parametrize(("wall", "moved"), [(8, 9), (10, 10), (11, 11), (15, 11)])
    def test_move_into_the_hours_of_a_shorter_last_day(self, wall: int, moved: int) -> None:
        thursday = datetime(2026, 6, 18, wall, tzinfo=BERLIN)
        assert add_business_days(thursday, 1, self.office) == datetime(2026, 6, 19, moved, tzinfo=BERLIN)

    @pytest.mark.parametrize("minute", [0, 30])
    def test_move_out_of_a_break(self, minute: int) -> None:
        calendar = Calendar("Europe/Berlin", {0: hours((8, 17)), 1: hours((8, 12), (13, 17))})
        monday = datetime(2026, 6, 8, 12, minute, tzinfo=BERLIN)
        assert add_business_days(monday, 1, calendar) == datetime(2026, 6, 9, 13, tzinfo=BERLIN)

    def test_a_skipped_wall_time_moves_forward(self) -> None:
        start = datetime(2026, 3, 28, 2, 30, tzinfo=BERLIN)
        assert add_business_days(start, 1, always_open("Europe/Berlin")) == datetime(
            2026, 3, 29, 3, 30, tzinfo=BERLIN
        )

    @pytest.mark.parametrize(("days", "then"), [(1, (31, 0)), (2, (31, 24))])
    def test_a_date_that_never_was_is_no_working_day(self, days: int, then: tuple[int, int]) -> None:
        """Samoa went from Thursday, 29 December 2011, to Saturday the 31st."""
        apia = ZoneInfo("Pacific/Apia")
        thursday = datetime(2011, 12, 29, tzinfo=apia)
        day, hours_later = then
        expected = datetime(2011, 12, day, tzinfo=apia).astimezone(UTC) + bh(hours_later)
        assert add_business_days(thursday, days, always_open("Pacific/Apia")) == expected

    def test_a_date_whose_hours_are_all_skipped_is_no_working_day(self) -> None:
        """Midnight itself is skipped on Sunday, 18 October 2015."""
        zone = ZoneInfo("America/Sao_Paulo")
        night = Calendar("America/Sao_Paulo", dict.fromkeys(range(7), ((time(0), time(0, 30)),)))
        saturday = datetime(2015, 10, 17, 0, 10, tzinfo=zone)
        assert add_business_days(saturday, 1, night) == datetime(2015, 10, 19, 0, 10, tzinfo=zone)

    def test_none_is_the_next_opening(self) -> None:
        saturday = datetime(2026, 6, 13, 12, tzinfo=BERLIN)
        assert add_business_days(saturday, 0, self.office) == datetime(2026, 6, 15, 8, tzinfo=BERLIN)

    def test_below_zero_are_refused(self) -> None:
        with pytest.raises(Invalid, match="-1"):
            add_business_days(datetime(2026, 6, 13, tzinfo=UTC), -1, self.office)


@pytest.mark.parametrize(
    ("zone", "week", "exceptions", "faults"),
    [
        ("Europe/Bern", {0: hours((8, 18))}, {}, [("zone", "unknown_zone")]),
        ("Europe", {0: hours((8, 18))}, {}, [("zone", "unknown_zone")]),
        ("../Berlin", {0: hours((8, 18))}, {}, [("zone", "unknown_zone")]),
        ("UTC", {0: hours((18, 8))}, {}, [("week.monday.0", "reversed")]),
        ("UTC", {6: hours((8, 12), (9, 9))}, {}, [("week.sunday.1", "reversed")]),
        ("UTC", {1: hours((13, 17), (8, 14))}, {}, [("week.tuesday.1", "overlapping")]),
        ("UTC", {1: hours((8, 24), (20, 24))}, {}, [("week.tuesday.1", "overlapping")]),
        ("UTC", {7: hours((8, 18))}, {}, [("week.7", "unknown_weekday")]),
        ("UTC", {0: ((time(8, tzinfo=UTC), time(9)),)}, {}, [("week.monday.0", "own_zone")]),
        (
            "UTC",
            {0: hours((8, 18))},
            {date(2026, 12, 24): hours((12, 8))},
            [("exceptions.2026-12-24.0", "reversed")],
        ),
        ("Nowhere", {}, {}, [("zone", "unknown_zone"), ("week", "no_working_time")]),
    ],
)
def test_a_bad_calendar_is_refused_naming_every_field(
    zone: str,
    week: dict[int, tuple[Span, ...]],
    exceptions: dict[date, tuple[Span, ...]],
    faults: list[tuple[str, str]],
) -> None:
    with pytest.raises(Invalid) as refused:
        Calendar(zone, week, exceptions)
    assert [(error.field, error.code) for error in refused.value.errors] == faults
    for name, _ in faults:
        assert name in refused.value.sentence


def test_touching_spans_in_any_order_are_accepted_and_count_once() -> None:
    calendar = Calendar("UTC", {0: ((time(12), END_OF_DAY), (time(8), time(12)))})
    monday = datetime(2026, 6, 8, tzinfo=UTC)
    assert explain(monday, monday + bh(48), calendar).stretches == ((monday + bh(8), monday + bh(24)),)


def test_a_calendar_does_not_change_with_what_it_was_made_from() -> None:
    week = {0: hours((8, 18))}
    calendar = Calendar("UTC", week)
    week[0] = ()
    assert calendar.week == {0: hours((8, 18))}
    assert calendar == Calendar("UTC", {0: hours((8, 18))})
    assert len({calendar, Calendar("UTC", {0: hours((8, 18))})}) == 1


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (datetime(2026, 6, 8), "no_zone"),  # noqa: DTZ001 - the very thing that is refused
        (datetime(9999, 12, 31, tzinfo=UTC), "too_far"),
        (datetime(1, 1, 1, tzinfo=UTC), "too_far"),
    ],
)
def test_an_instant_without_zone_or_out_of_range_is_refused(at: datetime, code: str) -> None:
    good = datetime(2026, 6, 8, tzinfo=UTC)
    for use in (
        lambda: add(at, bh(1), always_open()),
        lambda: elapsed(at, good, always_open()),
        lambda: elapsed(good, at, always_open()),
        lambda: next_opening(at, always_open()),
        lambda: is_open(at, always_open()),
    ):
        with pytest.raises(Invalid) as refused:
            use()
        assert [error.code for error in refused.value.errors] == [code]


def test_negative_work_and_work_beyond_the_horizon_are_refused() -> None:
    at = datetime(2026, 6, 8, tzinfo=UTC)
    with pytest.raises(Invalid, match="must not be negative"):
        add(at, -bh(1), always_open())
    with pytest.raises(Invalid, match="50 years"):
        add(at, timedelta.max, always_open())
    with pytest.raises(Invalid, match="50 years"):
        elapsed(at, at + timedelta(days=60 * 366), always_open())

"""Periods: half-open, in the zone where people work, each with its like before it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maitre.kernel.errors import Invalid
from maitre.shared.flow.querysets.periods import Step, series, span_of, steps_of

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "first", "beyond"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 12, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-11-03..2026-11-16", date(2026, 11, 3), date(2026, 11, 17)),
        ("2026-11-03", date(2026, 11, 3), date(2026, 11, 4)),
        ("2026-W46", date(2026, 11, 9), date(2026, 11, 16)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 4)),
    ],
)
def test_a_period_is_named_as_people_do(text: str, first: date, beyond: date) -> None:
    span = span_of(text, "UTC")
    assert (span.first, span.last) == (first, beyond)


def test_a_month_with_a_change_of_the_clock_begins_and_ends_at_local_midnight() -> None:
    assert span_of("2026-10", BERLIN).instants == (
        datetime(2026, 9, 30, 22, tzinfo=UTC),
        datetime(2026, 10, 31, 23, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("2026-02", ["2025-12", "2026-01", "2026-02"]),
        ("2026-Q1", ["2025-Q3", "2025-Q4", "2026-Q1"]),
        ("2027-W01", ["2026-W52", "2026-W53", "2027-W01"]),
        (
            "2026-03-02..2026-03-03",
            ["2026-02-26..2026-02-27", "2026-02-28..2026-03-01", "2026-03-02..2026-03-03"],
        ),
    ],
)
def test_before_a_period_lie_its_like_without_a_gap(text: str, keys: list[str]) -> None:
    spans = series(span_of(text, BERLIN), 2)
    assert [span.key for span in spans] == keys
    assert all(a.last == b.first for a, b in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "2026",
        "2026-13",
        "2026-Q5",
        "2027-W53",
        "soon",
        "2026-11-16..2026-11-03",
        "0001-01",
        "1990-01-01..2199-01-01",
        "2026-00",
    ],
)
def test_what_is_no_period_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid, match="2026-Q4"):
        span_of(text, "UTC")


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 400), st.sampled_from(Step))
def test_the_steps_of_a_period_follow_each_other_and_are_all_of_it(
    first: date, days: int, step: Step
) -> None:
    """Each belongs to the step it is called by; N16: October is October, whatever the clocks do."""
    span = span_of(f"{first}..{first + timedelta(days=days - 1)}", BERLIN)
    parts = steps_of(span, step)
    assert (parts[0].first, parts[-1].last) == (span.first, span.last)
    assert all(one.last == other.first for one, other in pairwise(parts))
    assert len({part.key for part in parts}) == len(parts)
    assert all(
        span_of(part.key, BERLIN).first <= part.first < part.last <= span_of(part.key, BERLIN).last
        for part in parts
    )

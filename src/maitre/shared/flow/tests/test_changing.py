"""Which days change when a record comes to something else: all whose figures do, and none where that is certain."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from maitre.kernel.states import OPEN_PHASES
from maitre.shared.flow.rules import Told, changed_days
from maitre.shared.flow.tests.test_rules import AGNES, DESK, MONDAY, NETWORK, state, told, whole

NOW = MONDAY + timedelta(days=20)
DAYS = [(MONDAY + timedelta(days=back)).date() for back in range(-1, 22)]

Step = tuple[float, dict[str, Any]]


def days(*offsets: int) -> set[date]:
    """By their distance from the Monday."""
    return {(MONDAY + timedelta(days=each)).date() for each in offsets}


def life(steps: Sequence[Step]) -> Told:
    return told(*((hours, dict(after)) for hours, after in steps))


def test_a_word_changes_no_day() -> None:
    before = [(0, state("new")), (30, state("working", team_id=DESK, assignee_id=AGNES))]
    after = [*before, (50, {"verb": "comment"}), (60, {"title": "Another"})]
    assert changed_days(life(before), life(after), NOW) == set()
    assert changed_days(life(before), life(before), NOW) == set()


def test_what_is_new_changes_the_days_since_it_was_opened() -> None:
    assert changed_days(None, life([(0, state("new"))]), MONDAY + timedelta(days=2)) == days(0, 1, 2)


def test_an_ending_changes_its_own_day_and_those_on_which_it_would_still_be_open() -> None:
    before = [(0, state("new")), (30, state("working", team_id=DESK))]
    after = [*before, (18 * 24, state("resolved"))]
    assert changed_days(life(before), life(after), NOW) == days(18, 19, 20)


def test_a_hand_over_leaves_the_days_before_it_alone() -> None:
    before = [(0, state("assigned", team_id=NETWORK))]
    after = [*before, (19 * 24, {"team_id": DESK})]
    assert changed_days(life(before), life(after), NOW) == days(19, 20)


def test_coming_back_changes_the_day_of_the_ending_that_was_none() -> None:
    after = whole((19 * 24, state("working")))
    assert changed_days(told(*whole()), told(*after), NOW) == days(0, 19, 20)


def test_what_counts_nowhere_any_more_changes_every_day_it_counted_on() -> None:
    before = [(0, state("new")), (30, state("working", assignee_id=AGNES))]
    after = [*before, (19 * 24, state("cancelled"))]
    assert changed_days(life(before), life(after), NOW) >= days(0, 1, 19)


HELD = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["assigned", "working", "waiting", "resolved", "closed", "cancelled"]),
        "team_id": st.sampled_from([NETWORK, DESK]),
        "assignee_id": st.sampled_from([None, AGNES]),
        "priority": st.integers(1, 5),
        "merged_into_id": st.sampled_from([None, 7]),
    },
)
STEPS = st.lists(st.tuples(st.integers(1, 90), HELD), max_size=7).map(
    lambda steps: [
        (0, state("new")),
        *zip(accumulate(hours for hours, _ in steps), (after for _, after in steps), strict=True),
    ]
)


@given(STEPS, st.integers(0, 7))
def test_whatever_happens_every_day_that_differs_is_among_them(steps: list[Step], known: int) -> None:
    """A day is told by hand: its events with all they carry, and who has the record when each hour of it is over."""
    before = life(steps[: known + 1])
    after = life(steps)
    differ = {day for day in DAYS if by_hand(before, day) != by_hand(after, day)}
    assert differ <= changed_days(before, after, NOW)
    assert {day for day in DAYS if by_hand(after, day) != NOTHING} <= changed_days(None, after, NOW)


NOTHING = ([], [None] * 24)


def by_hand(told: Told, day: date) -> tuple[list[Any], list[Any]]:
    course = told.course
    events: list[Any] = []
    if course.counted:
        events += [("opened", course.first_team_id)] * on(course.opened_at, day)
        acknowledged = course.acknowledged_team_id, course.acknowledged_seconds
        events += [acknowledged] * on(course.acknowledged_at, day)
        resolved = (
            course.done_team_id, course.lead_wall_seconds, course.lead_seconds, course.net_seconds, course.hand_offs,
            course.cycle_wall_seconds, course.touch_seconds, course.queue_seconds, course.external_seconds,
            course.returns, course.corrected, course.grown, course.first_team_id,
        )  # fmt: skip
        events += [resolved] * on(course.done_at, day)
        for attempt in told.attempts:
            events += [(attempt.team_id, attempt.in_time)] * on(attempt.at, day)
            events += [("reopened", attempt.team_id)] * on(attempt.undone_at, day)
    midnight = datetime.combine(day, time(0), UTC)
    ends = (midnight + timedelta(hours=hour) for hour in range(1, 25))
    return events, [held_at(told, at) if at <= NOW else None for at in ends]


def on(moment: datetime | None, day: date) -> bool:
    return moment is not None and moment.date() == day


def held_at(told: Told, at: datetime) -> Any:
    """Whose it is then, where it is open: a stay holds after it began, until and with its end."""
    for stay in told.stays:
        if stay.phase in OPEN_PHASES and stay.since < at and (stay.until is None or at <= stay.until):
            return ("open", stay.team_id)
    return None

"""From a timeline to its sums, on small lives told by hand. The calendar is always open where hours do not matter."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from maitre.kernel.business_time import Calendar, always_open
from maitre.kernel.states import Phase, State
from maitre.shared.calendars.rules import OFFICE_WEEK
from maitre.shared.flow.rules import Measured, Moment, Told, tell

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
HOUR = 3600
STATES = {
    name: State(name, phase)
    for name, phase in (
        ("new", Phase.QUEUED), ("assigned", Phase.QUEUED), ("working", Phase.ACTIVE), ("waiting", Phase.WAITING),
        ("resolved", Phase.DONE), ("closed", Phase.CLOSED), ("cancelled", Phase.CANCELLED),
    )
}  # fmt: skip
PRACTICE = Measured(
    "incident",
    STATES,
    paused=lambda now: now.get("state") == "waiting" and now.get("reason") == "asked",
    left_out=lambda now: bool(now.get("merged_into_id")),
)
RITA, AGNES, NETWORK, DESK, TILLS = 1, 2, 10, 11, 12


def told(*steps: tuple[float, dict[str, Any]], calendar: Calendar | None = None, **entry: Any) -> Told:
    """A life of steps: hours since Monday nine o'clock, and what holds from then on."""
    now: dict[str, Any] = {}
    moments = []
    for hours, after in steps:
        verb, by, public = after.pop("verb", "edit"), after.pop("by", AGNES), after.pop("public", True)
        change = {name: (now.get(name), value) for name, value in after.items()}
        now |= after
        moments.append(Moment(MONDAY + timedelta(hours=hours), verb, by, public, change))
    return tell(moments, PRACTICE, calendar or always_open(), RITA)


def state(name: str, **more: Any) -> dict[str, Any]:
    return {"state": name, **more}


WHOLE = (
    (0, state("new", by=RITA)),
    (1, state("assigned", team_id=NETWORK)),
    (3, state("working", assignee_id=AGNES)),
    (4, state("waiting", reason="asked")),
    (9, state("working")),
    (11, state("resolved")),
    (20, state("closed")),
)


def whole(*replacing: tuple[float, dict[str, Any]]) -> list[tuple[float, dict[str, Any]]]:
    return [(hours, dict(after)) for hours, after in (*WHOLE, *replacing)]


def test_the_times_of_a_life_add_up_to_its_lead_time() -> None:
    course = told(*whole()).course
    assert course.lead_wall_seconds == course.lead_seconds == 11 * HOUR
    assert (course.queue_seconds, course.active_seconds, course.external_seconds) == (
        3 * HOUR,
        3 * HOUR,
        5 * HOUR,
    )
    assert course.net_seconds == 6 * HOUR
    assert course.touch_seconds == 3 * HOUR
    assert (course.cycle_wall_seconds, course.cycle_seconds) == (8 * HOUR, 8 * HOUR)
    assert course.done_at == MONDAY + timedelta(hours=11)
    assert course.counted
    assert not course.moving


def test_waiting_that_is_nobodys_question_pauses_no_clock() -> None:
    steps = whole()
    steps[3] = (4, state("waiting", reason="supplier"))
    assert told(*steps).course.net_seconds == 11 * HOUR


def test_business_time_counts_only_working_hours() -> None:
    course = told((0, state("new")), (24 + 2, state("working", assignee_id=AGNES)), (24 + 4, state("resolved")),
                  calendar=OFFICE_WEEK).course  # fmt: skip
    assert course.lead_wall_seconds == 28 * HOUR
    assert course.lead_seconds == (8 + 4) * HOUR
    assert course.acknowledged_seconds == (8 + 2) * HOUR


def test_what_came_back_is_resolved_once_and_rested_meanwhile() -> None:
    life = told(*whole((30, state("working")), (33, state("resolved"))))
    course = life.course
    assert (course.reopenings, len(life.attempts)) == (1, 2)
    assert life.attempts[0].undone_at == MONDAY + timedelta(hours=30)
    assert life.attempts[0].in_time
    assert life.attempts[1].undone_at is None
    assert course.lead_wall_seconds == 33 * HOUR
    assert course.lead_seconds == (11 + 3) * HOUR
    assert course.moving


def test_what_comes_back_after_ten_business_days_failed_no_more() -> None:
    life = told(*whole((24 * 30, state("working"))))
    assert not life.attempts[0].in_time
    assert (life.course.reopenings, life.course.done_at) == (1, None)


def test_hand_overs_are_changes_of_the_team_and_returns_are_to_one_that_had_it() -> None:
    steps = [
        (place, {"team_id": team})
        for place, team in enumerate((NETWORK, DESK, NETWORK, NETWORK, TILLS, DESK), 1)
    ]
    course = told((0, state("new")), *steps, (9, state("resolved"))).course
    assert (course.hand_offs, course.returns) == (4, 2)
    assert (course.first_team_id, course.done_team_id) == (NETWORK, DESK)


def test_a_change_of_the_person_is_no_hand_over() -> None:
    course = told(
        (0, state("new", team_id=DESK)), (1, {"assignee_id": AGNES}), (2, {"assignee_id": 5})
    ).course
    assert course.hand_offs == 0


@pytest.mark.parametrize(
    ("step", "hours"),
    [
        ({"verb": "comment", "by": AGNES}, 2),
        ({"assignee_id": AGNES}, 2),
        ({"verb": "comment", "by": RITA}, None),
        ({"verb": "note", "by": AGNES, "public": False}, None),
        ({"verb": "comment", "by": None}, None),
        ({"team_id": DESK}, None),
    ],
)
def test_a_named_person_or_a_public_answer_acknowledges_and_nothing_else(
    step: dict[str, Any], hours: int | None
) -> None:
    course = told((0, state("new", by=RITA)), (2, dict(step))).course
    assert course.acknowledged_seconds == (None if hours is None else hours * HOUR)


def test_judging_before_anybody_is_assigned_corrects_nothing() -> None:
    first = (0, state("new", priority=4, impact=3))
    assert not told(first, (1, {"priority": 2}), (2, {"team_id": DESK})).course.corrected
    assert told(first, (1, {"team_id": DESK}), (2, {"priority": 2})).course.corrected
    grown = told(first, (1, {"team_id": DESK}), (2, {"priority": 3, "impact": 2})).course
    assert (grown.corrected, grown.grown) == (False, True)


def test_cancelled_and_merged_ones_do_not_count() -> None:
    assert not told((0, state("new")), (1, state("cancelled"))).course.counted
    assert not told((0, state("new")), (1, state("closed", merged_into_id=7))).course.counted
    assert told((0, state("new")), (1, state("closed", merged_into_id=7)), (2, state("working", merged_into_id=None))
                ).course.counted  # fmt: skip


def test_an_entry_that_claims_to_lie_before_the_last_one_takes_no_time() -> None:
    course = told((5, state("new")), (3, state("working")), (6, state("resolved"))).course
    assert course.lead_wall_seconds == HOUR
    assert course.queue_seconds == 0


def test_intervals_follow_on_each_other_without_a_gap() -> None:
    stays = told(*whole((30, state("working")))).stays
    assert [stay.until for stay in stays[:-1]] == [stay.since for stay in stays[1:]]
    assert stays[-1].until is None
    assert [stay.paused for stay in stays].count(True) == 1

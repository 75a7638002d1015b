"""The figures of a real log: what the command prints equals what plain Python reckons from the file itself.

The reckoning below shares no code with the product: own parser, own states, own business hours, own percentiles.
`pytest -s` shows both side by side.
"""

import json
import sys
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

import pytest

from tests.volvo import MEANING, Home, needs_the_log, traces

pytestmark = needs_the_log

WHOLE = "2010-01-01..2012-12-31"
BUSY = "2012-05"
DONE = ("resolved", "closed")
PAUSING = {"Wait - User", "Wait - Customer", "Wait"}


class Case(NamedTuple):
    """What one trace comes to; None where it did not end, or not with a resolution."""

    done: datetime | None
    cancelled: bool
    lead: float
    business: float
    net: float
    hand_offs: int
    returns: int
    attempts: list[tuple[datetime, datetime | None]]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [reckoned(trace) for trace in traces()]


def reckoned(trace: list[dict[str, str]]) -> Case:
    events = [
        (
            datetime.fromisoformat(event["time:timestamp"]).astimezone(UTC),
            MEANING[f"{event['concept:name']}/{event['lifecycle:transition']}"],
            event["org:group"],
            event["lifecycle:transition"] in PAUSING,
        )
        for event in trace
    ]
    assert [at for at, *_ in events] == sorted(at for at, *_ in events)
    attempts: list[tuple[datetime, datetime | None]] = []
    business = net = 0.0
    for place, (at, state, _, pauses) in enumerate(events):
        before = events[place - 1][1] if place else "new"
        if state in DONE and before not in DONE:
            attempts.append((at, None))
        elif state not in DONE and before in DONE and state != "cancelled":
            attempts[-1] = (attempts[-1][0], at)
        if place + 1 < len(events) and state not in (*DONE, "cancelled"):
            spent = office_seconds(at, events[place + 1][0])
            business += spent
            net += 0 if pauses else spent
    groups = [
        group for place, (_, _, group, _) in enumerate(events) if not place or group != events[place - 1][2]
    ]
    done = attempts[-1][0] if events[-1][1] in DONE else None
    return Case(
        done, events[-1][1] == "cancelled", (done - events[0][0]).total_seconds() if done else 0, business, net,
        len(groups) - 1, sum(group in groups[:place] for place, group in enumerate(groups)), attempts,
    )  # fmt: skip


def office_seconds(since: datetime, until: datetime) -> float:
    """Monday to Friday, nine to five, in UTC: the hours of an organisation that has said nothing else."""
    total, day = 0.0, since.date()
    while day <= until.date():
        if day.weekday() < 5:
            opens, closes = (datetime.combine(day, time(hour), UTC) for hour in (9, 17))
            total += max(0.0, (min(until, closes) - max(since, opens)).total_seconds())
        day += timedelta(days=1)
    return total


def ten_office_days_later(at: datetime) -> datetime:
    while at.weekday() > 4 or not time(9) <= at.time() < time(17):
        at = (at + timedelta(days=at.time() >= time(9))).replace(hour=9, minute=0, second=0, microsecond=0)
    for _ in range(10):
        at += timedelta(days=3 if at.weekday() == 4 else 1)
    return at


def percentile(values: list[float], share: float) -> float:
    """Between the two nearest, in proportion."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def by_hand(cases: list[Case], since: datetime, until: datetime) -> dict[str, float]:
    counted = [case for case in cases if not case.cancelled]
    done = [case for case in counted if case.done and since <= case.done < until]
    attempts = [pair for case in counted for pair in case.attempts if since <= pair[0] < until]
    failed = [1 for at, undone in attempts if undone and undone <= ten_office_days_later(at)]
    reopened = [1 for case in counted for _, undone in case.attempts if undone and since <= undone < until]
    return {
        "L01 n": len(done),
        "L01 p50": percentile([case.lead for case in done], 0.5),
        "L01 p90": percentile([case.lead for case in done], 0.9),
        "L01 business_p50": percentile([case.business for case in done], 0.5),
        "K04 mean": sum(case.net for case in done) / len(done),
        "K04 p50": percentile([case.net for case in done], 0.5),
        "K04 p90": percentile([case.net for case in done], 0.9),
        "K12 total": sum(case.hand_offs for case in done),
        "K12 mean": sum(case.hand_offs for case in done) / len(done),
        "L10 hit": sum(case.returns > 0 for case in done),
        "L10 share": sum(case.returns > 0 for case in done) / len(done),
        "K09 n": len(attempts),
        "K09 hit": len(failed),
        "K10 reopened": len(reopened),
        "K10 resolved": len(attempts),
    }


def of_the_product(home: Home, period: str) -> dict[str, float]:
    status, out, err = home.run("figures", "--json", "--period", period)
    assert status == 0, err
    told: dict[str, dict[str, Any]] = json.loads(out)["figures"]
    return {f"{key} {name}": value for key, numbers in told.items() for name, value in numbers.items()}


def instants(first: str, beyond: str) -> tuple[datetime, datetime]:
    return tuple(datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (first, beyond))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("period", "since", "until"), [(WHOLE, "2010-01-01", "2013-01-01"), (BUSY, "2012-05-01", "2012-06-01")]
)
def test_figures_of_the_log_equal_a_reckoning_of_its_own(
    server: Home, arrived: str, cases: list[Case], period: str, since: str, until: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    expected = by_hand(cases, *instants(since, until))
    found = of_the_product(server, period)
    with capsys.disabled():
        sys.stdout.writelines(side_by_side(period, expected, found))
    assert expected["L01 n"] > 1000
    for name, value in expected.items():
        # Each business time is kept in whole seconds, so a sum of some intervals may differ by some seconds.
        slack = 10 if name.startswith(("K04", "L01")) and name != "L01 n" else 1e-9
        assert found[name] == pytest.approx(value, abs=slack), name


def side_by_side(period: str, expected: dict[str, float], found: dict[str, float]) -> Iterator[str]:
    yield f"\nVolvo log, {period:<24} {'plain Python':>16} {'maitre figures':>16}\n"
    for name, value in expected.items():
        yield f"  {name:<32} {value:>18,.3f} {found[name]:>16,.3f}\n"


def test_times_of_every_record_add_up_to_its_lead_time(server: Home, arrived: str) -> None:
    status, _, err = server.run("figures")
    assert status == 0, err
    parts = "active_seconds + queue_seconds + external_seconds"
    wrong = f"SELECT count(*) FROM flow_course WHERE lead_seconds <> {parts} OR net_seconds > lead_seconds"
    assert server.rows(wrong) == [(0,)]
    assert server.rows("SELECT count(*) FROM flow_course") == [(7_554,)]


def test_what_was_open_on_a_day_is_what_the_file_says(server: Home, arrived: str) -> None:
    """K10 of a period that ended long ago, reckoned back from the stays."""
    end = datetime(2012, 5, 1, tzinfo=UTC)
    status, out, err = server.run("figures", "--json", "--period", "2012-04")
    assert status == 0, err
    open_then = 0
    for trace in traces():
        times = [datetime.fromisoformat(event["time:timestamp"]).astimezone(UTC) for event in trace]
        place = bisect_right(times, end - timedelta(microseconds=1))
        last = trace[place - 1]
        state = MEANING[f"{last['concept:name']}/{last['lifecycle:transition']}"] if place else ""
        open_then += bool(place) and state not in (*DONE, "cancelled")
    assert json.loads(out)["figures"]["K10"]["n"] == open_then

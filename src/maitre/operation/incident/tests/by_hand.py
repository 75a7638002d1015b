"""What groups of incidents come to, reckoned in plain Python from their timelines: shares no code with the product."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from maitre.shared.records.models import Entry

OPEN = ("new", "assigned", "in_progress", "pending")
DONE = ("resolved", "closed")
Period = tuple[datetime, datetime]


@dataclass
class Life:
    """One incident: `steps` are the moments and what it was from then on; `values` what it is now, by dimension."""

    pk: int
    values: Mapping[str, Any]
    requester: int
    steps: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)
    answered: datetime | None = None
    judged_anew: bool = False

    @property
    def opened(self) -> datetime:
        return self.steps[0][0]

    @property
    def counted(self) -> bool:
        last = self.steps[-1][1]
        return last["state"] != "cancelled" and last.get("merged_into_id") is None

    @property
    def stays(self) -> Iterator[tuple[datetime, datetime | None, dict[str, Any]]]:
        ends = [at for at, _ in self.steps[1:]] + [None]
        return ((at, end, after) for (at, after), end in zip(self.steps, ends, strict=True))

    @property
    def attempts(self) -> list[tuple[datetime, int | None, datetime | None]]:
        """When it was said to be done, by which team, and when it came back."""
        found: list[tuple[datetime, int | None, datetime | None]] = []
        before = ""
        for at, after in self.steps:
            if after["state"] in DONE and before not in DONE:
                found.append((at, after.get("team_id"), None))
            if after["state"] in OPEN and before in DONE:
                found[-1] = (*found[-1][:2], at)
            before = after["state"]
        return found

    @property
    def done(self) -> datetime | None:
        return self.attempts[-1][0] if self.steps[-1][1]["state"] in DONE else None

    @property
    def teams(self) -> list[int]:
        """One after the other, without those that kept it."""
        held = [after["team_id"] for _, after in self.steps if after.get("team_id")]
        return [team for place, team in enumerate(held) if not place or team != held[place - 1]]

    def spent(self, fits: Callable[[dict[str, Any]], bool]) -> float:
        """Office seconds until it was resolved for good, of the time in which it was so."""
        assert self.done
        return sum(
            office(at, min(end or self.done, self.done))
            for at, end, after in self.stays
            if at < self.done and after["state"] in OPEN and fits(after)
        )


def life(pk: int, values: Mapping[str, Any], requester: int) -> Life:
    found, now, held = Life(pk, values, requester), {}, False
    for entry in Entry.objects.filter(record=pk).order_by("seq"):
        change = json.loads(entry.sealed).get("change", {})
        if held and any(
            change.get(name, (0, 0))[0] != change.get(name, (0, 0))[1] for name in ("category_id", "priority")
        ):
            found.judged_anew = True
        now = {**now, **{name: after for name, (_, after) in change.items()}}
        held = held or bool(now.get("team_id") or now.get("assignee_id"))
        found.steps.append((entry.at, now))
        said = (
            entry.verb == "comment" and entry.visibility == "public" and entry.by_id not in (None, requester)
        )
        if found.answered is None and (said or now.get("assignee_id")):
            found.answered = entry.at
    return found


def office(since: datetime, until: datetime) -> float:
    """Seconds of Monday to Friday, nine to five in UTC."""
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


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def average(values: Sequence[float]) -> float:
    return sum(values) / len(values)


STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "mean": average,
    **{
        f"p{share}": lambda values, share=share: percentile(values, share / 100) for share in (50, 85, 90, 95)
    },  # type: ignore[misc]
}


def contributions(
    measure: str, lives: Sequence[Life], period: Period, now: datetime
) -> list[tuple[Life, float, Any]]:
    """(incident, what it contributes, the assignee it counts for where that is not the present one) of one period."""
    within = lambda at: at is not None and period[0] <= at < period[1]  # noqa: E731
    end = min(period[1], now)
    counted = [one for one in lives if one.counted]
    done = [one for one in counted if within(one.done)]
    durations: Mapping[str, Callable[[Life], float]] = {
        "lead": lambda one: (one.done - one.opened).total_seconds(),  # type: ignore[operator]
        "resolve": lambda one: one.spent(
            lambda after: (
                not (after["state"] == "pending" and after.get("pause_reason") in ("requester", "scheduled"))
            )
        ),
        "touch": lambda one: one.spent(
            lambda after: after["state"] == "in_progress" and bool(after.get("assignee_id"))
        ),
    }
    first_word = measure.rpartition("_")[0]
    if first_word in durations:
        return [(one, durations[first_word](one), None) for one in done]
    if first_word == "acknowledge":
        return [
            (one, office(one.opened, one.answered), None)
            for one in counted
            if within(one.answered) and one.answered
        ]
    open_ = [
        one
        for one in lives
        if any(
            at < end and (until is None or end <= until) and after["state"] in OPEN
            for at, until, after in one.stays
        )
    ]
    if first_word == "age":
        return [(one, (end - one.opened).total_seconds(), None) for one in open_]
    return {
        "count": lambda: [(one, 1, None) for one in counted if within(one.opened)],
        "open": lambda: [(one, 1, None) for one in open_],
        "resolved": lambda: [(one, 1, None) for one in done],
        "reopened": lambda: [(one, 1, None) for one in counted for _, _, undone in one.attempts if within(undone)],
        "worked": lambda: [
            (one, 1, who)
            for one in counted
            for who in {
                after["assignee_id"]
                for at, until, after in one.stays
                if after["state"] == "in_progress" and after.get("assignee_id")
                and at < period[1] and (until is None or until > period[0]) and at != until
            }
        ],
        "first_routing": lambda: [
            (one, one.teams[0] == one.attempts[-1][1], None) for one in done if one.attempts[-1][1]
        ],
        "reopened_share": lambda: [
            (one, bool(undone and undone <= ten_office_days_later(at)), None)
            for one in counted for at, _, undone in one.attempts if within(at)
        ],
        "returned_share": lambda: [
            (one, any(team in one.teams[:place] for place, team in enumerate(one.teams)), None) for one in done
        ],
        "corrected_share": lambda: [(one, one.judged_anew, None) for one in done],
        "hand_overs_mean": lambda: [(one, max(len(one.teams) - 1, 0), None) for one in done],
    }[measure]()  # fmt: skip


def number(measure: str, rows: Sequence[tuple[Life, float, Any]]) -> tuple[float | None, int]:
    """The value, and of how many it is made."""
    if measure in ("count", "open", "resolved", "reopened", "worked"):
        many = len({one.pk for one, *_ in rows}) if measure == "worked" else len(rows)
        return many, many
    values = [float(value) for _, value, _ in rows]
    statistic = STATISTICS.get(measure.rpartition("_")[2], average)
    return (statistic(values) if values else None), len(values)

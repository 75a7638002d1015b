"""The figures as data: from which rows each is reckoned, by which column, and what makes up its parts.

What each is called and how it is told stands in notices; the statements that ask for them in `asking` and `listed`.
Columns are of flow_course (c), of flow_attempt (a) for attempts, or of what was open at a moment (open).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Source(StrEnum):
    """What a figure counts, by the event that puts a row into a period."""

    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"
    ATTEMPTS = "attempts"
    REOPENED = "reopened"
    BACKLOG = "backlog"
    WORKED = "worked"


class Unit(StrEnum):
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    SHARE = "share"
    COUNT = "count"
    EACH = "each"
    """So many a record."""


@dataclass(frozen=True, slots=True)
class Part:
    """The records behind one number: rows of a source that fulfil `where`; `value` is what each contributes."""

    source: Source
    value: str = ""
    unit: Unit = Unit.COUNT
    where: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `main` names the number that stands for it, among `numbers`: name to what SQL makes of the rows.

    `parts`: "" are the records it is reckoned from, "hit" those in its numerator.
    """

    key: str
    unit: Unit
    source: Source
    main: str
    numbers: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)


def _share(hit: str, of: str = "TRUE") -> str:
    return f"count(*) FILTER (WHERE {hit})::float / nullif(count(*) FILTER (WHERE {of}), 0)"


def _percentiles(column: str, *shares: int) -> dict[str, str]:
    return {
        f"p{share}": f"percentile_cont({share / 100}) WITHIN GROUP (ORDER BY {column})::float"
        for share in shares
    }


def _seconds(
    key: str, unit: Unit, source: Source, column: str, beside: Mapping[str, str], main: str
) -> Measure:
    """A duration: its main number, the others beside it, and how many there were."""
    numbers = {**beside, "n": f"count({column})"}
    there = f"{column} IS NOT NULL"
    return Measure(key, unit, source, main, numbers, {"": Part(source, column, unit, there)})


def _mean(column: str) -> dict[str, str]:
    return {"mean": f"avg({column})::float", **_percentiles(column, 50, 90)}


_R, _FIRST = Source.RESOLVED, "c.first_team_id = c.done_team_id"
_HELD = "c.done_team_id IS NOT NULL"
_JUDGED = "c.corrected OR c.grown"
_RETURNED = "c.returns > 0"
_BUSINESS = "nullif(sum(c.lead_seconds), 0)::float"
_OLD = "c.opened_at < open.at - interval '30 days'"

MEASURES: Mapping[str, Measure] = {
    each.key: each
    for each in (
        _seconds(
            "K01", Unit.MINUTES, Source.ACKNOWLEDGED, "c.acknowledged_seconds", _mean("c.acknowledged_seconds"), "mean"
        ),
        _seconds(
            "K04", Unit.HOURS, _R, "c.net_seconds",
            {
                **_mean("c.net_seconds"),
                "gross_p50": _percentiles("c.lead_seconds", 50)["p50"],
                "wall_p50": _percentiles("c.lead_wall_seconds", 50)["p50"],
            },
            "mean",
        ),
        Measure(
            "K08", Unit.SHARE, _R, "share",
            {"share": _share(_FIRST, _HELD), "hit": f"count(*) FILTER (WHERE {_FIRST})",
             "n": f"count(*) FILTER (WHERE {_HELD})"},
            {"": Part(_R, where=_HELD), "hit": Part(_R, where=_FIRST)},
        ),
        Measure(
            "K09", Unit.SHARE, Source.ATTEMPTS, "share",
            {"share": _share("a.in_time"), "hit": "count(*) FILTER (WHERE a.in_time)", "n": "count(*)"},
            {"": Part(Source.ATTEMPTS), "hit": Part(Source.ATTEMPTS, where="a.in_time")},
        ),
        Measure(
            "K10", Unit.COUNT, Source.BACKLOG, "n", {"n": "count(*)"},
            {"": Part(Source.BACKLOG), "opened": Part(Source.OPENED), "reopened": Part(Source.REOPENED),
             "resolved": Part(Source.ATTEMPTS)},
        ),
        Measure(
            "K11", Unit.DAYS, Source.BACKLOG, "p50",
            {**_percentiles("extract(epoch FROM open.at - c.opened_at)", 50, 90), "old": _share(_OLD),
             "hit": f"count(*) FILTER (WHERE {_OLD})", "n": "count(*)"},
            {"": Part(Source.BACKLOG, "extract(epoch FROM open.at - c.opened_at)", Unit.DAYS),
             "hit": Part(Source.BACKLOG, "extract(epoch FROM open.at - c.opened_at)", Unit.DAYS, _OLD)},
        ),
        Measure(
            "K12", Unit.EACH, _R, "mean",
            {"mean": "avg(c.hand_offs)::float", "total": "sum(c.hand_offs)", **_percentiles("c.hand_offs", 50, 90),
             "returned": _share(_RETURNED),
             "hit": f"count(*) FILTER (WHERE {_RETURNED})", "n": "count(*)"},
            {"": Part(_R, "c.hand_offs", Unit.COUNT), "hit": Part(_R, "c.returns", Unit.COUNT, _RETURNED)},
        ),
        Measure(
            "K13", Unit.SHARE, _R, "share",
            {"share": _share(_JUDGED), "hit": f"count(*) FILTER (WHERE {_JUDGED})",
             "grown": "count(*) FILTER (WHERE c.grown AND NOT c.corrected)", "n": "count(*)"},
            {"": Part(_R), "hit": Part(_R, where=_JUDGED)},
        ),
        _seconds(
            "L01", Unit.HOURS, _R, "c.lead_wall_seconds",
            {**_percentiles("c.lead_wall_seconds", 50, 85, 90, 95),
             "business_p50": _percentiles("c.lead_seconds", 50)["p50"],
             "business_p85": _percentiles("c.lead_seconds", 85)["p85"]},
            "p50",
        ),
        _seconds(
            "L02", Unit.HOURS, _R, "c.cycle_wall_seconds",
            {**_percentiles("c.cycle_wall_seconds", 50, 85, 95),
             "business_p50": _percentiles("c.cycle_seconds", 50)["p50"]},
            "p50",
        ),
        _seconds("L03", Unit.HOURS, _R, "c.touch_seconds", _mean("c.touch_seconds"), "p50"),
        Measure(
            "L04", Unit.SHARE, _R, "share",
            {"share": f"sum(c.queue_seconds + c.external_seconds) / {_BUSINESS}",
             "queue": f"sum(c.queue_seconds) / {_BUSINESS}", "external": f"sum(c.external_seconds) / {_BUSINESS}",
             "n": "count(*)"},
            {"": Part(_R, "c.queue_seconds + c.external_seconds", Unit.HOURS)},
        ),
        Measure(
            "L05", Unit.SHARE, _R, "share",
            {"share": f"sum(c.touch_seconds) / {_BUSINESS}", "n": "count(*)"},
            {"": Part(_R, "c.touch_seconds", Unit.HOURS)},
        ),
        Measure(
            "L10", Unit.SHARE, _R, "share",
            {"share": _share(_RETURNED), "hit": f"count(*) FILTER (WHERE {_RETURNED})",
             "total": "sum(c.hand_offs)", "n": "count(*)"},
            {"": Part(_R, "c.hand_offs", Unit.COUNT), "hit": Part(_R, "c.returns", Unit.COUNT, _RETURNED)},
        ),
    )
}  # fmt: skip

_SHARES = frozenset({"share", "returned", "queue", "external", "old"})
_OF_THE_UNIT = ("mean", "p", "gross", "wall", "business")


def unit_of(measure: Measure, number: str) -> Unit:
    """What a number of a figure is counted in."""
    if number in _SHARES:
        return Unit.SHARE
    return measure.unit if number.startswith(_OF_THE_UNIT) else Unit.COUNT


def in_unit(value: float, unit: Unit) -> float:
    """Seconds as minutes, hours or days; a share as parts of a hundred; other numbers as they are."""
    return value * SCALE[unit]


SCALE: Mapping[Unit, float] = {
    Unit.MINUTES: 1 / 60, Unit.HOURS: 1 / 3600, Unit.DAYS: 1 / 86_400, Unit.SHARE: 100, Unit.COUNT: 1, Unit.EACH: 1
}  # fmt: skip

TABLES: Mapping[Source, tuple[str, str, str]] = {
    Source.OPENED: ("flow_course c", "c.opened_at", "c.first_team_id"),
    Source.ACKNOWLEDGED: ("flow_course c", "c.acknowledged_at", "c.acknowledged_team_id"),
    Source.RESOLVED: ("flow_course c", "c.done_at", "c.done_team_id"),
    Source.ATTEMPTS: ("flow_attempt a JOIN flow_course c ON c.record_id = a.record_id", "a.at", "a.team_id"),
    Source.REOPENED: (
        "flow_attempt a JOIN flow_course c ON c.record_id = a.record_id",
        "a.undone_at",
        "a.team_id",
    ),
}
"""Rows, the moment that puts them into a period, and whose they are; the backlog has a statement of its own."""

"""What can be summed up of groups of records: counts, and numbers of the figures, by the names that people ask with."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from maitre.shared.flow.querysets.measures import MEASURES, Source, Unit, unit_of

DURATIONS = frozenset({Unit.MINUTES, Unit.HOURS, Unit.DAYS})
BESIDE = ("p50", "p90")
"""Told with every duration: times are skewed."""


@dataclass(frozen=True, slots=True)
class Summed:
    """One number of a group: what SQL makes of its rows, and of how many. `figure` and `number` name it for people."""

    source: Source
    value: str = "count(*)"
    n: str = "count(*)"
    unit: Unit = Unit.COUNT
    beside: Mapping[str, str] = field(default_factory=dict)
    figure: str = ""
    number: str = ""


def _of(figure: str, number: str) -> Summed:
    """A number of a figure."""
    measure = MEASURES[figure]
    unit = unit_of(measure, number)
    beside = {each: measure.numbers[each] for each in BESIDE if unit in DURATIONS}
    return Summed(measure.source, measure.numbers[number], measure.numbers["n"], unit, beside, figure, number)


def _durations(name: str, figure: str) -> dict[str, Summed]:
    """`name`_p50 and whatever else a duration is told as."""
    told = ("mean", "p50", "p85", "p90", "p95")
    return {f"{name}_{number}": _of(figure, number) for number in told if number in MEASURES[figure].numbers}


SUMMED: Mapping[str, Summed] = {
    "count": Summed(Source.OPENED),
    "open": Summed(Source.BACKLOG),
    "resolved": Summed(Source.RESOLVED),
    "reopened": Summed(Source.REOPENED),
    "worked": Summed(Source.WORKED, "count(DISTINCT c.record_id)", "count(DISTINCT c.record_id)"),
    **_durations("lead", "L01"),
    **_durations("resolve", "K04"),
    **_durations("acknowledge", "K01"),
    **_durations("touch", "L03"),
    **_durations("age", "K11"),
    "first_routing": _of("K08", "share"),
    "reopened_share": _of("K09", "share"),
    "returned_share": _of("L10", "share"),
    "corrected_share": _of("K13", "share"),
    "hand_overs_mean": _of("K12", "mean"),
}

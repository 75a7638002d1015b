"""Figures of groups: by whatever incidents are told apart by, crossed, each equal to a reckoning in plain Python."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

from maitre.operation.incident.models import Incident
from maitre.operation.incident.tests.by_hand import Life, contributions, number
from maitre.operation.incident.tests.summer import NOW, PERIOD, a_summer, asked, expected, lives_of
from maitre.shared.flow.actions.summarise import Cell
from maitre.shared.flow.querysets.periods import Step, span_of, steps_of
from maitre.shared.flow.querysets.summed import SUMMED
from maitre.shared.flow.rules import dimensions_of
from maitre.shared.records.querysets import count_of

if TYPE_CHECKING:
    from tests.cast import Cast

DIMENSIONS = tuple(dimensions_of("incident"))


@pytest.fixture
def lived(cast: "Cast", monkeypatch: pytest.MonkeyPatch) -> list[Incident]:
    return a_summer(cast, monkeypatch)


def test_every_measure_by_every_dimension_is_that_of_plain_python(
    cast: "Cast", lived: list[Incident]
) -> None:
    lives, period = lives_of(lived), span_of(PERIOD, "UTC").instants
    for dimension in DIMENSIONS:
        cells = asked(cast, dimension, ",".join(SUMMED))
        for measure in SUMMED:
            compare(cells, measure, expected(cast, lives, dimension, measure, period), dimension)
            whole = number(measure, contributions(measure, lives, period, NOW))
            [total] = [cell.figures[measure] for cell in cells if cell.keys == (None,)]
            assert (total.value, total.n) == pytest.approx(whole), (dimension, measure)


def compare(
    cells: list[Cell], measure: str, by_python: Mapping[str, tuple[float | None, int]], dimension: str
) -> None:
    """Each group of one dimension; where a person is not judged, that there were too few."""
    told = {
        cell.keys[0]: cell.figures[measure]
        for cell in cells
        if cell.keys[0] is not None and measure in cell.figures
    }
    for key, figure in told.items():
        if figure.hidden:
            assert dimension == "assignee", (dimension, measure, key)
        elif figure.n:
            assert (figure.value, figure.n) == pytest.approx(by_python[key]), (dimension, measure, key)
        else:
            assert by_python.get(key, (0, 0))[1] == 0, (dimension, measure, key)
    assert {key for key, (_, n) in by_python.items() if n} <= set(told), (dimension, measure)


def test_crossed_by_a_period_each_cell_is_that_of_plain_python(cast: "Cast", lived: list[Incident]) -> None:
    lives = lives_of(lived)
    for step in Step:
        crossed_by(cast, lives, step)


def crossed_by(cast: "Cast", lives: list[Life], step: Step) -> None:
    measures = ("count", "open", "resolved", "worked", "lead_p90", "age_p50", "reopened_share")
    cells = asked(cast, f"category,{step}", ",".join(measures))
    for span in steps_of(span_of(PERIOD, "UTC"), step):
        if span.instants[0] > NOW:
            continue
        for measure in measures:
            by_python = expected(cast, lives, "category", measure, span.instants)
            told = {
                cell.keys[0]: (cell.figures[measure].value, cell.figures[measure].n)
                for cell in cells
                if cell.keys[1] == span.key and cell.keys[0] is not None and measure in cell.figures
            }
            for key, value in by_python.items():
                assert told.get(key, (0, 0)) == pytest.approx(value), (span.key, measure, key)
            assert {key for key, (_, n) in told.items() if n} <= set(by_python), (span.key, measure)


def test_two_dimensions_and_a_query_are_that_of_plain_python(cast: "Cast", lived: list[Incident]) -> None:
    some = [
        one for one in lives_of(lived) if one.values["priority"] != "5" and one.values["type"] != "outage"
    ]
    period = span_of(PERIOD, "UTC").instants
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in contributions("lead_p50", some, period, NOW):
        groups[row[0].values["service"], row[0].values["cause"]].append(row)
    cells = asked(cast, "service,cause", "lead_p50", query="priority<=4 -type:outage")
    told = {cell.keys: cell.figures["lead_p50"] for cell in cells if None not in cell.keys}
    assert {key: (each.value, each.n) for key, each in told.items()} == {
        key: pytest.approx(number("lead_p50", rows)) for key, rows in groups.items()
    }
    assert len(told) > 3, told


def test_the_query_of_a_cell_opens_its_records(cast: "Cast", lived: list[Incident]) -> None:
    """As many as were counted: in the language of the list, in which everybody may ask on."""
    opened, groups = 0, (*DIMENSIONS, "category,month", "service,week", "priority,team")
    for cell in [cell for group in groups for cell in asked(cast, group, "count,resolved,open,reopened")]:
        for name, figure in cell.figures.items():
            if figure.query is not None and name != "reopened" and figure.n is not None:
                found = count_of("incident", cast.actor("manfred"), query=figure.query)
                assert found == (figure.n, True), (name, figure.query)
                opened += 1
    assert opened

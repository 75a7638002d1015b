"""Figures of groups as JSON: durations in seconds, shares of one, each number with the query that opens its records."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from maitre.shared.access.rest.callers import actor_of
from maitre.shared.flow.actions import summarise
from maitre.shared.flow.actions.summarise import Cell, Figure
from maitre.shared.flow.notices import group_name, sum_name
from maitre.shared.flow.querysets.periods import Step
from maitre.shared.flow.querysets.stale import being_reckoned
from maitre.shared.flow.querysets.summed import SUMMED
from maitre.shared.flow.querysets.summing import Group, Question
from maitre.shared.flow.querysets.wanted import question

GroupBy = Annotated[
    str,
    Query(
        max_length=80,
        description="One name, or two with a comma to cross them: what records are told apart by, or one of "
        f"{', '.join(Step)}",
        example="category,month",
    ),
]
MeasureOf = Annotated[
    str,
    Query(
        max_length=300,
        description=f"One or more with commas: {', '.join(SUMMED)}",
        example="count,lead_p50",
    ),
]
PeriodOf = Annotated[
    str,
    Query(
        max_length=40,
        description="2026-11, 2026-Q4, 2026-W46 or 2026-11-03..2026-11-16; without: the last full month, or with a "
        "day, week, month or quarter among the groups as many of them until now as are told at once",
        example="2026-11",
    ),
]


class GroupFigureOut(BaseModel):
    """One number of a group."""

    value: float | None = Field(description="null: there was nothing to reckon from, or it is suppressed")
    n: int | None = Field(description="Of how many records it is made")
    beside: dict[str, float | None] = Field(description="p50 and p90, told with every duration")
    few: bool = Field(description="Made of fewer than five: it says little")
    suppressed: bool = Field(
        description="Not told, for it judges a person by fewer than five, or such a number follows from it"
    )
    query: str | None = Field(
        description="Asks the list for its records; null where the query language has no words for them"
    )


class GroupOut(BaseModel):
    """One group; a name is null where all its values are meant together, and empty where it is not known."""

    group: dict[str, str | None] = Field(examples=[{"category": "network", "month": "2026-11"}])
    labels: dict[str, str | None] = Field(examples=[{"category": "Network", "month": "2026-11"}])
    figures: dict[str, GroupFigureOut]


class SummaryOut(BaseModel):
    period: str
    zone: str
    query: str
    being_reckoned: bool = Field(
        description="Many records are not in these figures yet, as after an import; ask again later"
    )
    groups: dict[str, str] = Field(description="What they are called")
    measures: dict[str, str] = Field(description="What they are called")
    units: dict[str, str] = Field(description="minutes, hours and days come in seconds, shares of one")
    cells: list[GroupOut] = Field(description="Groups in which there is something")
    totals: list[GroupOut] = Field(description="Groups in which a name is null")


def summary_of(
    kind: str, request: HttpRequest, *, group: str, measure: str, period: str, query: str
) -> SummaryOut:
    """Over the records of a kind that are open to who asks, as who reads figures."""
    asked = question(kind, actor_of(request), group=group, measure=measure, period=period, query=query)
    cells = summarise(asked)
    return SummaryOut(
        period=asked.span.key,
        zone=asked.span.zone,
        query=query,
        being_reckoned=being_reckoned(kind, asked.asked.actor),
        groups={name_of(each): group_name(each) for each in asked.groups},
        measures={name: sum_name(name) for name in asked.measures},
        units={name: SUMMED[name].unit.value for name in asked.measures},
        cells=[_cell(asked, cell) for cell in cells if None not in cell.keys],
        totals=[_cell(asked, cell) for cell in cells if None in cell.keys],
    )


def name_of(group: Group) -> str:
    return group.value if isinstance(group, Step) else group.name


def _cell(asked: Question, cell: Cell) -> GroupOut:
    names = [name_of(each) for each in asked.groups]
    return GroupOut(
        group=dict(zip(names, cell.keys, strict=True)),
        labels=dict(zip(names, cell.labels, strict=True)),
        figures={name: _figure(figure) for name, figure in cell.figures.items()},
    )


def _figure(figure: Figure) -> GroupFigureOut:
    return GroupFigureOut(
        value=figure.value,
        n=figure.n,
        beside=dict(figure.beside),
        few=figure.few,
        suppressed=figure.hidden,
        query=figure.query,
    )

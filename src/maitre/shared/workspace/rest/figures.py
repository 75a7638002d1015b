"""The practice's own figures as JSON: durations in seconds, shares of one, each with its meaning and its records."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from maitre.kit.rest.shapes import Whole
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.flow.actions import told as figures_of
from maitre.shared.flow.notices import MEANINGS, NUMBERS
from maitre.shared.flow.querysets.asking import Numbers
from maitre.shared.flow.querysets.measures import MEASURES, Unit
from maitre.shared.flow.querysets.periods import Span
from maitre.shared.flow.querysets.stale import being_reckoned
from maitre.shared.flow.querysets.wanted import Wanted, part_called, wanted
from maitre.shared.flow.rest.summary import GroupBy, MeasureOf, PeriodOf, SummaryOut, summary_of
from maitre.shared.practice.rules import Practice
from maitre.shared.records.rest.asked import Q

Period = Annotated[
    str,
    Query(
        max_length=40,
        description="2026-11, 2026-Q4, 2026-W46 or 2026-11-03..2026-11-16; without: the last full month, and the "
        "running one beside it",
        example="2026-11",
    ),
]
TeamKey = Annotated[str, Query(max_length=60, description="Key of a team; all of them without")]


class PeriodOut(BaseModel):
    """One period with its numbers; null: there was nothing to reckon from."""

    period: str
    begins: str
    ends: str
    numbers: dict[str, float | None]


class FigureOut(BaseModel):
    id: str = Field(examples=["L01"])
    name: str
    formula: str
    caveat: str
    unit: Unit
    main: str = Field(description="Which of the numbers stands for it")
    parts: list[str] = Field(description="What can be listed; the empty one is all it is reckoned from")
    periods: list[PeriodOut] = Field(description="The period that was asked for is the last")
    running: PeriodOut | None = Field(description="The period that runs now, where none was asked for")


class FiguresOut(BaseModel):
    period: str
    zone: str
    team: str | None
    being_reckoned: bool = Field(
        description="Much is not in these figures yet, as after an import; ask again later"
    )
    names: dict[str, str] = Field(description="What the numbers are called")
    figures: list[FigureOut]


class BehindOut(BaseModel):
    """One record behind a number: since when it counts, what it contributes (seconds, or so many)."""

    number: str
    title: str
    team: str
    at: str
    value: float | None


class BehindList(BaseModel):
    items: list[BehindOut]
    next: int | None = Field(description="The offset of what follows")


def figures_router(practice: Practice) -> Router:
    router = Router(tags=[practice.plural.capitalize()])
    words = practice.summaries

    @router.get(
        "/figures",
        response={200: FiguresOut, 403: None, 404: None},
        operation_id=f"{practice.plural}_figures",
        summary=words.figures,
        description=words.figures_about,
    )
    def figures(request: HttpRequest, period: Period = "", team: TeamKey = "") -> FiguresOut:
        return _figures(wanted(practice.kind, actor_of(request), period=period, team=team))

    @router.get(
        "/figures/{figure}/records",
        response={200: BehindList, 403: None},
        operation_id=f"{practice.plural}_figure_records",
        summary=words.behind_figures,
    )
    def records(
        request: HttpRequest,
        figure: str,
        period: Period = "",
        team: TeamKey = "",
        part: Annotated[str, Query(max_length=20, description="One of the figure's parts")] = "",
        offset: Annotated[Whole, Query(0, ge=0, le=1_000_000)] = 0,
        limit: Annotated[Whole, Query(100, ge=1, le=500)] = 100,
    ) -> BehindList:
        """The greatest contribution first."""
        want = wanted(practice.kind, actor_of(request), period=period, team=team)
        rows = want.records(part_called(figure, part), limit=limit + 1, offset=offset)
        items = [
            BehindOut(
                number=row.label, title=row.title, team=row.team_name, at=row.at.isoformat(), value=row.value
            )
            for row in rows[:limit]
        ]
        return BehindList(items=items, next=offset + limit if len(rows) > limit else None)

    @router.get(
        "/summary",
        response={200: SummaryOut, 403: None},
        operation_id=f"{practice.plural}_summary",
        summary=words.groups,
    )
    def summary(
        request: HttpRequest, group: GroupBy, measure: MeasureOf = "count", period: PeriodOf = "", q: Q = ""
    ) -> SummaryOut:
        """Grouped by one thing or crossed by two, for leads, managers, auditors and admins."""
        return summary_of(practice.kind, request, group=group, measure=measure, period=period, query=q)

    return router


def _figures(want: Wanted) -> FiguresOut:
    told = figures_of(want)
    now = told.pop()[1] if want.running else None
    return FiguresOut(
        period=want.span.key,
        zone=want.span.zone,
        team=want.team.key if want.team else None,
        being_reckoned=being_reckoned(want.asked.kind, want.asked.actor),
        names={name: str(words) for name, words in NUMBERS.items()},
        figures=[
            FigureOut(
                id=key,
                name=str(MEANINGS[key].name),
                formula=str(MEANINGS[key].formula),
                caveat=str(MEANINGS[key].caveat),
                unit=measure.unit,
                main=measure.main,
                parts=list(measure.parts),
                periods=[_period(span, numbers[key]) for span, numbers in told],
                running=_period(want.running, now[key]) if want.running and now else None,
            )
            for key, measure in MEASURES.items()
        ],
    )


def _period(span: Span, numbers: Numbers) -> PeriodOut:
    begins, ends = span.instants
    return PeriodOut(period=span.key, begins=begins.isoformat(), ends=ends.isoformat(), numbers=dict(numbers))

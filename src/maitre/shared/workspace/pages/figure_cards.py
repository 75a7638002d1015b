"""One figure as the page shows it: its number, what stands beside it, the periods before and the running one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from maitre.kit.web.addresses import address_of
from maitre.kit.web.chart import Chart, Point, chart
from maitre.shared.flow.notices import FEW, HITS, MEANINGS, NUMBERS, amount, in_words, span_name, span_tick
from maitre.shared.flow.querysets.asking import Numbers
from maitre.shared.flow.querysets.measures import MEASURES, Measure, Unit, in_unit, unit_of
from maitre.shared.flow.querysets.periods import Span
from maitre.shared.flow.querysets.wanted import Wanted
from maitre.shared.practice.rules import Practice

LINKED = {"n": "", "hit": "hit", "opened": "opened", "reopened": "reopened", "resolved": "resolved"}
"""Numbers that are so many records, and the part that lists them."""
AVERAGES = frozenset({"mean", "p50"})
"""Main numbers that have to say which average they are."""
ASIDE = frozenset({"n", "hit"})
"""Told in the line below the number, not in the list beside."""


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the table."""

    label: str
    url: str
    value: str
    n: str


@dataclass(frozen=True, slots=True)
class Beside:
    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One figure as the page shows it."""

    key: str
    name: str
    value: str
    main_label: str
    url: str
    count: int
    few: bool
    hit: Beside | None
    beside: Sequence[Beside]
    formula: str
    caveat: str
    trend: Chart
    periods: Sequence[Period]
    running: Beside | None
    """The running period, told beside the last full one."""


def address(
    practice: Practice, want: Wanted, figure: str = "", *, span: Span | None = None, **more: str
) -> str:
    """The page of figures, or the records of one, for the same team and period."""
    kind = practice.kind
    place = address_of(f"{kind}:figure_records", figure) if figure else address_of(f"{kind}:figures")
    asked = {"period": (span or want.span).key, "team": want.team.key if want.team else "", **more}
    return f"{place}?{urlencode({name: value for name, value in asked.items() if value})}"


def cards(
    practice: Practice, want: Wanted, told: Sequence[tuple[Span, dict[str, Numbers]]]
) -> Iterator[Card]:
    asked_for = told[-2] if want.running else told[-1]
    for key, measure in MEASURES.items():
        now, meaning = asked_for[1][key], MEANINGS[key]
        n = int(now["n"] or 0)
        yield Card(
            key=key,
            name=str(meaning.name),
            value=_said(measure, measure.main, now),
            main_label=str(NUMBERS[measure.main]) if measure.main in AVERAGES else "",
            url=address(practice, want, key),
            count=n,
            few=n < FEW and measure.unit is not Unit.COUNT,
            hit=_hit(practice, want, measure, now),
            beside=[
                _beside(practice, want, measure, name, now)
                for name in NUMBERS
                if name in now and name not in {measure.main, *ASIDE}
            ],
            formula=str(meaning.formula),
            caveat=str(meaning.caveat),
            trend=_trend(practice, want, measure, told),
            periods=list(_periods(practice, want, measure, told)),
            running=_running(practice, want, measure, told[-1]) if want.running else None,
        )


def _said(measure: Measure, name: str, numbers: Numbers) -> str:
    return amount(numbers[name], unit_of(measure, name), signed=name == "flow")


def _hit(practice: Practice, want: Wanted, measure: Measure, now: Numbers) -> Beside | None:
    if "hit" not in measure.parts:
        return None
    value = _said(measure, "hit", now) if "hit" in now else ""
    return Beside(str(HITS[measure.key]), value, address(practice, want, measure.key, part="hit"))


def _beside(practice: Practice, want: Wanted, measure: Measure, name: str, now: Numbers) -> Beside:
    part = LINKED.get(name)
    url = address(practice, want, measure.key, part=part) if part in measure.parts and part else ""
    return Beside(str(NUMBERS[name]), _said(measure, name, now), url)


Told = tuple[Span, dict[str, Numbers]]


def _trend(practice: Practice, want: Wanted, measure: Measure, told: Sequence[Told]) -> Chart:
    unit = unit_of(measure, measure.main)
    points = [_point(practice, want, measure, unit, span, numbers[measure.key]) for span, numbers in told]
    return chart(points, partial(in_words, unit=unit))


def _point(
    practice: Practice, want: Wanted, measure: Measure, unit: Unit, span: Span, numbers: Numbers
) -> Point:
    value, few = numbers[measure.main], (numbers["n"] or 0) < FEW and unit is not Unit.COUNT
    look = "running" if span == want.running else "now" if span == want.span else ""
    said = _said(measure, measure.main, numbers)
    shown = None if value is None else in_unit(value, unit)
    return Point(span_name(span, short=True), said, shown, span_tick(span), look, few)


def _periods(practice: Practice, want: Wanted, measure: Measure, told: Sequence[Told]) -> Iterator[Period]:
    for span, numbers in told:
        own = numbers[measure.key]
        label = span_name(span, short=True)
        yield Period(
            label,
            address(practice, want, span=span),
            _said(measure, measure.main, own),
            _said(measure, "n", own),
        )


def _running(practice: Practice, want: Wanted, measure: Measure, told: Told) -> Beside:
    span, numbers = told
    url = address(practice, want, measure.key, span=span)
    return Beside(span_name(span, short=True), _said(measure, measure.main, numbers[measure.key]), url)

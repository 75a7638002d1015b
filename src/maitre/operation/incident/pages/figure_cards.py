"""One figure as the page shows it: its number, what stands beside it, the bars of the periods before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from maitre.shared.flow.notices import FEW, HITS, MEANINGS, NUMBERS, amount, span_name
from maitre.shared.flow.querysets.asking import Numbers
from maitre.shared.flow.querysets.measures import MEASURES, Measure, Unit, unit_of
from maitre.shared.flow.querysets.periods import Span
from maitre.shared.flow.querysets.wanted import Wanted

LINKED = {"n": "", "hit": "hit", "opened": "opened", "reopened": "reopened", "resolved": "resolved"}
"""Numbers that are so many records, and the part that lists them."""
AVERAGES = frozenset({"mean", "p50"})
"""Main numbers that have to say which average they are."""
ASIDE = frozenset({"n", "hit"})
"""Told in the line below the number, not in the list beside."""
TALL = 36
"""Height of a bar of the greatest value."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One period in the row of bars."""

    label: str
    url: str
    value: str
    n: str
    height: int
    current: bool


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
    bars: Sequence[Bar]

    @property
    def trend(self) -> str:
        """The bars in words."""
        return ", ".join(f"{bar.label}: {bar.value}" for bar in self.bars)


def address(want: Wanted, figure: str = "", *, span: Span | None = None, **more: str) -> str:
    """The page of figures, or the records of one, for the same team and period."""
    place = reverse("incident:figure_records", args=[figure]) if figure else reverse("incident:figures")
    asked = {"period": (span or want.span).key, "team": want.team.key if want.team else "", **more}
    return f"{place}?{urlencode({name: value for name, value in asked.items() if value})}"


def cards(want: Wanted, told: Sequence[tuple[Span, dict[str, Numbers]]]) -> Iterator[Card]:
    for key, measure in MEASURES.items():
        now, meaning = told[-1][1][key], MEANINGS[key]
        n = int(now["n"] or 0)
        yield Card(
            key=key,
            name=str(meaning.name),
            value=_said(measure, measure.main, now),
            main_label=str(NUMBERS[measure.main]) if measure.main in AVERAGES else "",
            url=address(want, key),
            count=n,
            few=n < FEW and measure.unit is not Unit.COUNT,
            hit=_hit(want, measure, now),
            beside=[_beside(want, measure, name, now) for name in now if name not in {measure.main, *ASIDE}],
            formula=str(meaning.formula),
            caveat=str(meaning.caveat),
            bars=list(_bars(want, measure, told)),
        )


def _said(measure: Measure, name: str, numbers: Numbers) -> str:
    return amount(numbers[name], unit_of(measure, name), signed=name == "flow")


def _hit(want: Wanted, measure: Measure, now: Numbers) -> Beside | None:
    if "hit" not in measure.parts:
        return None
    value = _said(measure, "hit", now) if "hit" in now else ""
    return Beside(str(HITS[measure.key]), value, address(want, measure.key, part="hit"))


def _beside(want: Wanted, measure: Measure, name: str, now: Numbers) -> Beside:
    part = LINKED.get(name)
    url = address(want, measure.key, part=part) if part in measure.parts and part else ""
    return Beside(str(NUMBERS[name]), _said(measure, name, now), url)


def _bars(want: Wanted, measure: Measure, told: Sequence[tuple[Span, dict[str, Numbers]]]) -> Iterator[Bar]:
    values = [numbers[measure.key][measure.main] for _span, numbers in told]
    most = max((value for value in values if value), default=0) or 1
    for (span, numbers), value in zip(told, values, strict=True):
        own = numbers[measure.key]
        yield Bar(
            label=span_name(span, short=True),
            url=address(want, span=span),
            value=_said(measure, measure.main, own),
            n=_said(measure, "n", own),
            height=max(round(TALL * value / most), 1) if value else 0,
            current=span == want.span,
        )

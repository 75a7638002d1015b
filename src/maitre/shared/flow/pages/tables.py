"""Groups as a table: one thing with several numbers of each, or two things crossed with one number."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import dropwhile
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kit.web.chart import Chart, Point, chart
from maitre.shared.flow.actions.summarise import Cell, Figure
from maitre.shared.flow.notices import (
    NOTHING,
    amount,
    group_name,
    in_words,
    span_name,
    span_tick,
    sum_name,
)
from maitre.shared.flow.querysets.measures import Unit, in_unit
from maitre.shared.flow.querysets.periods import Span, Step
from maitre.shared.flow.querysets.summed import SUMMED
from maitre.shared.flow.querysets.summing import Question

ROWS, COLUMNS = 100, 31
"""How many a page shows; the file has all of them."""
HEAT = 5
"""Steps of colour."""
COUNTS = frozenset({"count", "open", "resolved", "reopened", "worked"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One number as the page shows it. `value` for the file: minutes, hours, days, percent."""

    text: str
    value: float | None
    n: str = ""
    url: str = ""
    few: bool = False
    heat: int = 0
    bar: float = 0


@dataclass(frozen=True, slots=True)
class Line:
    label: str
    cells: Sequence[Shown]
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`more`: rows or columns that only the file has."""

    corner: str
    headings: Sequence[str]
    lines: Sequence[Line]
    total: Line | None
    more: bool = False
    trend: Chart | None = None
    trend_name: str = ""
    crossed: bool = False
    hidden: bool = False


Cells = Mapping[tuple[str | None, ...], Cell]


@dataclass(frozen=True, slots=True)
class Beside:
    """The running period, of which one number is told beside the numbers of the one that is asked for."""

    span: Span
    measure: str
    cells: Sequence[Cell]


def table_of(
    question: Question,
    cells: Sequence[Cell],
    list_url: str,
    *,
    whole: bool = False,
    beside: Beside | None = None,
) -> Table:
    """`whole`: with every row and column, for a file."""
    by_keys = {cell.keys: cell for cell in cells}
    show = partial(_shown, list_url)
    limits = (None, None) if whole else (ROWS, COLUMNS)
    if len(question.groups) > 1:
        return _crossed(question, by_keys, show, limits)
    return _one(question, by_keys, show, limits, beside)


Limits = tuple[int | None, int | None]
Show = Callable[[str, Figure | None], Shown]


def _one(question: Question, cells: Cells, show: Show, limits: Limits, beside: Beside | None) -> Table:
    running = {cell.keys: cell for cell in beside.cells} if beside else {}
    rows = _values(question, 0, {**running, **cells})
    first = question.measures[:1]
    most = max((_size(cell, first) for cell in cells.values() if cell.keys != (None,)), default=0) or 1
    headings = [sum_name(name) for name in question.measures]
    if beside:
        headings.append(_("%(number)s in %(period)s, until now") % _named(beside))

    def shown(key: str | None) -> list[Shown]:
        told = _total if key is None else _cell
        row = [told(cells, (key,), name, show) for name in question.measures]
        return [*row, _cell(running, (key,), beside.measure, show)] if beside else row

    lines = [
        Line(label, _with_bar(shown(key), _size(cells.get((key,)), first) / most), not key)
        for key, label in rows[: limits[0]]
    ]
    return Table(
        corner=group_name(question.groups[0]),
        headings=headings,
        lines=lines,
        total=Line(_("All"), shown(None)) if (None,) in cells else None,
        more=len(lines) < len(rows),
        trend=_trend(question, cells, question.measures[0]) if question.step else None,
        trend_name=sum_name(question.measures[0]),
        hidden=_hides(cells, running),
    )


def _named(beside: Beside) -> dict[str, str]:
    return {"number": sum_name(beside.measure), "period": span_name(beside.span)}


def _hides(*some: Cells) -> bool:
    return any(figure.hidden for cells in some for cell in cells.values() for figure in cell.figures.values())


def _cell(cells: Cells, keys: tuple[str | None, ...], name: str, show: Show) -> Shown:
    return show(name, _figure(cells, keys, name))


def _crossed(question: Question, cells: Cells, show: Show, limits: Limits) -> Table:
    [name] = question.measures
    rows, columns = _values(question, 0, cells), _values(question, 1, cells)
    inside = [_number(cell, name) for cell in cells.values() if None not in cell.keys]
    most = max((value for value in inside if value), default=0) or 1
    lines = []
    for key, label in rows[: limits[0]]:
        figures = [_figure(cells, (key, other), name) for other, _label in columns[: limits[1]]]
        shown = [_warm(show(name, figure), figure, most) for figure in figures]
        lines.append(Line(label, [*shown, _total(cells, (key, None), name, show)], not key))
    below = [_total(cells, (None, other), name, show) for other, _label in columns[: limits[1]]]
    return Table(
        corner=group_name(question.groups[0]),
        headings=[*(label for _key, label in columns[: limits[1]]), _("All")],
        lines=lines,
        total=Line(_("All"), [*below, _total(cells, (None, None), name, show)]),
        more=len(lines) < len(rows) or len(below) < len(columns),
        trend=_trend(question, cells, name) if question.step else None,
        trend_name=sum_name(name),
        crossed=True,
        hidden=_hides(cells),
    )


def _values(question: Question, place: int, cells: Cells) -> list[tuple[str, str]]:
    """Keys and labels of one of the groups: periods and what has an order in it, others the greatest first."""
    group = question.groups[place]
    if isinstance(group, Step):
        return [(span.key, span_name(span, short=True)) for span in _told_spans(question, cells)]
    found: dict[str, tuple[str, float]] = {}
    for keys, cell in cells.items():
        key, label = keys[place], cell.labels[place]
        if (
            key is not None
            and label is not None
            and all(each is None for at, each in enumerate(keys) if at != place)
        ):
            found[key] = label, _size(cell, question.measures)
    for keys, cell in cells.items():  # where totals are of no sense, the parts tell which values there are
        key, label = keys[place], cell.labels[place]
        if key is not None and label is not None and key not in found:
            found[key] = label, _size(cell, question.measures)
    order = (
        (lambda key: key)
        if group.in_order
        else (lambda key: (not key, -found[key][1], found[key][0].casefold()))
    )
    return [(key, found[key][0]) for key in sorted(found, key=order)]


def _told_spans(question: Question, cells: Cells) -> list[Span]:
    """From the first period in which there is something."""
    there = {key for keys in cells for key in keys}
    return list(dropwhile(lambda span: span.key not in there, question.spans))


def _size(cell: Cell | None, measures: Sequence[str]) -> float:
    """How many a group is made of, by the first of the measures it has."""
    figures = [cell.figures[name] for name in measures if name in cell.figures] if cell else []
    return float(next((figure.n for figure in figures if figure.n), 0))


def _figure(cells: Cells, keys: tuple[str | None, ...], name: str) -> Figure | None:
    cell = cells.get(keys)
    return cell.figures.get(name) if cell else None


def _number(cell: Cell, name: str) -> float | None:
    figure = cell.figures.get(name)
    return figure.value if figure else None


def _total(cells: Cells, keys: tuple[str | None, ...], name: str, show: Show) -> Shown:
    """What was open at several moments adds up to nothing."""
    figure = _figure(cells, keys, name)
    return show(name, figure) if figure else Shown(NOTHING, None)


def _shown(list_url: str, name: str, figure: Figure | None) -> Shown:
    unit = SUMMED[name].unit
    if figure is None:
        return Shown("0" if name in COUNTS else NOTHING, 0 if name in COUNTS else None)
    url = f"{list_url}?{urlencode({'q': figure.query})}" if figure.query else ""
    if figure.hidden:
        return Shown(_("not told"), None, url=url, few=True)
    value = None if figure.value is None else in_unit(figure.value, unit)
    n = "" if unit is Unit.COUNT or figure.n is None else _("of %(count)s") % {"count": figure.n}
    few = figure.few and unit is not Unit.COUNT
    return Shown(amount(figure.value, unit), value, n, url if figure.n else "", few)


def _with_bar(shown: Sequence[Shown], share: float) -> list[Shown]:
    """The first number of a row shows by a bar how it compares."""
    first = shown[0]
    drawn = Shown(first.text, first.value, first.n, first.url, first.few, bar=round(share * 100, 1))
    return [drawn, *shown[1:]]


def _warm(shown: Shown, figure: Figure | None, most: float) -> Shown:
    """The greater, the darker; what says little has no colour."""
    if figure is None or not figure.value or shown.few:
        return shown
    heat = max(1, min(HEAT, round(figure.value / most * HEAT)))
    return Shown(shown.text, shown.value, shown.n, shown.url, heat=heat)


def _trend(question: Question, cells: Cells, name: str) -> Chart:
    """All groups together, period by period."""
    unit, points = SUMMED[name].unit, []
    for span in _told_spans(question, cells):
        keys = tuple(span.key if isinstance(each, Step) else None for each in question.groups)
        shown = _shown("", name, _figure(cells, keys, name))
        look = "running" if span.instants[1] > timezone.now() else ""
        points.append(
            Point(span_name(span, short=True), shown.text, shown.value, span_tick(span), look, shown.few)
        )
    return chart(points, partial(in_words, unit=unit), width=960, height=180)


def as_text(table: Table) -> str:
    """In lines, each column as wide as what stands in it."""
    lines = [*table.lines, *([table.total] if table.total else [])]
    rows = [[line.label, *(each.text for each in line.cells)] for line in lines]
    rows.insert(0, [table.corner, *table.headings])
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows
    )

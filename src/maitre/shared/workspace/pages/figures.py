"""The practice's own figures: a page of numbers, each with its meaning and the way down to its records; as CSV too."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import Invalid
from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.exports.rules import harmless
from maitre.shared.flow.actions import told as figures_of
from maitre.shared.flow.notices import (
    HITS,
    MEANINGS,
    NUMBERS,
    amount,
    left_out,
    period_of,
    periods_to_choose,
    span_name,
)
from maitre.shared.flow.querysets.asking import Numbers
from maitre.shared.flow.querysets.listed import Listed
from maitre.shared.flow.querysets.measures import MEASURES, Part, Unit, in_unit, unit_of
from maitre.shared.flow.querysets.periods import Span
from maitre.shared.flow.querysets.stale import being_reckoned
from maitre.shared.flow.querysets.wanted import part_called, teams_to_choose, wanted
from maitre.shared.practice.rules import Practice
from maitre.shared.workspace.pages.figure_cards import address, cards

ROWS = 100


@signed_in
def figures_page(request: SignedInRequest, practice: Practice) -> HttpResponse:
    """All figures of a team and a period, or what is wrong with the question."""
    given, error = request.GET, ""
    try:
        want = wanted(practice.kind, request.actor, period=period_of(given), team=given.get("team", ""))
    except Invalid as refused:
        want, error = wanted(practice.kind, request.actor, team=given.get("team", "")), refused.sentence
    told = figures_of(want)
    if given.get("format") == "csv":
        return _csv(f"figures-{want.span.key}.csv", _lines(told))
    context = {
        "practice": practice,
        "cards": list(cards(practice, want, told)),
        "period": span_name(want.span),
        "running": want.span.instants[1] > timezone.now(),
        "beside": span_name(want.running) if want.running else "",
        "zone": want.span.zone,
        "left_out": left_out(),
        "team": want.team,
        "teams": teams_to_choose(request.actor),
        "periods": periods_to_choose(want.span, chosen=want.running is None),
        "span": want.span,
        "own": ".." in want.span.key,
        "error": error,
        "being_reckoned": being_reckoned(practice.kind, request.actor),
        "csv_url": address(practice, want, format="csv"),
    }
    return render(request, "shared/workspace/pages/figures.html", context, status=422 if error else 200)


@signed_in
def records_page(request: SignedInRequest, practice: Practice, figure: str) -> HttpResponse:
    """The records behind one number, the greatest contribution first."""
    given = request.GET
    want = wanted(practice.kind, request.actor, period=period_of(given), team=given.get("team", ""))
    name = given.get("part", "")
    part = part_called(figure, name)
    if given.get("format") == "csv":
        rows = want.records(part, limit=100_000)
        return _csv(f"{figure}-{want.span.key}.csv", _rows(part, rows))
    page = max(int(given["page"]), 1) if given.get("page", "").isdecimal() and len(given["page"]) < 7 else 1
    rows = want.records(part, limit=ROWS + 1, offset=(page - 1) * ROWS)
    context = {
        "practice": practice,
        "figure": figure,
        "name": MEANINGS[figure].name,
        "what": _part_name(figure, name),
        "period": span_name(want.span),
        "team": want.team,
        "rows": [_row(practice, part, row) for row in rows[:ROWS]],
        "value_label": _value_label(part),
        "back_url": address(practice, want),
        "first_url": address(practice, want, figure, part=name) if page > 1 else None,
        "next_url": address(practice, want, figure, part=name, page=str(page + 1))
        if len(rows) > ROWS
        else None,
        "csv_url": address(practice, want, figure, part=name, format="csv"),
    }
    return render(request, "shared/workspace/pages/figure_records.html", context)


def _part_name(figure: str, name: str) -> str:
    if name == "hit":
        return str(HITS[figure])
    return str(NUMBERS[name]) if name else ""


def _value_label(part: Part) -> str:
    labels = {
        Unit.MINUTES: _("Minutes"), Unit.HOURS: _("Hours"), Unit.DAYS: _("Days"), Unit.COUNT: _("Hand-overs")
    }  # fmt: skip
    return labels[part.unit] if part.value else ""


def _row(practice: Practice, part: Part, row: Listed) -> dict[str, Any]:
    return {
        "number": row.label,
        "title": row.title,
        "url": address_of(f"{practice.kind}:show", row.label),
        "team_name": row.team_name,
        "at": row.at,
        "value": amount(row.value, part.unit) if part.value else "",
    }


def _csv(name: str, lines: Iterator[Sequence[object]]) -> HttpResponse:
    text = StringIO()
    csv.writer(text).writerows(
        [harmless(cell) if isinstance(cell, str) else cell for cell in line] for line in lines
    )
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(told: Sequence[tuple[Span, dict[str, Numbers]]]) -> Iterator[Sequence[object]]:
    yield ("period", "figure", "name", "number", "unit", "value")
    for span, figures in told:
        for key, numbers in figures.items():
            for name, value in numbers.items():
                unit = unit_of(MEASURES[key], name)
                shown = "" if value is None else round(in_unit(value, unit), 4)
                yield span.key, key, str(MEANINGS[key].name), str(NUMBERS[name]), unit.value, shown


def _rows(part: Part, rows: Sequence[Listed]) -> Iterator[Sequence[object]]:
    yield ("number", "title", "team", "at", "value", "unit")
    for row in rows:
        value = "" if row.value is None else round(in_unit(row.value, part.unit), 4)
        yield (
            row.label,
            row.title,
            row.team_name,
            row.at.isoformat(),
            value,
            part.unit.value if part.value else "",
        )

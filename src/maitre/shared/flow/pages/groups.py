"""The page on which figures are told by groups: what is asked for, the table, the same as a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from maitre.kernel.errors import Invalid, NotFound
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.kit.web.sending import download
from maitre.shared.exports.actions.tables import Line as FileLine
from maitre.shared.exports.actions.tables import table_file
from maitre.shared.exports.rules import MEDIA_TYPES, Format
from maitre.shared.flow.actions import summarise
from maitre.shared.flow.notices import STEPS, left_out, period_of, periods_to_choose, span_name, sum_name
from maitre.shared.flow.pages.tables import Beside, Table, table_of
from maitre.shared.flow.querysets.measures import Unit
from maitre.shared.flow.querysets.stale import being_reckoned
from maitre.shared.flow.querysets.summed import SUMMED
from maitre.shared.flow.querysets.summing import Question
from maitre.shared.flow.querysets.wanted import question, wanted
from maitre.shared.flow.rules import Names, dimensions_of, grouping_of

USUAL = ("count", "resolved", "open", "lead_p50", "lead_p90", "first_routing", "reopened_share")
OF_PEOPLE = ("resolved", "worked", "open", "lead_p50", "lead_p90", "touch_p50", "touch_p90", "reopened_share")
"""What is told of each group; of people, what they resolved and worked on."""
FIRST = "category"


@dataclass(frozen=True, slots=True)
class Practice:
    """Whose figures: how it is called, and where its pages are."""

    name: str
    title: str
    list_url: str
    figures_url: str
    groups_url: str

    @classmethod
    def of(cls, kind: str) -> "Practice":
        grouping = grouping_of(kind)
        urls = (reverse(f"{kind}:list"), reverse(f"{kind}:figures"), reverse(f"flow:{kind}"))
        return cls(str(grouping.name), str(grouping.title), *urls)


@signed_in
def groups_page(request: SignedInRequest, kind: str) -> HttpResponseBase:
    """One thing with several numbers of each, or two crossed with one; or what is wrong with the question."""
    given, error, practice = request.GET, "", Practice.of(kind)
    try:
        asked = _question(request, kind, given)
        table = _told(asked, practice, given)
    except Invalid as refused:
        error = refused.sentence
        asked = _question(request, kind, {})
        table = _told(asked, practice, {})
    if "format" in given and not error:
        return _file(asked, table, given["format"])
    context = {
        "practice": practice,
        "table": table,
        "error": error,
        "being_reckoned": being_reckoned(kind, request.actor),
        "given": given,
        "choices": _choices(kind, asked, given),
        "periods": periods_to_choose(asked.span, chosen=bool(period_of(given))),
        "period": span_name(asked.span),
        "query": asked.query,
        "files": {each.value: _again(practice.groups_url, given, format=each.value) for each in Format},
        "left_out": left_out(),
        "zone": asked.span.zone,
    }
    return render(request, "shared/flow/pages/groups.html", context, status=422 if error else 200)


def _question(request: SignedInRequest, kind: str, given: Mapping[str, str]) -> Question:
    by, and_ = given.get("by") or FIRST, given.get("and", "")
    crossed = bool(and_) and and_ != by
    of_people = by in dimensions_of(kind) and dimensions_of(kind)[by].names is Names.PERSON
    usual = OF_PEOPLE if of_people else USUAL
    return question(
        kind,
        request.actor,
        group=f"{by},{and_}" if crossed else by,
        measure=(given.get("measure") or usual[0]) if crossed else ",".join(usual),
        period=period_of(given),
        query=given.get("q", "")[:2000],
    )


def _told(asked: Question, practice: Practice, given: Mapping[str, str]) -> Table:
    """With the running month beside the last full one, where no period is asked for."""
    beside = None
    if not period_of(given) and len(asked.groups) == 1 and asked.step is None:
        running = wanted(asked.asked.kind, asked.asked.actor).running
        assert running  # noqa: S101 - told where no period is asked for
        now = replace(asked, span=running, measures=asked.measures[:1])
        beside = Beside(running, asked.measures[0], summarise(now))
    return table_of(asked, summarise(asked), practice.list_url, whole="format" in given, beside=beside)


def _choices(kind: str, asked: Question, given: Mapping[str, str]) -> dict[str, Any]:
    """What can be chosen, in people's words, and what is."""
    dimensions = [(name, str(each.label)) for name, each in dimensions_of(kind).items()]
    steps = [(step.value, str(name)) for step, name in STEPS.items()]
    by = given.get("by") or FIRST
    measures = [(name, sum_name(name)) for name in SUMMED]
    return {
        "by": [*dimensions, *steps],
        "chosen_by": by,
        "and": [(name, label) for name, label in (*dimensions, *steps) if name != by],
        "chosen_and": given.get("and", ""),
        "measures": measures,
        "chosen_measure": asked.measures[0],
    }


def _again(address: str, given: Mapping[str, str], **more: str) -> str:
    kept = {
        name: given[name] for name in ("by", "and", "measure", "period", "from", "to", "q") if given.get(name)
    }
    return f"{address}?{urlencode({**kept, **more})}"


def _file(asked: Question, table: Table, format_: str) -> HttpResponseBase:
    if format_ not in set(Format):
        raise NotFound("There is no such format.")
    lines = [*table.lines, *([table.total] if table.total else [])]
    headings = [
        *([] if table.crossed else map(_with_sign, asked.measures)),
        *table.headings[0 if table.crossed else len(asked.measures) :],
    ]
    rows: list[FileLine] = [[line.label, *(each.value for each in line.cells)] for line in lines]
    wanted_format = Format(format_)
    file = table_file(wanted_format, str(_("Figures")), [table.corner, *headings], rows)
    return download(file, f"figures-{asked.span.key}.{wanted_format}", MEDIA_TYPES[wanted_format])


def _with_sign(name: str) -> str:
    """A file's numbers are bare: what they are counted in stands above them."""
    signs = {Unit.MINUTES: _("minutes"), Unit.HOURS: _("hours"), Unit.DAYS: _("days"), Unit.SHARE: "%"}
    sign = signs.get(SUMMED[name].unit)
    return f"{sum_name(name)} ({sign})" if sign else sum_name(name)

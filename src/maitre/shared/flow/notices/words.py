"""What figures are called, how each is reckoned, and what is left out, in people's words."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maitre.shared.flow.querysets.measures import Unit, in_unit
from maitre.shared.flow.querysets.periods import Span, Step
from maitre.shared.flow.querysets.summed import SUMMED
from maitre.shared.flow.querysets.summing import Group
from maitre.shared.flow.rules import FEW


class Meaning(NamedTuple):
    """A figure in words. `formula`: from what to what, per what; `caveat`: what to keep in mind."""

    name: str | Promise
    formula: str | Promise
    caveat: str | Promise


MEANINGS: Mapping[str, Meaning] = {
    "K01": Meaning(
        _("Time to acknowledge"),
        _("Business time from opening to the first named person assigned or the first public answer by anybody but "
           "the requester; sum divided by number, of those acknowledged in the period."),
        _("Counts for the team that held it then. What the installation itself says does not acknowledge."),
    ),
    "K04": Meaning(
        _("Time to resolve"),
        _("Business time from opening to the final resolution, less pauses for the requester or for a date, and less "
           "the time it lay resolved before it came back; sum divided by number, of those resolved in the period."),
        _("Waiting for a supplier or a change does not pause. Times are skewed: read the median with the mean."),
    ),
    "K08": Meaning(
        _("First routing correct"),
        _("Resolved by the team that was given it first, divided by resolved by any team."),
        _("A team that only sorts and passes on counts as the first, where it is assigned."),
    ),
    "K09": Meaning(
        _("Reopened"),
        _("Attempts at a resolution that came back within 10 business days, divided by attempts in the period."),
        _("Counts in the period, and for the team, of the attempt that failed. Recent attempts may still come back."),
    ),
    "K10": Meaning(
        _("Backlog"),
        _("Open at the end of the period, or now. Net flow: opened and reopened, less resolved."),
        _("Days end in UTC. Kept each day; of days before that, reckoned back from the timelines. With a team, opened "
           "means first given to it; what teams hand to each other is in the backlog and not in the flow."),
    ),
    "K11": Meaning(
        _("Age of the backlog"),
        _("Wall time from opening to the end of the period, or to now, of what is open then."),
        _("Reopening does not make younger. The share is of those older than 30 days."),
    ),
    "K12": Meaning(
        _("Handed over"),
        _("Changes of the team after the first, divided by those resolved in the period."),
        _("Ping-pong is the share that came back to a team that had held it before."),
    ),
    "K13": Meaning(
        _("Classification corrected"),
        _("Category or priority changed after somebody was first assigned, divided by those resolved in the period."),
        _("Where only the impact had grown, nobody had been wrong: those are named apart."),
    ),
    "L01": Meaning(
        _("Lead time"),
        _("From opening to the final resolution, in wall time; half took no longer than the number shown."),
        _("The time it lay resolved before it came back is in the wall time and not in the business time."),
    ),
    "L02": Meaning(
        _("Cycle time"),
        _("From the first moment somebody worked on it to the final resolution, in wall time; median."),
        _("What was never in work has none."),
    ),
    "L03": Meaning(
        _("Touch time (estimated)"),
        _("Business time in work with somebody assigned; median."),
        _("An estimate: nobody works on one thing all the time it is assigned."),
    ),
    "L04": Meaning(
        _("Waiting"),
        _("Business time in our queues and waiting for others, divided by all business time until resolved."),
        _("Active, queue and external add up to the lead time in business time."),
    ),
    "L05": Meaning(
        _("Flow efficiency"),
        _("Sum of touch times divided by sum of lead times of the same, both in business time."),
        _("As estimated as the touch time is."),
    ),
    "L10": Meaning(
        _("Ping-pong"),
        _("Those that came back to a team that had held them before, divided by those resolved in the period."),
        _("Changes of the person within a team are no hand-over."),
    ),
}  # fmt: skip


def left_out() -> str:
    """Said once for all figures."""
    said = _(
        "Cancelled and merged ones count nowhere. Periods begin at midnight and end before the next one; what counts "
        "is the final resolution. Below %(few)s a figure says little."
    )
    return str(said) % {"few": FEW}


NUMBERS: Mapping[str, str | Promise] = {
    "mean": _("mean"),
    "p50": _("median"),
    "p85": _("85 of 100 within"),
    "p90": _("90 of 100 within"),
    "p95": _("95 of 100 within"),
    "gross_p50": _("median with pauses"),
    "wall_p50": _("median in wall time"),
    "business_p50": _("median in business time"),
    "business_p85": _("85 of 100 in business time"),
    "share": _("share"),
    "hit": _("of them"),
    "n": _("counted"),
    "total": _("hand-overs"),
    "returned": _("ping-pong"),
    "grown": _("only the impact grew"),
    "old": _("older than 30 days"),
    "queue": _("in our queues"),
    "external": _("for others"),
    "opened": _("opened"),
    "reopened": _("reopened"),
    "resolved": _("resolved"),
    "flow": _("net flow"),
}
"""What a number beside the main one is called."""

HITS: Mapping[str, str | Promise] = {
    "K08": _("resolved by the first team"),
    "K09": _("came back"),
    "K11": _("older than 30 days"),
    "K12": _("came back to a team"),
    "K13": _("corrected"),
    "L10": _("came back to a team"),
}
"""What those in the numerator have in common."""

SUMS: Mapping[str, str | Promise] = {
    "count": _("Opened"),
    "open": _("Open at the end"),
    "resolved": _("Resolved"),
    "reopened": _("Reopened"),
    "worked": _("Worked on"),
}
"""What counts of groups are called; other numbers have the names of their figures."""
STEPS: Mapping[Step, str | Promise] = {
    Step.DAY: _("Day"),
    Step.WEEK: _("Week"),
    Step.MONTH: _("Month"),
    Step.QUARTER: _("Quarter"),
}


def sum_name(name: str) -> str:
    """A number of a group in words: “Lead time, median”."""
    summed = SUMMED[name]
    if not summed.figure:
        return str(SUMS[name])
    figure = str(MEANINGS[summed.figure].name)
    return figure if summed.number == "share" else f"{figure}, {NUMBERS[summed.number]}"


def group_name(group: Group) -> str:
    return str(STEPS[group] if isinstance(group, Step) else group.label)


def span_name(span: Span, *, short: bool = False) -> str:
    """November 2026, Q4 2026, week 46 of 2026, a day, or the first and the last day."""
    if ".." in span.key:
        last = span.last - timedelta(days=1)
        return f"{date_format(span.first, 'SHORT_DATE_FORMAT')} – {date_format(last, 'SHORT_DATE_FORMAT')}"
    if "Q" in span.key:
        return gettext("Q%(number)s %(year)s") % {"number": span.key[-1], "year": span.key[:4]}
    if "W" in span.key:
        year, number = span.key.split("-W")
        said = gettext("W%(number)s %(year)s") if short else gettext("Week %(number)s, %(year)s")
        return said % {"number": int(number), "year": year}
    if span.key.count("-") == 2:
        return date_format(span.first, "SHORT_DATE_FORMAT")
    return date_format(span.first, "M Y" if short else "F Y")


def span_tick(span: Span) -> str:
    """The same below a scale, where there is little room."""
    if ".." in span.key or span.key.count("-") == 2:
        return date_format(span.first, "j M")
    if "Q" in span.key:
        return gettext("Q%(number)s") % {"number": span.key[-1]}
    if "W" in span.key:
        return gettext("W%(number)s") % {"number": int(span.key[-2:])}
    return date_format(span.first, "M")


PLACES: Mapping[Unit, int] = {Unit.COUNT: 0, Unit.EACH: 2}
SIGNS: Mapping[Unit, str] = {Unit.MINUTES: "min", Unit.HOURS: "h", Unit.DAYS: "d", Unit.SHARE: "%"}
NOTHING = "–"


def amount(value: float | None, unit: Unit, *, signed: bool = False) -> str:
    """A number as people read it, in the reader's language; what is not known is a dash."""
    if value is None:
        return NOTHING
    sign = "+" if signed and value > 0 else ""
    return f"{sign}{in_words(in_unit(value, unit), unit, PLACES.get(unit, 1))}"


def in_words(value: float, unit: Unit, places: int | None = None) -> str:
    """A number that is in its unit already; with no more decimal places than it has, where none are asked for."""
    if places is None:
        places = next(each for each in (0, 1, 2) if each == 2 or abs(value - round(value, each)) < 1e-9)
    shown = number_format(value, places, use_l10n=True, force_grouping=True)
    return f"{shown}\N{NO-BREAK SPACE}{SIGNS[unit]}" if unit in SIGNS else shown

"""What figures are called, how each is reckoned, and what is left out, in people's words."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.shared.flow.querysets.measures import Unit, in_unit

FEW = 5
"""Below so many a figure is shown, but says little."""


class Meaning(NamedTuple):
    """A figure in words. `formula`: from what to what, per what; `caveat`: what to keep in mind."""

    name: str | Promise
    formula: str | Promise
    caveat: str | Promise


_t = gettext_lazy

MEANINGS: Mapping[str, Meaning] = {
    "K01": Meaning(
        _t("Time to acknowledge"),
        _t("Business time from opening to the first named person assigned or the first public answer by anybody but "
           "the requester; sum divided by number, of those acknowledged in the period."),
        _t("Counts for the team that held it then. What the installation itself says does not acknowledge."),
    ),
    "K04": Meaning(
        _t("Time to resolve"),
        _t("Business time from opening to the final resolution, less pauses for the requester or for a date, and less "
           "the time it lay resolved before it came back; sum divided by number, of those resolved in the period."),
        _t("Waiting for a supplier or a change does not pause. Times are skewed: read the median with the mean."),
    ),
    "K08": Meaning(
        _t("First routing correct"),
        _t("Resolved by the team that was given it first, divided by resolved by any team."),
        _t("A team that only sorts and passes on counts as the first, where it is assigned."),
    ),
    "K09": Meaning(
        _t("Reopened"),
        _t("Attempts at a resolution that came back within 10 business days, divided by attempts in the period."),
        _t("Counts in the period, and for the team, of the attempt that failed. Recent attempts may still come back."),
    ),
    "K10": Meaning(
        _t("Backlog"),
        _t("Open at the end of the period, or now. Net flow: opened and reopened, less resolved."),
        _t("Days end in UTC. Kept each day; of days before that, reckoned back from the timelines. With a team, opened "
           "means first given to it; what teams hand to each other is in the backlog and not in the flow."),
    ),
    "K11": Meaning(
        _t("Age of the backlog"),
        _t("Wall time from opening to the end of the period, or to now, of what is open then."),
        _t("Reopening does not make younger. The share is of those older than 30 days."),
    ),
    "K12": Meaning(
        _t("Handed over"),
        _t("Changes of the team after the first, divided by those resolved in the period."),
        _t("Ping-pong is the share that came back to a team that had held it before."),
    ),
    "K13": Meaning(
        _t("Classification corrected"),
        _t("Category or priority changed after somebody was first assigned, divided by those resolved in the period."),
        _t("Where only the impact had grown, nobody had been wrong: those are named apart."),
    ),
    "L01": Meaning(
        _t("Lead time"),
        _t("From opening to the final resolution, in wall time; half took no longer than the number shown."),
        _t("The time it lay resolved before it came back is in the wall time and not in the business time."),
    ),
    "L02": Meaning(
        _t("Cycle time"),
        _t("From the first moment somebody worked on it to the final resolution, in wall time; median."),
        _t("What was never in work, or only before an earlier resolution, has none."),
    ),
    "L03": Meaning(
        _t("Touch time (estimated)"),
        _t("Business time in work with somebody assigned; median."),
        _t("An estimate: nobody works on one thing all the time it is assigned."),
    ),
    "L04": Meaning(
        _t("Waiting"),
        _t("Business time in our queues and waiting for others, divided by all business time until resolved."),
        _t("Active, queue and external add up to the lead time in business time."),
    ),
    "L05": Meaning(
        _t("Flow efficiency"),
        _t("Sum of touch times divided by sum of lead times of the same, both in business time."),
        _t("As estimated as the touch time is."),
    ),
    "L10": Meaning(
        _t("Ping-pong"),
        _t("Those that came back to a team that had held them before, divided by those resolved in the period."),
        _t("Changes of the person within a team are no hand-over."),
    ),
}  # fmt: skip


def left_out() -> str:
    """Said once for all figures."""
    return _(
        "Cancelled and merged ones count nowhere. Periods begin at midnight and end before the next one; what counts "
        "is the final resolution. Below %(few)s a figure says little."
    ) % {"few": FEW}


NUMBERS: Mapping[str, str | Promise] = {
    "mean": _t("mean"),
    "p50": _t("median"),
    "p85": _t("85 of 100 within"),
    "p90": _t("90 of 100 within"),
    "p95": _t("95 of 100 within"),
    "gross_p50": _t("median with pauses"),
    "wall_p50": _t("median in wall time"),
    "business_p50": _t("median in business time"),
    "business_p85": _t("85 of 100 in business time"),
    "share": _t("share"),
    "hit": _t("of them"),
    "n": _t("counted"),
    "total": _t("hand-overs"),
    "returned": _t("ping-pong"),
    "grown": _t("only the impact grew"),
    "old": _t("older than 30 days"),
    "queue": _t("in our queues"),
    "external": _t("for others"),
    "opened": _t("opened"),
    "reopened": _t("reopened"),
    "resolved": _t("resolved"),
    "flow": _t("net flow"),
}
"""What a number beside the main one is called."""

HITS: Mapping[str, str | Promise] = {
    "K08": _t("resolved by the first team"),
    "K09": _t("came back"),
    "K11": _t("older than 30 days"),
    "K12": _t("came back to a team"),
    "K13": _t("corrected"),
    "L10": _t("came back to a team"),
}
"""What those in the numerator have in common."""

PLACES: Mapping[Unit, int] = {Unit.COUNT: 0, Unit.EACH: 2}
SIGNS: Mapping[Unit, str] = {Unit.MINUTES: "min", Unit.HOURS: "h", Unit.DAYS: "d", Unit.SHARE: "%"}
NOTHING = "–"


def amount(value: float | None, unit: Unit, *, signed: bool = False) -> str:
    """A number as people read it, in the reader's language; what is not known is a dash."""
    if value is None:
        return NOTHING
    shown = number_format(in_unit(value, unit), PLACES.get(unit, 1), use_l10n=True, force_grouping=True)
    sign = "+" if signed and value > 0 else ""
    return f"{sign}{shown}\N{NO-BREAK SPACE}{SIGNS[unit]}" if unit in SIGNS else f"{sign}{shown}"

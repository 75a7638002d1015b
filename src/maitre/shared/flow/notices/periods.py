"""The periods one can choose on pages of figures, and the one that was."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.shared.flow.notices.words import span_name
from maitre.shared.flow.querysets.periods import Span, Step, series, step_of

OFFERED: Mapping[Step, int] = {Step.MONTH: 12, Step.QUARTER: 4}


def period_of(given: Mapping[str, str]) -> str:
    """A period of one's own, where both its days are given; else the one that was chosen."""
    first, last = given.get("from", ""), given.get("to", "")
    return f"{first}..{last}" if first and last and not given.get("period") else given.get("period", "")


def periods_to_choose(span: Span, *, chosen: bool) -> list[dict[str, Any]]:
    """Months and quarters until now; the first is none of them: what is told where nothing is asked for."""
    today = timezone.now().date()
    listed = [
        each
        for step, many in OFFERED.items()
        for each in reversed(series(step_of(today, step, span.zone), many - 1))
    ]
    own = ".." in span.key
    usual = _("Lately") if own and not chosen else _("Last month and this one")
    if chosen and not own and span not in listed:
        listed.append(span)
    offered = [
        {"key": each.key, "label": span_name(each), "chosen": chosen and each == span} for each in listed
    ]
    return [
        {
            "key": "",
            "label": usual,
            "chosen": not chosen,
        },
        *offered,
    ]

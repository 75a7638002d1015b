"""Pure decisions about tasks: what a verb needs to be given, how a template says when something is due."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from maitre.kernel.business_time import Calendar, add, add_business_days
from maitre.kernel.errors import FieldError, Invalid
from maitre.kernel.states import Phase

TITLE_LIMIT = 300
ITEM_LIMIT = 300
"""Characters of one item of a checklist."""
ITEMS_LIMIT = 100
"""Items of one checklist."""
TASKS_LIMIT = 200
"""Tasks of one record."""

ENDED = (Phase.CLOSED, Phase.CANCELLED)
"""Phases of a record in which nothing is planned for it any more."""

_DUE = re.compile(r"(\d{1,4})\s*([hd])")


def due_after(said: str, start: datetime, calendar: Calendar) -> datetime:
    """When something is due that a template gives "4h" (working hours) or "2d" (business days) from `start`.

    Raises Invalid for anything else.
    """
    found = _DUE.fullmatch(said.strip())
    if found is None:
        sentence = _("“%(said)s” is no time; write 4h for working hours or 2d for business days.")
        raise Invalid(sentence % {"said": said[:40]}, errors=[FieldError("due", "unknown", said[:40])])
    count = int(found[1])
    if found[2] == "h":
        return add(start, timedelta(hours=count), calendar)
    return add_business_days(start, count, calendar)


def lacks_reason(subject: object, given: Mapping[str, object]) -> FieldError | None:
    return None if given.get("text") else FieldError("reason", "required", _("say why"))


def lacks_living_host(subject: object, given: Mapping[str, object]) -> FieldError | None:
    """Of what has ended nothing is to do any more. It is not named: who has the task may not know what it is."""
    host = subject.record.host  # type: ignore[attr-defined]
    return FieldError("record", "ended", _("what it belongs to has ended")) if host.phase in ENDED else None


def lacks_ticks(subject: object, given: Mapping[str, object]) -> FieldError | None:
    """Done is done: every item of the checklist is ticked first, or taken off it."""
    open_items = getattr(subject, "open_items", 0)
    if not open_items:
        return None
    sentence = _("%(count)s items of the checklist are not ticked yet") % {"count": open_items}
    return FieldError("checklist", "not_ticked", sentence)

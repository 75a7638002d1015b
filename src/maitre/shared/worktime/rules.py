"""How long somebody worked, as people write it, and who may say so."""

import re

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.access.rules import STAFF, Role

LOGS = STAFF
"""Whoever works on records logs the time; only those who read internal notes see it."""
CORRECTS = frozenset({Role.LEAD, Role.ADMIN})
"""Correct what others logged; everybody corrects their own."""
DAY = 24 * 60
NOTE_LIMIT = 500

_HOURS = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?\s*h(?:\s*(\d{1,2})\s*(?:m|min)?)?")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)")
_MINUTES = re.compile(r"(\d{1,4})\s*(?:m|min)?")


def read_minutes(said: str) -> int:
    """Minutes of "45", "45m", "1:30", "1h 30m", "1.5h". Raises Invalid for anything else, and for more than a day."""
    said = said.strip().lower()
    if found := _CLOCK.fullmatch(said):
        minutes = int(found[1]) * 60 + int(found[2])
    elif found := _MINUTES.fullmatch(said):
        minutes = int(found[1])
    elif (found := _HOURS.fullmatch(said)) and not (found[2] and found[3]):
        part = round(60 * int(found[2]) / 10 ** len(found[2])) if found[2] else int(found[3] or 0)
        minutes = int(found[1]) * 60 + part
    else:
        sentence = _("“%(said)s” is no time; write 45, 1:30 or 1h 30m.") % {"said": said[:40]}
        raise Invalid(sentence, errors=[FieldError("minutes", "unknown", sentence)])
    return checked(minutes)


def checked(minutes: int, *, least: int = 1) -> int:
    if not least <= minutes <= DAY:
        sentence = _("A day has %(least)s to %(most)s minutes to log.") % {"least": least, "most": DAY}
        raise Invalid(sentence, errors=[FieldError("minutes", "range", sentence)])
    return minutes

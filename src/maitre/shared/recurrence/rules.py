"""When a recurrence is due: a rule of RFC 5545 over local time in a zone. And what kinds of record one can make.

Times are walked in naive local time and become instants last, so neither the zone of the server nor that of a worker
has a say, and a rule at nine stays at nine when the clocks change.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import DAILY, HOURLY, MONTHLY, WEEKLY, YEARLY, rrule, rrulestr
from django.utils.translation import gettext as _
from pydantic import BaseModel

from maitre.kernel.errors import FieldError, Invalid

if TYPE_CHECKING:
    from maitre.shared.organisation.models import Organisation
    from maitre.shared.records.models import Record

FREQUENCIES = frozenset({HOURLY, DAILY, WEEKLY, MONTHLY, YEARLY})
SLOT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a rule: `every` as RRULE text, from `begins` (local, without zone) in an IANA zone."""

    every: str
    begins: datetime
    zone: str

    def latest(self, now: datetime) -> datetime | None:
        """The newest local time that has come by `now`."""
        rule = read_rule(self.every, self.begins)
        found: datetime | None = rule.before(self._local(now), inc=True)
        while (
            found is not None and self.instant(found) > now
        ):  # a wall time the zone skips comes a little later
            found = rule.before(found)
        return found

    def after(self, slot: datetime) -> datetime | None:
        """The local time that follows `slot`."""
        found: datetime | None = read_rule(self.every, self.begins).after(slot)
        return found

    def first_after(self, moment: datetime) -> datetime | None:
        """The first local time later than an instant."""
        found = self.latest(moment)
        rule = read_rule(self.every, self.begins)
        following: datetime | None = rule.after(found) if found else rule.after(self.begins, inc=True)
        return following

    def between(self, slot: datetime, later: datetime) -> int:
        """How many times lie between two, without the two; counted up to a thousand."""
        count, found = 0, self.after(slot)
        while found is not None and found < later and count < 1000:
            count, found = count + 1, self.after(found)
        return count

    def instant(self, slot: datetime) -> datetime:
        """When a local time is: skipped ones move forward by the skip, of those that come twice it is the first."""
        return slot.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)


def read_rule(every: str, begins: datetime) -> rrule:
    """The rule, or Invalid that says what is wrong with it."""
    text = every.strip().upper().removeprefix("RRULE:")
    problem = ""
    if any(word in text for word in ("\n", "DTSTART", "EXDATE", "RDATE", "EXRULE", "TZID")):
        problem = _("is to be one rule, such as FREQ=WEEKLY;BYDAY=MO")
    else:
        try:
            rule = rrulestr(text, dtstart=begins)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
            problem = _("is no recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=MO")
        else:
            if isinstance(rule, rrule) and rule._freq in FREQUENCIES:  # type: ignore[attr-defined]
                return rule
            problem = _("is to be hourly or rarer")
    sentence = _("“%(every)s” %(problem)s.") % {"every": every[:80], "problem": problem}
    raise Invalid(sentence, errors=[FieldError("every", "rule", problem)])


def read_slot(text: str) -> datetime:
    """A local time as it is written: 2026-11-20T09:00."""
    try:
        return datetime.strptime(text.strip(), SLOT)  # noqa: DTZ007 - local on purpose: the zone stands beside it
    except ValueError:
        sentence = _("“%(text)s” is no local time; write it as 2026-11-20T09:00.") % {"text": text[:40]}
        raise Invalid(sentence, errors=[FieldError("begins", "time", sentence)]) from None


def check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        sentence = _("“%(zone)s” is no time zone; write it as Europe/Vienna.") % {"zone": zone[:60]}
        raise Invalid(sentence, errors=[FieldError("zone", "unknown", sentence)]) from None


@dataclass(frozen=True, slots=True)
class Maker:
    """How records of a kind are made: the shape of what a definition says of them, and the verb that does it."""

    schema: type[BaseModel]
    make: Callable[[Any, "Organisation", datetime], "Record"]
    references: Mapping[str, str]
    """Fields of the shape that point at other definitions: their kind."""


_makers: dict[str, Maker] = {}


def can_make(kind: str, maker: Maker) -> None:
    """Declare that recurrences can make records of `kind`; each practice does so once."""
    _makers[kind] = maker


def maker_of(kind: str) -> Maker:
    if kind not in _makers:
        known = ", ".join(sorted(_makers))
        sentence = _("“%(kind)s” cannot be made again and again; there are %(known)s.")
        raise Invalid(
            sentence % {"kind": kind[:40], "known": known}, errors=[FieldError("makes", "unknown", known)]
        )
    return _makers[kind]

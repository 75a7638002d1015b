"""Who hears what, in one place. Pure: what people are to a record comes in, who hears and why goes out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from maitre.kernel.business_time import Calendar, Span, always_open, next_opening


class Reason(StrEnum):
    """Why somebody hears of something; each can be switched on and off by everybody for themselves."""

    ASSIGNED = "assigned"
    WORKING = "working"
    ASKED = "asked"
    WATCHING = "watching"
    TEAM = "team"
    DUTY = "duty"


class Part(StrEnum):
    """What a person is to the record at that moment."""

    ASSIGNEE = "assignee"
    REQUESTER = "requester"
    WATCHER = "watcher"
    TEAM = "team"
    DOER = "doer"


class Pace(StrEnum):
    """When somebody is written to of what they hear of."""

    NOW = "now"
    HOUR = "hour"
    DAY = "day"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Hearing:
    """One line of the table: people who are `part` hear of `verbs`, unless they chose otherwise.

    `by_default` is the bell, `by_mail` the letter; a team sets another one for its members.
    """

    reason: Reason
    part: Part
    verbs: frozenset[str]
    by_default: bool = True
    by_mail: Pace = Pace.NOW


WHO_HEARS = (
    Hearing(Reason.ASSIGNED, Part.ASSIGNEE, frozenset({"assign"})),
    Hearing(Reason.ASSIGNED, Part.DOER, frozenset({"assign"})),
    Hearing(Reason.WORKING, Part.DOER, frozenset({"comment", "attach", "reopen", "cancel"})),
    Hearing(
        Reason.WORKING,
        Part.ASSIGNEE,
        frozenset(
            {
                *("comment", "note", "attach", "pause", "resolve", "reopen", "close", "cancel", "prioritise"),
                *("declare_major", "demote_major", "merge", "unmerge", "arrive"),
            }
        ),
    ),
    Hearing(
        Reason.ASKED,
        Part.REQUESTER,
        frozenset(
            {
                *("report", "comment", "attach", "pause", "resolve", "reopen", "cancel"),
                *("update_stakeholders", "merge", "unmerge"),
            }
        ),
    ),
    Hearing(
        Reason.WATCHING,
        Part.WATCHER,
        frozenset(
            {
                *("comment", "note", "attach", "pause", "resolve", "reopen", "close", "cancel"),
                *("declare_major", "demote_major", "update_stakeholders", "merge", "unmerge"),
            }
        ),
    ),
    Hearing(
        Reason.TEAM,
        Part.TEAM,
        frozenset({"assign", "hand_back"}),
        by_default=False,
        by_mail=Pace.NEVER,
    ),
)
"""The first line that fits says why; nobody hears of one thing twice."""

VERBS = frozenset[str]().union(*(line.verbs for line in WHO_HEARS))
BY_DEFAULT = {line.reason: line.by_default for line in WHO_HEARS} | {Reason.DUTY: True}
"""A duty is told to whoever has it by name (`alert`), whatever they are to the record."""
MAIL_BY_DEFAULT = {line.reason: line.by_mail for line in WHO_HEARS} | {Reason.DUTY: Pace.NOW}
WORKERS = frozenset({Part.ASSIGNEE, Part.TEAM})
"""They hear as those who work on it: never without the right to."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Whether a person hears of something, the pace of letters they chose, and what counts where they chose none."""

    heard: bool
    pace: Pace | None
    usual: Pace


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who might hear. `works`: a grant opens the record and its internal entries to them.

    `chosen` is the bell by reason, `paces` the letter: their own choice, else their team's.
    """

    person_id: int
    parts: frozenset[str]
    works: bool
    chosen: Mapping[str, bool] = field(default_factory=dict)
    paces: Mapping[str, str] = field(default_factory=dict)
    zone: str = "UTC"


def who_hears(
    verb: str, *, internal: bool, by_id: int | None, listeners: Iterable[Listener]
) -> dict[int, Reason]:
    """Each person who hears of `verb`, and why. Nobody hears of what they did; what is internal stays inside."""
    found: dict[int, Reason] = {}
    for listener in listeners:
        reason = _reason(verb, listener, internal=internal)
        if reason and listener.person_id != by_id:
            found[listener.person_id] = reason
    return found


def who_is_written_to(
    verb: str, *, internal: bool, by_id: int | None, listeners: Iterable[Listener]
) -> dict[int, tuple[Reason, Pace]]:
    """Each person who gets a letter about `verb`, why and when: who hears it in the bell or not makes no difference."""
    found: dict[int, tuple[Reason, Pace]] = {}
    for listener in listeners:
        if listener.person_id == by_id:
            continue
        for line in _lines(verb, listener, internal=internal):
            pace = Pace(listener.paces.get(line.reason, line.by_mail))
            if pace != Pace.NEVER:
                found[listener.person_id] = (line.reason, pace)
                break
    return found


def _reason(verb: str, listener: Listener, *, internal: bool) -> Reason | None:
    for line in _lines(verb, listener, internal=internal):
        if listener.chosen.get(line.reason, line.by_default):
            return line.reason
    return None


def _lines(verb: str, listener: Listener, *, internal: bool) -> Iterable[Hearing]:
    """Lines of the table that fit what the listener is there, and what is open to them."""
    for line in WHO_HEARS:
        if verb not in line.verbs or line.part not in listener.parts:
            continue
        if listener.works or not (internal or line.part in WORKERS):
            yield line


GATHERED_AFTER = timedelta(minutes=1)
"""How long what many verbs at once say is gathered into one letter."""
DIGEST_AT = time(8)
"""When the day's letter is due, by the reader's clock."""
NEWS_FOR = timedelta(days=1)
"""What happened longer ago, as in a demo, is no news: nobody is written to."""


def due(pace: Pace, at: datetime, zone: str) -> datetime:
    """When a letter about something that happened at `at` is due: then, at the full hour, or the next morning."""
    if pace == Pace.HOUR:
        return at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if pace == Pace.DAY:
        here = ZoneInfo(zone)
        local = at.astimezone(here)
        today = datetime.combine(local.date(), DIGEST_AT, here)
        return today if today > at else datetime.combine(local.date() + timedelta(days=1), DIGEST_AT, here)
    return at


class Hours(StrEnum):
    """When letters may reach somebody."""

    ALWAYS = "always"
    WORKING = "working"
    """In the hours of the organisation's calendar, by one's own clock."""
    OWN = "own"


URGENT = 1
"""The priority that may come outside the hours, where its reader wants that."""


def reach_at(at: datetime, hours: Calendar | None, *, urgent: bool) -> datetime:
    """When a letter due at `at` may go out: at once, or when the hours begin (N12). No hours: round the clock."""
    if hours is None or urgent:
        return at
    return next_opening(at, hours)


def own_hours(zone: str, start: time, end: time, *, weekends: bool) -> Calendar:
    """From `start` to `end` by one's own clock; over midnight when `end` is not after `start`."""
    if start == end:
        return always_open(zone)
    spans: tuple[Span, ...] = ((start, end),)
    if time(0) < end < start:
        spans = ((time(0), end), (start, time(0)))
    return Calendar(zone, dict.fromkeys(range(7 if weekends else 5), spans))

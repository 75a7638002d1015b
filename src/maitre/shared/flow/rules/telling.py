"""From a timeline to its sums: intervals, attempts at a resolution, hand-offs, times. Pure, and the same every time.

Business time is that of the record's calendar. An entry that claims to lie before the one before it counts as
simultaneous with it: nothing lasts less than no time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from maitre.kernel.business_time import Calendar, add_business_days, elapsed
from maitre.kernel.states import OPEN_PHASES, Phase, State
from maitre.shared.flow.rules.facets import FacetReader, no_facets

REOPEN_DAYS = 10
"""Business days in which a resolution that comes back counts as failed; later it is another matter."""
ENDED = frozenset({Phase.DONE, Phase.CLOSED})
SPOKEN = frozenset({"comment", "attach"})
"""Verbs with which somebody speaks."""
JUDGED = frozenset({"category_id", "priority"})
"""What a correction of the first judgement changes."""

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """A practice that is measured: its states, and from what its records say whether their clock is paused.

    `left_out` says of a record as it stands that it counts nowhere, besides the cancelled: a merged duplicate.
    `facets` reads what its records are grouped by; `counted` is the query that leaves out what counts nowhere.
    """

    kind: str
    states: Mapping[str, State]
    paused: Callable[[Fields], bool]
    left_out: Callable[[Fields], bool] = lambda fields: False
    facets: FacetReader = no_facets
    counted: str = ""


_measured: dict[str, Measured] = {}


def measure(practice: Measured) -> None:
    """Let the records of a practice be measured; each practice says so once."""
    _measured[practice.kind] = practice


def measured_kinds() -> tuple[str, ...]:
    return tuple(_measured)


def measured_of(kind: str) -> Measured:
    return _measured[kind]


class Moment(NamedTuple):
    """One timeline entry as far as flow reads it. `change`: field to (before, after)."""

    at: datetime
    verb: str
    by_id: int | None
    public: bool
    change: Mapping[str, Sequence[Any]]


@dataclass(slots=True)
class Stay:
    """An interval in which state, team, assignee and clock were the same; the last one has no end."""

    state: str
    phase: str
    team_id: int | None
    assignee_id: int | None
    paused: bool
    since: datetime
    until: datetime | None = None
    business_seconds: int | None = None


@dataclass(slots=True)
class Attempt:
    """That work was said to be done. `undone_at`: it came back; `in_time`: soon enough to count as failed."""

    at: datetime
    team_id: int | None
    undone_at: datetime | None = None
    in_time: bool = False


@dataclass(slots=True)
class Course:
    """The sums of one record. Seconds; without "wall" in the name they are business time.

    The times of the ending stand only while the record is resolved or closed. Time in which it lay resolved before it
    came back is in none of the business times, so that active + queue + external is the whole.
    """

    seq: int
    counted: bool
    moving: bool
    opened_at: datetime
    first_team_id: int | None = None
    acknowledged_at: datetime | None = None
    acknowledged_team_id: int | None = None
    acknowledged_seconds: int | None = None
    active_at: datetime | None = None
    done_at: datetime | None = None
    done_team_id: int | None = None
    lead_wall_seconds: int | None = None
    lead_seconds: int | None = None
    net_seconds: int | None = None
    cycle_wall_seconds: int | None = None
    cycle_seconds: int | None = None
    active_seconds: int | None = None
    queue_seconds: int | None = None
    external_seconds: int | None = None
    touch_seconds: int | None = None
    hand_offs: int = 0
    returns: int = 0
    reopenings: int = 0
    corrected: bool = False
    grown: bool = False


@dataclass(slots=True)
class Told:
    """Everything that flow says of one record."""

    course: Course
    stays: list[Stay] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)


def tell(moments: Sequence[Moment], practice: Measured, calendar: Calendar, requester_id: int | None) -> Told:
    """The sums of one timeline, first entry to last; it has at least one."""
    reading = _Reading(practice, calendar, requester_id, moments[0].at)
    for moment in moments:
        reading.read(moment)
    return reading.told(len(moments))


class _Reading:
    """What is known while a timeline is read."""

    def __init__(
        self, practice: Measured, calendar: Calendar, requester_id: int | None, opened_at: datetime
    ) -> None:
        self.practice = practice
        self.calendar = calendar
        self.requester_id = requester_id
        self.at = opened_at
        self.now: dict[str, Any] = {}
        self.held: list[int] = []
        self.assigned = False
        self.stays: list[Stay] = []
        self.attempts: list[Attempt] = []
        self.course = Course(0, True, True, opened_at)

    def read(self, moment: Moment) -> None:
        self.at = max(self.at, moment.at)
        before = self.phase
        self._judged_anew(moment.change)
        self.now.update((name, pair[1]) for name, pair in moment.change.items())
        self._handed_over(self.now.get("team_id"))
        self._ended_or_came_back(before)
        self._acknowledged(moment)
        self._stays_on()
        self.assigned = self.assigned or bool(self.held or self.now.get("assignee_id"))

    @property
    def phase(self) -> Phase | None:
        state = self.now.get("state")
        return self.practice.states[state].phase if state else None

    def _judged_anew(self, change: Mapping[str, Sequence[Any]]) -> None:
        """A judgement before anybody was assigned is the first, not a correction."""
        if not self.assigned or not any(
            change[name][0] != change[name][1] for name in change.keys() & JUDGED
        ):
            return
        old, new = change.get("impact", (0, 0))
        if old and new and new < old and "category_id" not in change:
            self.course.grown = True
        else:
            self.course.corrected = True

    def _handed_over(self, team: int | None) -> None:
        if team is None or (self.held and self.held[-1] == team):
            return
        if self.held:
            self.course.hand_offs += 1
            self.course.returns += team in self.held
        else:
            self.course.first_team_id = team
        self.held.append(team)

    def _ended_or_came_back(self, before: Phase | None) -> None:
        after = self.phase
        if after in ENDED and before not in ENDED:
            self.attempts.append(Attempt(self.at, self.now.get("team_id")))
        elif before in ENDED and after in OPEN_PHASES:
            failed = self.attempts[-1]
            failed.undone_at = self.at
            failed.in_time = self.at <= add_business_days(failed.at, REOPEN_DAYS, self.calendar)
            self.course.reopenings += 1

    def _acknowledged(self, moment: Moment) -> None:
        """A named person has it, or somebody other than the requester has answered in public."""
        answered = moment.verb in SPOKEN and moment.public and moment.by_id not in (None, self.requester_id)
        if self.course.acknowledged_at or not (answered or self.now.get("assignee_id")):
            return
        self.course.acknowledged_at = self.at
        self.course.acknowledged_team_id = self.now.get("team_id")
        self.course.acknowledged_seconds = self._business(self.course.opened_at, self.at)

    def _stays_on(self) -> None:
        phase = self.phase
        if phase is None:
            return
        place = (
            self.now["state"], phase.value, self.now.get("team_id"), self.now.get("assignee_id"),
            self.practice.paused(self.now),
        )  # fmt: skip
        if self.stays:
            last = self.stays[-1]
            if place == (last.state, last.phase, last.team_id, last.assignee_id, last.paused):
                return
            self._close(last)
        self.stays.append(Stay(*place, since=self.at))

    def _close(self, stay: Stay) -> None:
        stay.until = self.at
        stay.business_seconds = self._business(stay.since, self.at)

    def _business(self, since: datetime, until: datetime) -> int:
        return round(elapsed(since, until, self.calendar).total_seconds())

    def told(self, seq: int) -> Told:
        course, phase = self.course, self.phase
        course.seq = seq
        course.moving = phase in OPEN_PHASES or phase is Phase.DONE
        course.counted = phase is not Phase.CANCELLED and not self.practice.left_out(self.now)
        started = (stay.since for stay in self.stays if stay.phase == Phase.ACTIVE)
        course.active_at = next(started, None)
        if phase in ENDED:
            self._sum_up(self.attempts[-1])
        return Told(course, self.stays, self.attempts)

    def _sum_up(self, ending: Attempt) -> None:
        course, done_at = self.course, ending.at
        course.done_at, course.done_team_id = done_at, ending.team_id
        course.lead_wall_seconds = _wall(course.opened_at, done_at)
        open_ = [stay for stay in self.stays if stay.phase in OPEN_PHASES and stay.since < done_at]
        course.lead_seconds = _total(open_)
        course.net_seconds = _total(stay for stay in open_ if not stay.paused)
        course.active_seconds = _total(stay for stay in open_ if stay.phase == Phase.ACTIVE)
        course.external_seconds = _total(stay for stay in open_ if stay.phase == Phase.WAITING)
        course.queue_seconds = course.lead_seconds - course.active_seconds - course.external_seconds
        course.touch_seconds = _total(
            stay for stay in open_ if stay.phase == Phase.ACTIVE and stay.assignee_id is not None
        )
        if course.active_at is not None and course.active_at <= done_at:
            course.cycle_wall_seconds = _wall(course.active_at, done_at)
            course.cycle_seconds = _total(stay for stay in open_ if stay.since >= course.active_at)


def _wall(since: datetime, until: datetime) -> int:
    return round((until - since).total_seconds())


def _total(stays: Iterable[Stay]) -> int:
    return sum(stay.business_seconds or 0 for stay in stays)

"""How whole lives of incidents from elsewhere become incidents here: their own fields, verbs, rows.

Files and mappings are read in shared/arrivals; this is only what nobody but the practice can say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from maitre.kernel.business_time import add_business_days
from maitre.kernel.chain import JSON
from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.texts import checked_line, checked_text
from maitre.operation.incident.lifecycle import (
    ASSIGNED,
    CANCELLED,
    CLOSED,
    IN_PROGRESS,
    LIFECYCLE,
    OPEN,
    PENDING,
    RESOLVED,
)
from maitre.operation.incident.models import Incident, Resolution
from maitre.operation.incident.rules import (
    REOPEN_WITHIN_DAYS,
    Cause,
    Channel,
    Kind,
    PauseReason,
    ResolutionCode,
)
from maitre.shared.arrivals.rules import (
    Event,
    Fault,
    Life,
    Passed,
    Reception,
    Said,
    Standing,
    at_place,
    receive,
)
from maitre.shared.assignment.models import Holding
from maitre.shared.lifecycle.rules import Why
from maitre.shared.workflow.rules import LOW, priority_of

ENDED = frozenset({RESOLVED, CLOSED})
MOVES = {CLOSED: "close", CANCELLED: "cancel", PENDING: "pause", ASSIGNED: "assign"}
"""New state to the verb that leads there, whatever the state before."""
SAME_STATE = (
    ("assign", frozenset({"team_id", "assignee_id"})),
    ("prioritise", frozenset({"priority", "impact", "urgency", "override"})),
    ("pause", frozenset({"pause_reason"})),
    ("edit", frozenset({"kind", "service", "item", "location", "channel", "category_id"})),
)
"""Verbs that leave the state, by what they change; the first that fits."""
INCIDENT = (
    "record", "description", "kind", "impact", "urgency", "override", "service", "item", "pause_reason",
    "location", "channel", "reopenable_until", "reopened", "handoffs", "returns", "came_from",
)  # fmt: skip
HOLDING = ("record", "team", "at")
RESOLUTION = ("incident", "code", "cause", "by_id", "at", "undone_at")


def _level(field: str, highest: int) -> Callable[[str | int], int]:
    def read(value: str | int) -> int:
        text = str(value).strip()
        if not (text.isdecimal() and 1 <= int(text) <= highest):
            sentence = _("“%(word)s” is no level from 1 to %(highest)s") % {"word": value, "highest": highest}
            raise Invalid(sentence, errors=[FieldError(field, "out_of_range", sentence)])
        return int(text)

    return read


def _word(field: str, words: type[StrEnum]) -> Callable[[str | int], str]:
    def read(value: str | int) -> str:
        if value not in set(words):
            sentence = _("“%(word)s” is none of %(words)s") % {"word": value, "words": ", ".join(words)}
            raise Invalid(sentence, errors=[FieldError(field, "unknown", sentence)])
        return str(value)

    return read


def _line(field: str) -> Callable[[str | int], str]:
    @lru_cache(maxsize=10_000)
    def read(value: str | int) -> str:
        return checked_line(str(value), field, required=False, limit=200)

    return read


FIELDS: Mapping[str, Callable[[str | int], str | int]] = {
    "type": _word("type", Kind),
    "impact": _level("impact", 3),
    "urgency": _level("urgency", 3),
    "priority": _level("priority", 5),
    "service": _line("service"),
    "configuration_item": _line("configuration_item"),
    "location": _line("location"),
    "channel": _word("channel", Channel),
    "pause_reason": _word("pause_reason", PauseReason),
    "code": _word("code", ResolutionCode),
    "cause": _word("cause", Cause),
}


def faults(life: Life) -> Iterator[Fault]:
    """Titles and texts, judged as if somebody typed them here."""
    yield from _refused(life.place, lambda: checked_line(life.title, "title"))
    if life.description:
        yield from _refused(life.place, lambda: checked_text(life.description, field="description"))
    for event in life.events:
        if event.text:
            check = partial(checked_text, event.text, field="text", required=False)
            yield from _refused(event.place, check)


def _refused(place: str, check: Callable[[], object]) -> Iterator[Fault]:
    try:
        check()
    except Invalid as error:
        yield from at_place(place, error.errors)


def settle(before: Standing, event: Event) -> dict[str, JSON]:
    """Own fields after an event, in the names live entries use. A priority that is given overrides the matrix.

    What nobody gave is empty. Impact and urgency cannot be: they are low, as where nobody judged them here.
    """
    given = dict(event.fields)

    def now(name: str, column: str, default: JSON) -> JSON:
        return given.get(name, default if name in event.cleared else before.get(column, default))

    impact, urgency = now("impact", "impact", LOW), now("urgency", "urgency", LOW)
    override = now("priority", "override", None)
    priority, _why = _priority(impact, urgency, override)
    reason = now("pause_reason", "pause_reason", "")
    return {
        "kind": now("type", "kind", ""),
        "impact": impact,
        "urgency": urgency,
        "override": override,
        "priority": priority,
        "service": now("service", "service", ""),
        "item": now("configuration_item", "item", ""),
        "location": now("location", "location", ""),
        "channel": now("channel", "channel", ""),
        "pause_reason": reason if event.state == PENDING else "",
    }


@lru_cache(maxsize=100)
def _priority(impact: Any, urgency: Any, override: Any) -> tuple[int, Why]:
    return priority_of(impact, urgency, override)


def say(before: Standing, after: Standing, event: Event) -> Said:
    """The verb an event would have had here; `import` for a step that has none: elsewhere every step is possible."""
    old, new = before.get("state"), after["state"]
    if old is None:
        return Said("report")
    if old != new:
        return _moved(str(old), str(new), after, event)
    changed = {name for name, value in after.items() if before.get(name) != value}
    for verb, fields in SAME_STATE:
        if changed & fields:
            return Said(verb)
    return Said("import")


def _moved(old: str, new: str, after: Standing, event: Event) -> Said:
    if new == RESOLVED and old in OPEN:
        known = {name: word for name, word in zip(("code", "cause"), _resolution(event), strict=True) if word}
        return Said("resolve", known)
    if old in ENDED and new in OPEN:
        return Said("reopen")
    if old == PENDING and new == IN_PROGRESS:
        return Said("resume")
    if new == IN_PROGRESS and after["assignee_id"]:
        return Said("take")
    return Said(MOVES.get(new, "import"))


def _resolution(event: Event) -> tuple[str, str]:
    """Code and cause, empty where the source does not say them."""
    given = dict(event.fields)
    return str(given.get("code", "")), str(given.get("cause", ""))


def rows(passed: Passed) -> Iterator[tuple[type, tuple[Any, ...]]]:
    """The incident's row, and one per resolution: from open to resolved or closed, undone by a way back."""
    resolutions = list(_resolutions(passed))
    last = passed.standings[-1]
    states = [event.state for event in passed.life.events]
    reopened = sum(1 for old, new in pairwise(states) if old in ENDED and new in OPEN)
    until = None
    if resolutions and resolutions[-1][-1] is None:
        until = add_business_days(resolutions[-1][-2], REOPEN_WITHIN_DAYS, passed.calendar)
    yield Incident, (
        passed.record_id, passed.life.description, last["kind"], last["impact"], last["urgency"], last["override"],
        last["service"], last["item"], last["pause_reason"], last["location"], last["channel"], until, reopened,
        *_handed(passed.standings),
    )  # fmt: skip
    for resolution in resolutions:
        yield Resolution, resolution
    held: set[object] = set()
    for event, standing in zip(passed.life.events, passed.standings, strict=True):
        if (team := standing.get("team_id")) is not None and team not in held:
            held.add(team)
            yield Holding, (passed.record_id, team, event.at)


def _handed(standings: Sequence[Standing]) -> tuple[int, int, int | None]:
    """Changes of team after the first, those among them to a team that had it before, and the team before the last."""
    teams = [team for standing in standings if (team := standing.get("team_id")) is not None]
    held: set[object] = set()
    handoffs = returns = 0
    came_from: int | None = None
    for before, team in pairwise([None, *teams]):
        if before is not None and team != before:
            handoffs, returns, came_from = handoffs + 1, returns + (team in held), int(str(before))
        held.add(team)
    return handoffs, returns, came_from


def _completed(standing: tuple[Any, ...], event: Event) -> tuple[Any, ...]:
    """A resolution with the code and cause that were only said when it was closed."""
    record, code, cause, *rest = standing
    later_code, later_cause = _resolution(event)
    return (record, code or later_code, cause or later_cause, *rest)


def _resolutions(passed: Passed) -> Iterator[tuple[Any, ...]]:
    """Rows in the order of RESOLUTION; the last one stands while the incident is resolved or closed."""
    standing: tuple[Any, ...] | None = None
    for event, author in zip(passed.life.events, passed.authors, strict=True):
        if event.state in ENDED and standing is None:
            standing = (passed.record_id, *_resolution(event), author, event.at)
        elif event.state in ENDED and standing is not None:
            standing = _completed(standing, event)
        elif event.state not in ENDED and standing is not None:
            yield (*standing, event.at)
            standing = None
    if standing:
        yield (*standing, None)


RECEPTION = Reception(
    kind=LIFECYCLE.kind,
    fields=FIELDS,
    faults=faults,
    settle=settle,
    say=say,
    columns={Incident: INCIDENT, Resolution: RESOLUTION, Holding: HOLDING},
    rows=rows,
)
receive(RECEPTION)

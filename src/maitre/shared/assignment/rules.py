"""Who is suggested for a record, and what a hand-over needs. Pure: facts come in, reasons go out.

Rules an organisation writes itself come later; they will add weighers beside those that stand here (`weighs`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from maitre.kernel.chain import JSON
from maitre.kernel.errors import FieldError


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be given the record, as they stand now. `until`: when they are away or off no more."""

    person_id: int
    name: str
    email: str
    team_id: int
    team_name: str
    in_team: bool
    skills: tuple[str, ...] = ()
    on_shift: bool = True
    absent: bool = False
    until: datetime | None = None
    open: int = 0
    in_progress: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody stands where they stand: a code and its figures, said in words at the doors."""

    code: str
    weight: int
    params: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A candidate with the reasons that put them here; the higher the score the better."""

    candidate: Candidate
    reasons: tuple[Reason, ...]

    @property
    def score(self) -> int:
        return sum(reason.weight for reason in self.reasons)

    def explained(self) -> dict[str, JSON]:
        """What is kept with an assignment that followed it."""
        return {
            "score": self.score,
            "reasons": [{"code": each.code, "weight": each.weight, **each.params} for each in self.reasons],
        }


Weigher = Callable[[Candidate], Iterable[Reason]]

ABSENT, OFF_SHIFT, ON_SHIFT, SKILLED, IN_TEAM = -100, -20, 10, 30, 15
EACH_IN_PROGRESS, EACH_OPEN = -3, -1
"""Who is away comes last whatever they know; a skill outweighs ten waiting records."""


def skill(candidate: Candidate) -> Iterable[Reason]:
    if candidate.skills:
        yield Reason("skilled", SKILLED * len(candidate.skills), {"skills": list(candidate.skills)})


def membership(candidate: Candidate) -> Iterable[Reason]:
    if candidate.in_team:
        yield Reason("in_team", IN_TEAM, {"team": candidate.team_name})


def shift(candidate: Candidate) -> Iterable[Reason]:
    until = {"until": candidate.until.isoformat() if candidate.until else None}
    if candidate.absent:
        yield Reason("absent", ABSENT, until)
    elif candidate.on_shift:
        yield Reason("on_shift", ON_SHIFT)
    else:
        yield Reason("off_shift", OFF_SHIFT, until)


def workload(candidate: Candidate) -> Iterable[Reason]:
    weight = EACH_OPEN * candidate.open + EACH_IN_PROGRESS * candidate.in_progress
    yield Reason("workload", weight, {"open": candidate.open, "in_progress": candidate.in_progress})


_weighers: list[Weigher] = [skill, membership, shift, workload]


def weighs(weigher: Weigher) -> None:
    """Let another consideration speak in every suggestion from now on."""
    _weighers.append(weigher)


def ranked(candidates: Iterable[Candidate]) -> list[Suggestion]:
    """Best first; equals by name, so that the order never changes by itself."""
    found = [
        Suggestion(each, tuple(reason for weigh in _weighers for reason in weigh(each)))
        for each in candidates
    ]
    return sorted(found, key=lambda each: (-each.score, each.candidate.name.casefold()))


def lacks_worker(subject: object, given: Mapping[str, object]) -> FieldError | None:
    return (
        None
        if given.get("team") or given.get("assignee") or given.get("queue")
        else FieldError("team", "required", _("name a team or a person"))
    )


def lacks_origin(subject: object, given: Mapping[str, object]) -> FieldError | None:
    """Only what came from another team can go back there."""
    if getattr(subject, "came_from_id", None) is not None:
        return None
    return FieldError("team", "no_origin", _("it came from no other team"))

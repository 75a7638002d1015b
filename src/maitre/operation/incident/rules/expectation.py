"""Who is suggested for an incident, and which impact is proposed for it. Pure: facts come in, reasons go out.

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
    """Somebody who could be given the incident, as they stand now. `until`: when they are away or off no more."""

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
"""Who is away comes last whatever they know; a skill outweighs ten waiting incidents."""


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


@dataclass(frozen=True, slots=True)
class Expectation:
    """A line of the table: what an incident of this category, or on a service of these words, usually means."""

    key: str
    category_id: int | None
    words: tuple[str, ...]
    impact: int
    urgency: int | None = None
    critical: bool = False


def expected(
    table: Iterable[Expectation], *, category_id: int | None, service: str
) -> tuple[Expectation, str] | None:
    """The weightiest line that fits, and what it fits by ("category" or the word); None where none does."""
    named = service.casefold()
    fitting: list[tuple[Expectation, str]] = []
    for line in table:
        word = next((word for word in line.words if named and word.casefold() in named), None)
        by_category = line.category_id is not None and line.category_id == category_id
        if line.category_id is not None and line.words and not (by_category and word):
            continue  # both are asked for
        if by_category or word:
            fitting.append((line, word or "category"))
    return min(fitting, key=lambda each: (each[0].impact, each[0].urgency or 3, each[0].key), default=None)


def lacks_origin(subject: object, given: Mapping[str, object]) -> FieldError | None:
    """Only what came from another team can go back there."""
    if getattr(subject, "came_from_id", None) is not None:
        return None
    return FieldError("team", "no_origin", _("it came from no other team"))

"""Priority from impact and urgency: the levels, the matrix, the proposal with its explanation.

Not here: how impact is derived from configuration items, who may override a proposal, a priority's targets.
Levels count down in weight: 1 is the highest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from maitre.kernel.errors import FieldError, Invalid

MOST_LEVELS = 5


class Impact(IntEnum):
    """How much of the business is hit."""

    HIGH = 1  # a critical service is down, or a quarter of its users, or several sites
    MEDIUM = 2  # a service is degraded, or a team or department is hit
    LOW = 3  # one user, no business process stopped


class Urgency(IntEnum):
    """How soon it hurts."""

    HIGH = 1  # the loss grows now or a deadline is hours away, and there is no workaround
    MEDIUM = 2  # work is hindered, the workaround is poor
    LOW = 3  # it can wait


class Priority(IntEnum):
    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4
    P5 = 5


def _faults(rows: tuple[tuple[int, ...], ...]) -> Iterator[FieldError]:
    if not 1 <= len(rows) <= MOST_LEVELS:
        yield FieldError("rows", "size", f"It needs 1 to {MOST_LEVELS} impact rows, but has {len(rows)}.")
        return
    width = len(rows[0])
    if not 1 <= width <= MOST_LEVELS:
        yield FieldError("rows.0", "size", f"It needs 1 to {MOST_LEVELS} urgency columns, but has {width}.")
    for place, row in enumerate(rows):
        if len(row) != width:
            message = f"Row {place + 1} has {len(row)} columns where the first has {width}."
            yield FieldError(f"rows.{place}", "ragged", message)
        for column, cell in enumerate(row):
            if cell not in tuple(Priority):
                message = (
                    f"Row {place + 1}, column {column + 1} must be a priority from 1 to 5, but is {cell}."
                )
                yield FieldError(f"rows.{place}.{column}", "out_of_range", message)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The priority of each pair: `rows[impact - 1][urgency - 1]`, at most 5 by 5.

    An organisation may edit it and have more or fewer levels than Impact and Urgency name.
    Raises Invalid naming each bad row or cell.
    """

    rows: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        errors = list(_faults(self.rows))
        if errors:
            what = " ".join(error.message for error in errors)
            raise Invalid(f"This priority matrix cannot be used. {what}", errors=errors)


STANDARD = Matrix(tuple(tuple(impact + urgency - 1 for urgency in Urgency) for impact in Impact))
"""Priority = impact + urgency - 1."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why this priority, as data stored with the decision; words for people are made from it elsewhere."""

    code: str
    params: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    priority: Priority
    explanation: Explanation


def propose(impact: int, urgency: int, matrix: Matrix = STANDARD) -> Proposal:
    """What the matrix says. Raises Invalid when it has no such level.

    The explanation holds the number of levels too, so that it stays true after the matrix is edited.
    """
    impacts, urgencies = len(matrix.rows), len(matrix.rows[0])
    errors = [*_level_fault("impact", impact, impacts), *_level_fault("urgency", urgency, urgencies)]
    if errors:
        raise Invalid(" ".join(error.message for error in errors), errors=errors)
    priority = Priority(matrix.rows[impact - 1][urgency - 1])
    params = {
        "impact": int(impact),
        "impact_levels": impacts,
        "urgency": int(urgency),
        "urgency_levels": urgencies,
        "priority": int(priority),
    }
    return Proposal(priority, Explanation("priority.from_matrix", params))


def _level_fault(name: str, level: int, levels: int) -> Iterator[FieldError]:
    if not 1 <= level <= levels:
        message = f"{name.capitalize()} must be a level from 1 to {levels}, but is {level}."
        yield FieldError(name, "out_of_range", message)

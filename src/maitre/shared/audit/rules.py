"""What an examination of kept things finds, the same for timelines, seals, files and this book."""

from dataclasses import dataclass, field

from maitre.kernel.chain import Problem

PROBLEMS = {
    Problem.MISSING: "is gone",
    Problem.ALTERED: "is not what was written",
    Problem.OUT_OF_ORDER: "stands at a place that is taken",
    Problem.BEYOND_HEAD: "comes after the end that the head names",
    Problem.HEAD_DIFFERS: "is not what the head says it ends with",
}
"""What a fault of a chain means, after the name of the entry."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written. `where` is a number people know ("INC-1042"), `entry` a place in it."""

    where: str
    what: str
    entry: int | None = None

    def __str__(self) -> str:
        place = f", entry {self.entry}" if self.entry is not None else ""
        return f"{self.where}{place}: {self.what}"


@dataclass(slots=True)
class Examination:
    """What was looked at under one heading, how much of it, what is wrong, and what is only worth knowing."""

    name: str
    counted: int = 0
    faults: list[Fault] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not self.faults

    def blame(self, where: str, what: str, entry: int | None = None) -> None:
        self.faults.append(Fault(where, what, entry))

"""Whether writing makes reading dear: pages touched by every case that reads, before and after so many writes."""

from collections.abc import Iterable, Mapping
from itertools import cycle, islice
from typing import NamedTuple

from bench.cases import READS, WRITES
from bench.client import Request
from bench.company import BREADTHS
from bench.stage import Stage
from bench.statements import Counted, count

WRITES_BETWEEN = 5_000
WRITES_OF_A_SMALL_RUN = 500
MOST_TIMES, FEW_PAGES = 1.3, 10
"""As many times the pages of before, and so many more, are no fault."""
AS_FULL = 1.1
"""Times the bytes of before up to which a page is as full; one that shows more rows must look up more."""
_READS = {case.name for case in READS}


class Touched(NamedTuple):
    """One case for one person: pages of 8 kB and statements of one request, before and after the writes."""

    before: int
    after: int
    statements_before: int
    statements_after: int
    grown: bool
    """Whether the answer itself is longer: a list that holds more rows now."""

    @property
    def dear(self) -> bool:
        return not self.grown and self.after > MOST_TIMES * self.before + FEW_PAGES


def write(stage: Stage, writes: int) -> None:
    """Reports, over REST and by the page, and comments, of all four in turn: what the bench itself writes, as often."""
    made = {case.name: case.make for case in WRITES}
    asked: list[Request] = []
    for breadth in BREADTHS:
        for name in ("create over REST", "report page", "comment over REST"):
            asked += made[name](stage, breadth, 1)[:1]
    for request in islice(cycle(asked), writes):
        stage.ask(request)


def touched(
    stage: Stage, counted: Mapping[tuple[str, str], Counted], asked: Iterable[tuple[str, str, Request]]
) -> dict[str, Touched]:
    """Asked again what was counted before."""
    found = {}
    for case, breadth, request in asked:
        if case in _READS:
            before, after = counted[case, breadth], count(stage, request, request)
            found[f"{case} / {breadth}"] = Touched(
                before.buffers, after.buffers, before.statements, after.statements,
                not case.startswith("search") and after.size > AS_FULL * before.size,
            )  # fmt: skip
    return found

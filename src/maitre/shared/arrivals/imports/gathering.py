"""Gathers the rows of an event log into cases, wherever they stand in the file: sorted runs on disk, merged."""

import heapq
import pickle
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import IO, Any

from maitre.shared.arrivals.imports.cases import Case, Row
from maitre.shared.arrivals.rules import Fault

RUN = 50_000
"""Rows held in memory at once."""
Found = tuple[int, int, Row, list[Fault]]
"""Where its case first appeared, where the row itself stands, the row, what is wrong with it."""


class Gathered:
    """Cases in the order of their first rows. A row without an id is a case of its own, to be refused by name.

    The whole file is read before the first case comes; then `cases` says how many there are.
    """

    def __init__(self, rows: Iterable[tuple[Row, list[Fault]]], id_column: str) -> None:
        self._rows, self._id_column = rows, id_column
        self.cases: int | None = None

    def __iter__(self) -> Iterator[Case]:
        runs: list[IO[bytes]] = []
        held: list[Found] = []
        first: dict[str, int] = {}
        nameless = 0
        for place, (row, faults) in enumerate(self._rows):
            id_ = row.values.get(self._id_column, "").strip()
            nameless += not id_
            held.append((first.setdefault(id_, place) if id_ else place, place, row, faults))
            if len(held) == RUN:
                runs.append(_kept(held))
                held = []
        self.cases = len(first) + nameless
        merged = heapq.merge(sorted(held, key=_place), *map(_again, runs), key=_place)
        for _, found in groupby(merged, key=_case):
            yield _case_of(list(found), self._id_column)


def _place(found: Found) -> tuple[int, int]:
    return found[:2]


def _case(found: Found) -> int:
    return found[0]


def _case_of(found: list[Found], id_column: str) -> Case:
    rows = [row for _, _, row, _ in found]
    id_ = rows[0].values.get(id_column, "").strip()
    place = f"{rows[0].place}, case {id_}" if id_ else rows[0].place
    return Case(place, {}, rows, [fault for *_, faults in found for fault in faults])


def _kept(held: list[Found]) -> IO[bytes]:
    """A sorted run on disk; the file goes when it is closed or the process ends."""
    run = tempfile.TemporaryFile()  # noqa: SIM115  (read later, by _again)
    for each in sorted(held, key=_place):
        pickle.dump(each, run)
    run.seek(0)
    return run


def _again(run: IO[bytes]) -> Iterator[Any]:
    with run:
        while True:
            try:
                yield pickle.load(run)  # noqa: S301  (written by _kept in this process)
            except EOFError:
                return

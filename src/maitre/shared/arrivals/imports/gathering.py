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


def gathered(rows: Iterable[tuple[Row, list[Fault]]], id_column: str) -> Iterator[Case]:
    """Cases in the order of their first rows. A row without an id is a case of its own, to be refused by name."""
    runs: list[IO[bytes]] = []
    held: list[Found] = []
    first: dict[str, int] = {}
    for place, (row, faults) in enumerate(rows):
        id_ = row.values.get(id_column, "").strip()
        held.append((first.setdefault(id_, place) if id_ else place, place, row, faults))
        if len(held) == RUN:
            runs.append(_kept(held))
            held = []
    merged = heapq.merge(sorted(held, key=_place), *map(_again, runs), key=_place)
    for _, found in groupby(merged, key=_case):
        yield _case_of(list(found), id_column)


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

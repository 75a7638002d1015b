"""Sets measured by turns: each in a process of its own with a server of its own, and the same case on one after
the other. A case is measured in rounds, in which everybody of every set is asked for a moment: what else the machine
does then falls on all of them alike. Everything is measured again some minutes later, and the quietest counts: what
else a machine does can only add."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bench.places import Places, database_of
from bench.series import BURSTS
from bench.table import Key, Row, cpu, key
from bench.verdicts import OTHERS

TURNS = 3
"""Times a case is measured; pages nobody named are once."""


class Measuring:
    """One process of measure.py. Made ready when this returns: everything is counted and its server runs."""

    def __init__(self, places: Places, records: int, options: Sequence[str]) -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "maitre.product.settings"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.measure", str(places.root), str(records), *options],
            env=places.environment(database_of(records)) | settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.jobs: list[tuple[str, str]] = [(case, breadth) for case, breadth in self._read()]

    def ask(self, *what: str) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what) + "\n")
        self._process.stdin.flush()
        return self._read()

    def end(self) -> None:
        """It stops its server when nothing more is asked."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("The measuring process ended; what it said stands above.")
        return json.loads(line)


def by_turns(
    places: Places, sizes: Sequence[int], *, small: bool, only: Sequence[str]
) -> tuple[list[Row], dict[int, dict[str, Any]]]:
    """All rows, a set after the other, and what else each set has to tell."""
    options = ["--small"] if small else []
    options += [part for word in only for part in ("--only", word)]
    measuring: dict[int, Measuring] = {}
    rows: dict[Key, Row] = {}
    try:
        for records in sizes:
            measuring[records] = Measuring(places, records, options)
        cases: dict[str, dict[str, None]] = {}
        for case, breadth in (job for each in reversed(measuring.values()) for job in each.jobs):
            cases.setdefault(case, {})[breadth] = None
        for turn in range(1 if small else TURNS):
            found = [row for each in measuring.values() for row in each.ask("yardsticks")]
            for case, breadths in cases.items():
                if not (turn and case.startswith(OTHERS)):
                    found += _in_rounds(measuring.values(), case, breadths)
            rows |= {key(row): quieter(row, rows.get(key(row))) for row in found}
        told = {records: each.ask("told") for records, each in measuring.items()}
    finally:
        for each in measuring.values():
            each.end()
    return list(rows.values()), told


def _in_rounds(sets: Iterable[Measuring], case: str, breadths: Iterable[str]) -> Iterator[Row]:
    """Rows of one case. In each round everybody is asked in every set, so that bursts of one round can be compared."""
    begun = [(each, breadth) for breadth in breadths for each in sets if each.ask("begin", case, breadth)]
    for _ in range(BURSTS):
        for each, breadth in begun:
            each.ask("burst", case, breadth)
    for each, breadth in begun:
        yield from each.ask("end", case, breadth)


def quieter(row: Row, before: Row | None) -> Row:
    """Of two measurements of the same, the one that took less of the processor; with the bursts of both, and what the
    later one took, beside its own hello: that of a disturbed machine is dearer, too, that after much writing is not."""
    if before is None:
        return row
    quiet = row if cpu(row) < cpu(before) else before
    bursts = [*before.get("bursts_ms", ()), *row.get("bursts_ms", ())]
    return {
        **quiet,
        "bursts_ms": bursts,
        "cpu_ms_last": cpu(row),
        "cpu_ms_hello_last": row.get("cpu_ms_hello"),
    }

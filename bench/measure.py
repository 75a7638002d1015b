"""Measures one set: statements and plans first, within this process; then every case over HTTP; then the yardsticks.

python -m bench.measure ROOT RECORDS OUT [--small] [--only WORD]...        with the settings of that database
"""

import argparse
import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bench.client import Connection, Request, Supply, drive
from bench.places import Places
from bench.processes import Meter

if TYPE_CHECKING:
    from bench.run import Run

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Effort:
    """Requests a case gets at least, and seconds it lasts: the lower time for quick cases, the upper for slow ones."""

    warm: int
    least: int
    seconds: tuple[float, float]

    @property
    def supply(self) -> int:
        """Requests that can be sent once: enough for a whole case."""
        return self.warm + self.least


WHOLE = Effort(warm=8, least=50, seconds=(0.7, 2.5))
SMALL = Effort(warm=4, least=20, seconds=(0.25, 1.0))


def timed(
    case: str,
    breadth: str,
    requests: Sequence[Request],
    *,
    port: int,
    meter: Meter,
    clients: int,
    records: int,
    effort: Effort,
    once: bool = False,
) -> Row:
    """Warm up, then measure on the same connections: one row as CONTRACT says, without statements."""
    supply = Supply(requests, once=once)
    connections = [Connection(port) for _ in range(clients)]
    drive(connections, supply, least=effort.warm, seconds=(0.0, 2.0))
    before = meter.read()
    timing = drive(connections, supply, least=effort.least, seconds=effort.seconds)
    use, answered = meter.read().since(before), len(timing.taken)
    for connection in connections:
        connection.close()
    assert timing.sample is not None
    body = timing.sample.body
    sent = len(body)
    packed = sent if "content-encoding" in timing.sample.headers else len(gzip.compress(body, 6))
    return {
        "case": case, "breadth": breadth, "records": records, "clients": clients,
        "p50_ms": round(timing.percentile(0.5) * 1000, 3), "p95_ms": round(timing.percentile(0.95) * 1000, 3),
        "rps": round(answered / timing.elapsed, 1), "cpu_ms_web": round(use.web * 1000 / answered, 3),
        "cpu_ms_db": round(use.db * 1000 / answered, 3), "statements": None, "bytes": sent,
        "bytes_gzip": packed, "requests": answered,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.measure")
    parser.add_argument("root", type=Path)
    parser.add_argument("records", type=int)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    given = parser.parse_args()
    import django

    django.setup()
    from bench.run import Run

    run = Run(Places(given.root), given.records, SMALL if given.small else WHOLE, given.only)
    try:
        _answer(run, sys.stdin, sys.stdout)
    finally:
        run.close()


def _answer(run: "Run", asked: TextIO, answers: TextIO) -> None:
    """Do as told, a line of JSON for a line: a case and a person, "yardsticks", or "told"; until there is none."""

    def answer(what: Any) -> None:
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    answer(list(run.jobs))
    for line in asked:
        match json.loads(line):
            case "told":
                answer(run.told())
            case "yardsticks":
                answer(run.yardsticks())
            case [case, breadth]:
                answer(run.measure(case, breadth))


if __name__ == "__main__":
    main()

"""Measures one set: statements and plans first, within this process; then every case over HTTP; then the yardsticks.

python -m bench.measure ROOT RECORDS OUT [--small] [--only WORD]...        with the settings of that database
"""

import argparse
import gzip
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bench.client import Connection, Request, Supply, Timing, drive
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


WHOLE = Effort(warm=8, least=32, seconds=(0.5, 1.8))
SMALL = Effort(warm=4, least=20, seconds=(0.25, 1.0))
BURSTS = 4
"""Parts a case is measured in, each after a little of the machine's own hello: its speed changes within seconds."""
HELLO = (Request("/healthz"),)
HELLO_LEAST, HELLO_SECONDS = 40, (0.04, 0.2)


@dataclass(slots=True)
class Taken:
    """What the bursts of one case took, and the hello between them."""

    timing: Timing = field(default_factory=Timing)
    web: float = 0.0
    db: float = 0.0
    hello: float = 0.0
    hellos: int = 0


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
    beside: int | None = None,
) -> Row:
    """Warm up, then measure on the same connections: one row as CONTRACT says, without statements.

    `beside`: the port that is asked for its hello between the bursts.
    """
    supply = Supply(requests, once=once)
    connections = [Connection(port) for _ in range(clients)]
    drive(connections, supply, least=effort.warm, seconds=(0.0, 2.0))
    taken = Taken()
    for _ in range(BURSTS):
        if beside:
            _hello(taken, beside, meter)
        _burst(taken, connections, supply, effort, meter)
    for connection in connections:
        connection.close()
    timing, answered = taken.timing, len(taken.timing.taken)
    assert timing.sample is not None
    body = timing.sample.body
    sent = len(body)
    packed = sent if "content-encoding" in timing.sample.headers else len(gzip.compress(body, 6))
    return {
        "case": case, "breadth": breadth, "records": records, "clients": clients,
        "p50_ms": round(timing.percentile(0.5) * 1000, 3), "p95_ms": round(timing.percentile(0.95) * 1000, 3),
        "rps": round(answered / timing.elapsed, 1), "cpu_ms_web": round(taken.web * 1000 / answered, 3),
        "cpu_ms_db": round(taken.db * 1000 / answered, 3), "statements": None, "bytes": sent,
        "bytes_gzip": packed, "requests": answered,
        "cpu_ms_hello": round(taken.hello * 1000 / taken.hellos, 3) if taken.hellos else None,
    }  # fmt: skip


def _hello(taken: Taken, port: int, meter: Meter) -> None:
    before, connection = meter.read(), Connection(port)
    timing = drive([connection], Supply(HELLO, once=False), least=HELLO_LEAST, seconds=HELLO_SECONDS)
    connection.close()
    taken.hello += meter.read().since(before).web
    taken.hellos += len(timing.taken)


def _burst(
    taken: Taken, connections: Sequence[Connection], supply: Supply, effort: Effort, meter: Meter
) -> None:
    """A part of the effort."""
    if not supply.left:
        return
    lower, upper = effort.seconds
    before = meter.read()
    timing = drive(
        connections, supply, least=-(-effort.least // BURSTS), seconds=(lower / BURSTS, upper / BURSTS)
    )
    use = meter.read().since(before)
    taken.web, taken.db = taken.web + use.web, taken.db + use.db
    taken.timing.add(timing)


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

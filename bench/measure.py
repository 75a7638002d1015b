"""Measures one set: statements and plans first, within this process; then every case over HTTP; then the yardsticks.

python -m bench.measure ROOT RECORDS OUT [--small] [--only WORD]...        with the settings of that database
"""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bench.client import Connection, Request, Supply, Timing, drive
from bench.places import Places
from bench.processes import Meter, Use

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

    def parts(self, different: int) -> "Effort":
        """One of the bursts: each asks everything there is to ask, so that they can be compared."""
        lower, upper = self.seconds
        return Effort(0, max(-(-self.least // BURSTS), different), (lower / BURSTS, upper / BURSTS))


WHOLE = Effort(warm=8, least=32, seconds=(0.5, 2.4))
SMALL = Effort(warm=4, least=20, seconds=(0.25, 1.0))
BURSTS, QUIETEST = 4, 2
"""Parts a case is measured in, each after a little of the machine's own hello, and how many of them count. The speed of
a machine that others share changes within seconds; what else it does can only add."""
HELLO = (Request("/healthz"),)
HELLO_LEAST, HELLO_SECONDS = 40, (0.04, 0.2)


@dataclass(frozen=True, slots=True)
class Burst:
    """What one part of a case took, and the hello before it: processor time in seconds."""

    timing: Timing
    use: Use
    hello: float
    hellos: int

    @property
    def cost(self) -> float:
        return (self.use.web + self.use.db) / max(1, len(self.timing.taken))


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

    `beside`: the port that is asked for its hello before each burst.
    """
    supply = Supply(requests, once=once)
    connections = [Connection(port) for _ in range(clients)]
    drive(connections, supply, least=effort.warm, seconds=(0.0, 2.0))
    bursts = list(_bursts(connections, supply, effort.parts(0 if once else len(requests)), meter, beside))
    for connection in connections:
        connection.close()
    timing, web, db, hello, hellos = Timing(), 0.0, 0.0, 0.0, 0
    for burst in sorted(bursts, key=lambda burst: burst.cost)[:QUIETEST]:
        timing.add(burst.timing)
        web, db = web + burst.use.web, db + burst.use.db
        hello, hellos = hello + burst.hello, hellos + burst.hellos
    answered = len(timing.taken)
    assert timing.sample is not None
    body = timing.sample.body
    sent = len(body)
    packed = sent if "content-encoding" in timing.sample.headers else len(gzip.compress(body, 6))
    return {
        "case": case, "breadth": breadth, "records": records, "clients": clients,
        "p50_ms": round(timing.percentile(0.5) * 1000, 3), "p95_ms": round(timing.percentile(0.95) * 1000, 3),
        "rps": round(answered / timing.elapsed, 1), "cpu_ms_web": round(web * 1000 / answered, 3),
        "cpu_ms_db": round(db * 1000 / answered, 3), "statements": None, "bytes": sent,
        "bytes_gzip": packed, "requests": answered,
        "cpu_ms_hello": round(hello * 1000 / hellos, 3) if hellos else None,
    }  # fmt: skip


def _bursts(
    connections: Sequence[Connection], supply: Supply, part: Effort, meter: Meter, beside: int | None
) -> Iterator[Burst]:
    for _ in range(BURSTS):
        if not supply.left:
            return
        hello, hellos = _hello(beside, meter) if beside else (0.0, 0)
        before = meter.read()
        timing = drive(connections, supply, least=part.least, seconds=part.seconds)
        yield Burst(timing, meter.read().since(before), hello, hellos)


def _hello(port: int, meter: Meter) -> tuple[float, int]:
    """Processor time of so many hellos, seconds."""
    before, connection = meter.read(), Connection(port)
    timing = drive([connection], Supply(HELLO, once=False), least=HELLO_LEAST, seconds=HELLO_SECONDS)
    connection.close()
    return meter.read().since(before).web, len(timing.taken)


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

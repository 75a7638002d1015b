"""One case for one person, measured in bursts: what its requests take of time and of the processor."""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.client import Connection, Request, Supply, Timing, drive
from bench.processes import Meter, Use

Figures = Mapping[str, Any]


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


WHOLE = Effort(warm=40, least=32, seconds=(0.5, 2.4))
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


class Series:
    """Warmed up when made; then burst after burst on the same connections, as long as there is something to ask.

    `beside`: the port that is asked for its hello before each burst.
    """

    def __init__(
        self,
        requests: Sequence[Request],
        *,
        port: int,
        meter: Meter,
        clients: int,
        effort: Effort,
        once: bool = False,
        beside: int | None = None,
    ) -> None:
        self._meter, self._beside = meter, beside
        self._supply = Supply(requests, once=once)
        self._connections = [Connection(port) for _ in range(clients)]
        self._part = effort.parts(0 if once else len(requests))
        self._bursts: list[Burst] = []
        drive(self._connections, self._supply, least=effort.warm, seconds=(0.0, 2.0))

    def burst(self) -> None:
        if not self._supply.left:
            return
        hello, hellos = _hello(self._beside, self._meter) if self._beside else (0.0, 0)
        before = self._meter.read()
        timing = drive(self._connections, self._supply, least=self._part.least, seconds=self._part.seconds)
        self._bursts.append(Burst(timing, self._meter.read().since(before), hello, hellos))

    def ended(self) -> Figures:
        """What the quietest bursts took; the median of each burst stands beside it, in their order."""
        for connection in self._connections:
            connection.close()
        timing, web, db, hello, hellos = Timing(), 0.0, 0.0, 0.0, 0
        for burst in sorted(self._bursts, key=lambda burst: burst.cost)[:QUIETEST]:
            timing.add(burst.timing)
            web, db = web + burst.use.web, db + burst.use.db
            hello, hellos = hello + burst.hello, hellos + burst.hellos
        answered = len(timing.taken)
        assert timing.sample is not None
        body = timing.sample.body
        sent = len(body)
        packed = sent if "content-encoding" in timing.sample.headers else len(gzip.compress(body, 6))
        return {
            "p50_ms": _ms(timing.percentile(0.5)), "p95_ms": _ms(timing.percentile(0.95)),
            "rps": round(answered / timing.elapsed, 1), "cpu_ms_web": _ms(web / answered),
            "cpu_ms_db": _ms(db / answered), "statements": None, "bytes": sent, "bytes_gzip": packed,
            "requests": answered, "cpu_ms_hello": _ms(hello / hellos) if hellos else None,
            "bursts_ms": [_ms(burst.timing.percentile(0.5)) for burst in self._bursts],
        }  # fmt: skip


def whole(series: Series) -> Figures:
    """All bursts of a series, with nothing between them."""
    for _ in range(BURSTS):
        series.burst()
    return series.ended()


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)


def _hello(port: int, meter: Meter) -> tuple[float, int]:
    """Processor time of so many hellos, seconds."""
    before, connection = meter.read(), Connection(port)
    timing = drive([connection], Supply(HELLO, once=False), least=HELLO_LEAST, seconds=HELLO_SECONDS)
    connection.close()
    return meter.read().since(before).web, len(timing.taken)

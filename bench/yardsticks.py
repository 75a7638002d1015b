"""What this machine does in the same minutes without Maitre: rows of the same form as the cases."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench import schema
from bench.client import Connection, Request
from bench.places import YARDSTICK, Places, database_of
from bench.processes import Meter
from bench.server import free_port, postmaster
from maitre.product.launcher import address, binaries

SCALE = 10
SECONDS = 3
STARTS_WITHIN = 15.0
_TPS = re.compile(r"tps = ([0-9.]+)")
_LATENCY = re.compile(r"latency average = ([0-9.]+) ms")


@contextmanager
def plain_server(places: Places, records: int) -> Iterator[tuple[int, Meter]]:
    port = free_port()
    command = [sys.executable, "-m", "bench.plain", str(port)]
    process = subprocess.Popen(command, env=places.environment(database_of(records)))
    try:
        _until_it_answers(port)
        yield port, Meter([process.pid], postmaster(places))
    finally:
        process.terminate()
        process.wait(STARTS_WITHIN)


def _until_it_answers(port: int) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            Connection(port).ask(Request("/bare").encoded())
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def pgbench(places: Places, records: int) -> dict[str, Any]:
    """`pgbench -S`: one row looked up by its key, as fast as one client can ask."""
    if not schema.exists(places, YARDSTICK):
        schema.make(places, YARDSTICK)
        _pgbench(places, "-i", "-s", str(SCALE), "-q")
    meter = Meter([], postmaster(places))
    before = meter.read()
    said = _pgbench(places, "-S", "-n", "-c", "1", "-T", str(SECONDS))
    use, rate = meter.read().since(before), float(_TPS.findall(said)[0])
    latency = float(_LATENCY.findall(said)[0])
    return {
        "case": "yardstick: pgbench -S", "breadth": "-", "records": records, "clients": 1, "p50_ms": latency,
        "p95_ms": None, "rps": round(rate, 1), "cpu_ms_web": 0.0, "cpu_ms_db": use.db * 1000 / (rate * SECONDS),
        "statements": 1, "bytes": None,
    }  # fmt: skip


def _pgbench(places: Places, *arguments: str) -> str:
    parameters = address.parameters(places.cluster, YARDSTICK)
    program = binaries.find().program("pgbench")
    where = ["-h", parameters["host"], "-p", parameters["port"], "-U", parameters["user"], YARDSTICK]
    done = subprocess.run(
        [program, *arguments, *where],
        env={"PGPASSFILE": parameters["passfile"]},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout

"""The server under test: `maitre up` as an operator starts it, against one set, with the address of inside.py more."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.places import Places, database_of
from bench.processes import Meter, web_of
from maitre.product.launcher import address, binaries

STARTS_WITHIN = 90.0
STOPS_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Running:
    port: int
    meter: Meter


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postmaster(places: Places) -> int:
    data = address.data(places.cluster, binaries.find().major)
    return int((data / "postmaster.pid").read_text().split()[0])


@contextmanager
def running(places: Places, records: int) -> Iterator[Running]:
    """Two web processes and the worker, until the end."""
    port = free_port()
    command = [sys.executable, "-m", "maitre", "up", "--no-demo", "--port", str(port)]
    home = places.server(database_of(records))
    home.mkdir(parents=True, exist_ok=True)
    said = home.with_suffix(".log")
    settings = {"DJANGO_SETTINGS_MODULE": "bench.settings"}
    with said.open("wb") as log:
        process = subprocess.Popen(
            command,
            env=places.environment(database_of(records)) | settings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _until_ready(process, said)
        yield Running(port, Meter(web_of(process.pid), postmaster(places)))
    finally:
        process.terminate()
        try:
            process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()


def _until_ready(process: "subprocess.Popen[bytes]", said: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        if b"is ready" in said.read_bytes():
            time.sleep(1.0)  # the second web process and the worker are a moment later
            return
        time.sleep(0.1)
    raise SystemExit(f"The server under test did not start: {said.read_text()[-600:]}")

"""Slow clients: half headers, dripping bodies and answers read a few bytes at a time, all at once, while somebody asks
for an ordinary page. Prints how long that takes, idle and beside them in turns of the same minutes,
from the address of the slow clients and from another; fails when the slow ones make it more than three times as long.

    python -m soak.slow            2,300 half headers, 200 dripping bodies, 64 slow readers; on loopback only
"""

import argparse
import random
import resource
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from soak.installation import Installation

ALLOWED = 3.0
"""How many times as long an ordinary page may take beside slow clients."""
TURNS, PAGES = 4, 60
SLOW_FROM, OTHER = "127.0.0.1", "127.0.0.9"
PAGE, LONG_ANSWER = "/sign-in", "/static/vendor/maitre.css"
ATTEMPTS = 200  # new slow connections a second at most: more would be a flood, which is another matter
HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
BODY = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
READ = f"GET {LONG_ANSWER} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


class Slow(threading.Thread):
    """All slow clients in one thread: each does a little once a second, and comes again when it was closed."""

    def __init__(self, port: int, counts: dict[bytes, int]) -> None:
        super().__init__(daemon=True)
        self.stopped = threading.Event()
        self.reopened = 0
        self._port = port
        self._open: dict[int, tuple[bytes, socket.socket]] = {}
        self._wanted = [kind for kind, number in counts.items() for _ in range(number)]
        random.Random(1).shuffle(self._wanted)

    @property
    def held(self) -> int:
        return len(self._open)

    def run(self) -> None:
        while not self.stopped.is_set():
            began = time.monotonic()
            self._drip()
            missing = [place for place in range(len(self._wanted)) if place not in self._open]
            for place in missing[:ATTEMPTS]:
                self._begin(place)
            self.stopped.wait(max(1.0 - (time.monotonic() - began), 0.05))
        for _, client in self._open.values():
            client.close()

    def _begin(self, place: int) -> None:
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.settimeout(0.5)
        try:
            client.bind((SLOW_FROM, 0))
            client.connect(("127.0.0.1", self._port))
            client.sendall(self._wanted[place])
        except OSError:
            client.close()
            return
        client.setblocking(False)
        self._open[place] = self._wanted[place], client
        self.reopened += 1

    def _drip(self) -> None:
        for place, (kind, client) in list(self._open.items()):
            try:
                if kind == READ:
                    client.recv(16)
                    continue
                client.send(b"x")
                if client.recv(1) is not None:  # closed, or told off
                    self._leave(place)
            except BlockingIOError:
                continue
            except OSError:
                self._leave(place)

    def _leave(self, place: int) -> None:
        self._open.pop(place)[1].close()


def ask(port: int, path: str, address: str) -> float:
    """Seconds until the whole page is there; a connection that is closed on us counts, and is tried again."""
    began = time.monotonic()
    while time.monotonic() - began < 60:
        with suppress(OSError, HTTPException):
            connection = HTTPConnection("127.0.0.1", port, timeout=30, source_address=(address, 0))
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            connection.close()
            if answer.status == 200:
                break
    return time.monotonic() - began


def p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m soak.slow", description=__doc__)
    for name, number in (("heads", 2300), ("bodies", 200), ("readers", 64), ("turns", TURNS)):
        parser.add_argument(f"--{name}", type=int, default=number)
    given = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    folder = Path(tempfile.mkdtemp(prefix="maitre-slow-"))
    house = Installation(folder / "home")
    house.start()
    try:
        good = measure(house.port, {HEAD: given.heads, BODY: given.bodies, READ: given.readers}, given.turns)
    finally:
        house.stop()
    shutil.rmtree(folder)
    sys.exit(0 if good else 1)


def measure(port: int, counts: dict[bytes, int], turns: int) -> bool:
    took: dict[str, list[float]] = {"idle": [], SLOW_FROM: [], OTHER: []}
    health: list[float] = []
    for _ in range(10):
        ask(port, PAGE, OTHER)
    for turn in range(turns):
        took["idle"] += [ask(port, PAGE, OTHER) for _ in range(PAGES)]
        slow = Slow(port, counts)
        slow.start()
        _until(lambda slow=slow: slow.reopened >= sum(counts.values()))  # type: ignore[misc]
        for address in (SLOW_FROM, OTHER):
            took[address] += [ask(port, PAGE, address) for _ in range(PAGES)]
        health.append(ask(port, "/healthz", SLOW_FROM))
        print(f"turn {turn + 1}: {slow.held:,} of {slow.reopened:,} slow connections open", flush=True)
        slow.stopped.set()
        slow.join()
    idle, worst = p95(took["idle"]), max(p95(took[SLOW_FROM]), p95(took[OTHER]))
    for name, seconds in took.items():
        middle = sorted(seconds)[len(seconds) // 2]
        print(f"{PAGE} {name:<10} median {middle * 1000:6.1f} ms, p95 {p95(seconds) * 1000:6.1f} ms")
    print(f"/healthz from {SLOW_FROM} beside them: at most {max(health):.2f} s")
    print(f"slow: p95 is {worst / idle:.2f} times the idle one; allowed: {ALLOWED:g}")
    return worst <= ALLOWED * idle


def _until(good: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not good() and time.monotonic() < end:
        time.sleep(0.1)


if __name__ == "__main__":
    main()

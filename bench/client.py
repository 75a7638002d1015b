"""A small HTTP/1.1 client that keeps its connection, and the loop that measures with it. Small, because client and
server share the machine: what the client costs is missing to the server."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

TIMEOUT = 60.0
"""Seconds after which an answer is a failure."""
READ = 2**16


class Failed(Exception):
    """An answer that does not count: the figures of the case would be those of an error page."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, and the status it must be answered with."""

    path: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    status: int = 200

    def encoded(self) -> bytes:
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.method != "GET":
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """One connection to a port of this machine, opened again when the server has closed it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, encoded: bytes) -> Answer:
        """Send what `Request.encoded` gave and read the whole answer."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=TIMEOUT)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(encoded)
        answer = self._read(self._socket)
        if answer.headers.get("connection") == "close":
            self.close()
        return answer

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    @staticmethod
    def _read(connection: socket.socket) -> Answer:
        held = b""
        while (end := held.find(b"\r\n\r\n")) < 0:
            held += _more(connection)
        first, *lines = held[:end].decode("latin-1").split("\r\n")
        status = int(first.split(" ", 2)[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = held[end + 4 :]
        length = 0 if status in (204, 304) else int(headers.get("content-length", "0"))
        while len(body) < length:
            body += _more(connection)
        return Answer(status, headers, body)


def _more(connection: socket.socket) -> bytes:
    piece = connection.recv(READ)
    if not piece:
        raise Failed("the server closed the connection within an answer")
    return piece


@dataclass(slots=True)
class Timing:
    """What the requests of one case took; seconds."""

    taken: list[float] = field(default_factory=list)
    elapsed: float = 0.0
    sample: Answer | None = None

    def add(self, other: "Timing") -> None:
        """Count what was asked later, too."""
        self.taken += other.taken
        self.elapsed += other.elapsed
        self.sample = self.sample or other.sample

    def percentile(self, share: float) -> float:
        ordered = sorted(self.taken)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Supply:
    """Requests for all clients of a case: read again and again, or each sent once (`once`) until none is left."""

    def __init__(self, requests: Sequence[Request], *, once: bool) -> None:
        self._made = [(each.encoded(), each.status, each.path) for each in requests]
        self._once, self._next, self._lock = once, 0, threading.Lock()

    def __iter__(self) -> Iterator[tuple[bytes, int, str]]:
        while True:
            with self._lock:
                place, self._next = self._next, self._next + 1
            if self._once and place >= len(self._made):
                return
            yield self._made[place % len(self._made)]

    @property
    def left(self) -> int:
        return max(0, len(self._made) - self._next) if self._once else len(self._made)


def drive(
    connections: Sequence[Connection], supply: Supply, *, least: int, seconds: tuple[float, float]
) -> Timing:
    """Ask on all of them at once until there are `least` answers and the lower time is over, or the upper one is."""
    timing, faults = Timing(), list[BaseException]()
    start = threading.Barrier(len(connections) + 1)

    def client(connection: Connection) -> None:
        try:
            start.wait()
            _ask_on(connection, supply, timing, least, seconds)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=client, args=[connection]) for connection in connections]
    for thread in threads:
        thread.start()
    start.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    timing.elapsed = time.perf_counter() - begun
    if faults:
        raise faults[0]
    return timing


def _ask_on(
    connection: Connection, supply: Supply, timing: Timing, least: int, seconds: tuple[float, float]
) -> None:
    begun = time.perf_counter()
    for encoded, status, path in supply:
        sent = time.perf_counter()
        answer = connection.ask(encoded)
        now = time.perf_counter()
        if answer.status != status:
            said = answer.body[:300].decode(errors="replace")
            raise Failed(f"{path}: answered {answer.status}, not {status}: {said}")
        timing.taken.append(now - sent)
        timing.sample = timing.sample or answer
        past = now - begun
        if past >= seconds[1] or (past >= seconds[0] and len(timing.taken) >= least):
            return

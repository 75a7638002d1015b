"""Who may hold a connection, and for how long: waitress with a deadline for headers, a least rate for bodies and
answers, and a bound for each address. A request that is being worked on is never cut off here.

Waitress alone closes a connection after a silence only, so a byte now and then kept one for ever; and a client that did
not read its answer was never closed at all, for nothing could be written to it.
"""

import errno
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

BURST = 64  # connections taken in one round of the loop
LOOKS = 1.0  # seconds between looks for those who are late
NEIGHBOURS = 64  # bits of an IPv6 address that name a network; the rest its owner chooses freely
TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Stage(Enum):
    """What a connection waits for."""

    IDLE = "the next request"
    HEADERS = "the rest of the headers"
    BODY = "the rest of the body"
    WORK = "the application"
    ANSWER = "its answer to be read"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one web process grants. `trusted` says whether an address is a proxy's: many people stand behind it, so
    the bound for each address is the proxy's own business."""

    connections: int
    per_address: int
    silence: float
    """Seconds between two requests."""
    header_seconds: float
    """Seconds for the headers of one request."""
    least_rate: float
    """Bytes a second of a body or an answer, from `grace` seconds on, on average."""
    grace: float
    trusted: Callable[[str], bool] = lambda address: False

    def late(self, stage: Stage, seconds: float, moved: int) -> bool:
        """Whether a connection that has been in a stage so long, and moved so many bytes in it, is given up."""
        if stage is Stage.IDLE:
            return seconds > self.silence
        if stage is Stage.HEADERS:
            return seconds > self.header_seconds
        if stage is Stage.WORK:
            return False
        return seconds > self.grace and moved < self.least_rate * (seconds - self.grace)


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection, which knows since when it waits and for what."""

    served = 0
    taken = 0
    _seen: tuple[Stage, int] = (Stage.IDLE, 0)
    _taken_before = 0

    def __init__(self, server: "Server", sock: socket.socket, addr: Any, *args: Any, **more: Any) -> None:
        super().__init__(server, sock, addr, *args, **more)
        self.peer = peer_of(addr[0])
        self.since: float = self.creation_time

    @property
    def stage(self) -> Stage:
        # While a request is worked on, waitress itself holds back what is less than one packet.
        if self.total_outbufs_len >= (self.adj.send_bytes if self.requests else 1):
            return Stage.ANSWER
        if self.requests:
            return Stage.WORK
        if self.request is None:
            return Stage.IDLE
        return Stage.BODY if self.request.headers_finished else Stage.HEADERS

    @property
    def moved(self) -> int:
        """Bytes of the present body or answer."""
        if self.stage is Stage.ANSWER:
            return self.taken - self._taken_before
        return self.request.body_bytes_received if self.request else 0

    def look(self, now: float) -> None:
        """Note when the stage began, if it is another than before."""
        seen = (self.stage, self.served)
        if seen != self._seen:
            self._seen, self.since, self._taken_before = seen, now, self.taken

    def late(self, limits: Limits, now: float) -> bool:
        self.look(now)
        return limits.late(self.stage, now - self.since, self.moved)

    def give_up(self) -> None:
        """Close at once: who does not read would never let the loop close it."""
        if self.stage in (Stage.HEADERS, Stage.BODY):
            with suppress(OSError):
                self.socket.send(TIMED_OUT)
        self.will_close = True
        self.handle_close()

    def service(self) -> None:
        super().service()
        self.served += 1

    def send(self, *args: Any, **more: Any) -> int:
        sent: int = super().send(*args, **more)
        self.taken += sent
        return sent

    def del_channel(self, *args: Any, **more: Any) -> None:
        super().del_channel(*args, **more)
        self.server.left(self)


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Waitress's server on a bound socket, within limits."""

    channel_class = Channel

    def __init__(self, application: Any, bound: socket.socket, limits: Limits, *, threads: int, **more: Any):
        self.limits = limits
        self._of: defaultdict[str, set[Channel]] = defaultdict(set)
        self._given_up: set[Channel] = set()
        adjustments = Adjustments(
            sockets=[bound],
            threads=threads,
            connection_limit=limits.connections + 2 * BURST,  # beyond ours: then nobody is taken for a while
            cleanup_interval=LOOKS,
            asyncore_use_poll=True,  # select() ends at file descriptor 1024
            **more,
        )
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(threads)
        super().__init__(
            application,
            {},
            _sock=bound,
            dispatcher=dispatcher,
            adj=adjustments,
            sockinfo=(bound.family, bound.type, bound.proto, bound.getsockname()),
            bind_socket=False,
        )

    def handle_accept(self) -> None:
        for _ in range(BURST):
            if not self._accept_one():
                return

    def _accept_one(self) -> bool:
        """Whether another may be waiting."""
        try:
            accepted = self.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._give_up_one(self.active_channels.values())
            return False
        if accepted is None:
            return False
        connection, address = accepted
        try:
            self.set_socket_options(connection)
        except OSError:  # gone already
            connection.close()
            return True
        if not self._room_for(address[0]):
            connection.close()
            return True
        channel = Channel(self, connection, address, self.adj, map=self._map)
        self._of[channel.peer].add(channel)
        return True

    def _room_for(self, address: str) -> bool:
        """Whether one more may come from there, at the cost of the one that has waited longest for its client."""
        here = self._of.get(peer_of(address), ())
        if len(here) >= self.limits.per_address and not self.limits.trusted(address):
            return self._give_up_one(here)
        if len(self.active_channels) - len(self._given_up) >= self.limits.connections:
            return self._give_up_one(self.active_channels.values())
        return True

    def _give_up_one(self, among: Iterable[Channel]) -> bool:
        """Closed before the next round, not in this one: its number could be given to a new connection, which would
        then be taken for the old one."""
        waiting = [each for each in among if not each.requests and each not in self._given_up]
        if not waiting:
            return False
        now = time.time()
        for each in waiting:
            each.look(now)
        chosen = min(waiting, key=lambda each: (each.stage is Stage.ANSWER, each.since))
        self._given_up.add(chosen)
        self.left(chosen)
        return True

    def left(self, channel: Channel) -> None:
        """It counts for its address no longer."""
        # A channel is added before it has an address, and removed when its socket failed in between.
        peer = getattr(channel, "peer", "")
        if peer in self._of:
            self._of[peer].discard(channel)
            if not self._of[peer]:
                del self._of[peer]

    def readable(self) -> bool:
        """Asked at the beginning of each round."""
        for channel in self._given_up:
            if channel.connected:
                channel.give_up()
        self._given_up.clear()
        answer: bool = super().readable()
        return answer

    def maintenance(self, now: float) -> None:
        for channel in list(self.active_channels.values()):
            if channel.late(self.limits, now):
                channel.give_up()


def peer_of(address: str) -> str:
    """What counts as one address: of IPv6 the network, for within it anybody takes as many as they like."""
    found = ip_address(address.partition("%")[0])
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, NEIGHBOURS), strict=False))

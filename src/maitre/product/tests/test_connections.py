"""Clients that hold connections: half requests, bodies a byte at a time, answers that nobody reads.

The loop is turned by hand and told what time it is, so nothing here waits for a clock.
"""

import select
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maitre.product.connections import BURST, Limits, Server, Stage, peer_of
from maitre.product.listening import listen

HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: "
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
BODY = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n"
ENDLESS = 40 * 2**20  # bytes: more than waitress keeps before it lets a thread wait
BIG = 8 * 2**20  # bytes: more than the kernel takes, less than makes a thread wait
HUNG = 120  # seconds after which a test has hung

LIMITS = {"connections": 400, "per_address": 20, "silence": 60}
LIMITS |= {"header_seconds": 20, "least_rate": 500, "grace": 20}


class House:
    """A server whose loop a test turns, and clients of it."""

    def __init__(self, bound: socket.socket, held: ExitStack, limits: Limits) -> None:
        self.go_on = threading.Event()
        self.at_work = threading.Semaphore(0)
        self.ended = threading.Event()
        self.place = bound.getsockname()
        self._held = held
        self.server = Server(self.application, bound, limits, threads=8, outbuf_overflow=4 * BIG)
        held.callback(self.server.asyncore.close_all, self.server._map)
        held.callback(self.server.trigger.close)
        held.callback(self.server.task_dispatcher.shutdown)

    def application(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/work":
            self.at_work.release()
            assert self.go_on.wait(HUNG)
        start_response("200 OK", [("Content-Type", "text/plain")])
        if path == "/endless":
            return self._endless()
        return [b"x" * BIG if path == "/big" else b"done"]

    def _endless(self) -> Iterator[bytes]:
        try:
            for _ in range(ENDLESS // 2**16):
                yield b"x" * 2**16
        finally:
            self.ended.set()

    def client(self, sends: bytes, address: str = "127.0.0.1") -> socket.socket:
        made = self._held.enter_context(closing(socket.socket()))
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.bind((address, 0))
        made.connect(self.place)
        made.sendall(sends)
        return made

    def turn(self, rounds: int = 1) -> None:
        self.server.asyncore.loop(timeout=0.01, map=self.server._map, use_poll=True, count=rounds)

    def taken(self, number: int) -> None:
        """Until so many connections have been taken since the beginning, the closed ones included."""
        for _ in range(number // BURST + 2):
            self.turn(2)

    def heard(self, client: socket.socket) -> bytes:
        """What the server says next; nothing when it closed."""
        end = time.monotonic() + HUNG
        while not select.select([client], [], [], 0)[0]:
            assert time.monotonic() < end
            self.turn()
        try:
            return client.recv(200)
        except ConnectionResetError:  # closed before all that was sent had been read
            return b""

    def later(self, seconds: float) -> None:
        """As if so much time had passed."""
        self.server.maintenance(time.time())
        self.server.maintenance(time.time() + seconds)

    def until(self, event: threading.Event) -> None:
        end = time.monotonic() + HUNG
        while not event.is_set():
            assert time.monotonic() < end
            self.turn()

    @property
    def open(self) -> int:
        return len(self.server.active_channels)


@pytest.fixture
def make() -> Iterator[Any]:
    with ExitStack() as held:

        def made(**more: Any) -> House:
            bound = held.enter_context(listen("127.0.0.1", 0))
            return House(bound, held, Limits(**(LIMITS | more)))

        yield made


def test_half_requests_from_one_address_leave_room_for_another_from_there(make: Any) -> None:
    house = make()
    for _ in range(300):
        house.client(HALF)
    house.taken(300)
    assert house.open <= 20
    assert house.heard(house.client(WHOLE)).startswith(b"HTTP/1.1 200 OK")


def test_half_requests_from_many_addresses_leave_room_for_one_more(make: Any) -> None:
    house = make(connections=40)
    for number in range(200):
        house.client(HALF, f"127.0.1.{number + 1}")
    house.taken(200)
    assert house.open <= 40
    assert house.heard(house.client(WHOLE)).startswith(b"HTTP/1.1 200 OK")


def test_a_proxy_that_is_believed_is_not_counted_as_one_person(make: Any) -> None:
    house = make(trusted=lambda address: address == "127.0.0.1")
    for _ in range(100):
        house.client(HALF)
    house.taken(100)
    assert house.open == 100


def test_who_has_a_request_worked_on_is_not_closed_for_somebody_else(make: Any) -> None:
    house = make(per_address=5)
    working = [house.client(WHOLE.replace(b" / ", b" /work ")) for _ in range(5)]
    for _ in working:
        while not house.at_work.acquire(blocking=False):
            house.turn()
    assert house.heard(house.client(WHOLE)) == b""
    house.later(1_000_000)
    house.go_on.set()
    assert all(house.heard(each).startswith(b"HTTP/1.1 200 OK") for each in working)


def test_headers_have_a_deadline_that_no_single_byte_puts_off(make: Any) -> None:
    house = make()
    client = house.client(HALF)
    house.taken(1)
    house.server.maintenance(time.time())
    for _ in range(10):
        client.sendall(b"x")
        house.turn()
    house.server.maintenance(time.time() + 19)
    assert house.open == 1
    house.server.maintenance(time.time() + 21)
    assert house.heard(client).startswith(b"HTTP/1.1 408 ")
    assert house.open == 0


@pytest.mark.parametrize("sends", [b"", b"\r\n" * 10])
def test_who_says_nothing_is_closed_even_when_it_says_it_again_and_again(make: Any, sends: bytes) -> None:
    house = make()
    client = house.client(sends)
    house.taken(1)
    house.later(61)
    assert house.heard(client) == b""


def test_a_connection_that_is_used_again_and_again_begins_anew_each_time(make: Any) -> None:
    house = make()
    client = house.client(b"")
    for round in range(3):
        client.sendall(WHOLE)
        assert house.heard(client).startswith(b"HTTP/1.1 200 OK")
        house.server.maintenance(time.time() + 50 * round)
        assert house.open == 1


@pytest.mark.parametrize(("sent", "stays"), [(100, False), (20_000, True)])
def test_a_body_that_drips_is_given_up_and_one_that_comes_is_not(make: Any, sent: int, stays: bool) -> None:
    house = make()
    client = house.client(BODY)
    house.taken(1)
    house.server.maintenance(time.time())
    client.sendall(b"x" * sent)
    house.taken(1)
    house.server.maintenance(time.time() + 50)
    assert house.open == stays
    assert stays or house.heard(client).startswith(b"HTTP/1.1 408 ")


def test_an_answer_nobody_reads_frees_the_thread_that_writes_it(make: Any) -> None:
    house = make()
    house.client(WHOLE.replace(b" / ", b" /endless "))
    house.taken(1)
    while not any(each.total_outbufs_len > 2**24 for each in house.server.active_channels.values()):
        house.turn()
    house.later(100)
    house.until(house.ended)
    assert house.open == 0


def test_slow_readers_give_way_to_somebody_new(make: Any) -> None:
    house = make(per_address=5)
    for _ in range(5):
        house.client(WHOLE.replace(b" / ", b" /big "))
    while sum(each.stage is Stage.ANSWER for each in house.server.active_channels.values()) < 5:
        house.turn()
    assert house.heard(house.client(WHOLE)).startswith(b"HTTP/1.1 200 OK")


@settings(deadline=None)
@given(
    st.sampled_from(Stage),
    st.floats(0, 10_000),
    st.integers(0, 10**7),
    st.floats(0, 1000),
    st.integers(0, 10**6),
)
def test_who_waits_longer_or_moves_less_is_never_better_off(
    stage: Stage, seconds: float, moved: int, more: float, fewer: int
) -> None:
    limits = Limits(**LIMITS)  # type: ignore[arg-type]
    if limits.late(stage, seconds, moved):
        assert limits.late(stage, seconds + more, max(moved - fewer, 0))


@pytest.mark.parametrize(
    ("address", "peer"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_an_ipv6_network_counts_as_one_address(address: str, peer: str) -> None:
    assert peer_of(address) == peer

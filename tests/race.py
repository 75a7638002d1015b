"""Real races: threads with connections of their own against the real server, waiting in its lock table."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from time import monotonic
from typing import Any, TypeVar

from django.db import connection, connections

from maitre.kernel.errors import MaitreError

T = TypeVar("T")
LONGEST = 30.0
"""Seconds after which a race that hangs is a failure."""


def together(acts: list[Callable[[], T]]) -> list[T | MaitreError]:
    """Let all begin at the same moment; what each gave, or the refusal it met. Any other error is raised here."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | MaitreError:
        try:
            connection.ensure_connection()
            start.wait(LONGEST)
            return act()
        except MaitreError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(LONGEST) for future in [pool.submit(run, act) for act in acts]]


class Rival:
    """Somebody with a connection of their own, who acts in a thread until the server makes them wait."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._pid = self._pool.submit(self._connect).result(LONGEST)

    @staticmethod
    def _connect() -> int:
        connection.ensure_connection()
        pid: int = connection.connection.info.backend_pid
        return pid

    def begins(self, act: Callable[[], T]) -> "Future[T]":
        """Start `act`, and come back once the server has it waiting for a lock of ours."""
        future = self._pool.submit(act)
        ours = _own_pid()
        until = monotonic() + LONGEST
        while ours not in _blockers(self._pid):
            if future.done():
                raise AssertionError(
                    f"the rival did not have to wait: {future.exception() or future.result()}"
                )
            if monotonic() > until:
                raise AssertionError("the rival neither waits for us nor ends")
        return future


@contextmanager
def rival() -> Iterator[Rival]:
    with ThreadPoolExecutor(1) as pool:
        try:
            yield Rival(pool)
        finally:
            pool.submit(connections.close_all).result(LONGEST)


def _own_pid() -> int:
    connection.ensure_connection()
    pid: int = connection.connection.info.backend_pid
    return pid


def _blockers(pid: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_blocking_pids(%s)", [pid])
        return list(cursor.fetchone()[0])

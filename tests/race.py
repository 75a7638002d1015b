"""Real races: threads with connections of their own against the real server, waiting in its lock table."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, TypeVar

from django.db import connection, connections

from maitre.kernel.errors import MaitreError
from tests.patience import PATIENCE, until

T = TypeVar("T")


def together(acts: list[Callable[[], T]]) -> list[T | MaitreError]:
    """Let all begin at the same moment; what each gave, or the refusal it met. Any other error is raised here."""
    start = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | MaitreError:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            return act()
        except MaitreError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(PATIENCE) for future in [pool.submit(run, act) for act in acts]]


class Rival:
    """Somebody with a connection of their own, who acts in a thread until the server makes them wait."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._pid = self._pool.submit(self._connect).result(PATIENCE)

    @staticmethod
    def _connect() -> int:
        connection.ensure_connection()
        pid: int = connection.connection.info.backend_pid
        return pid

    def begins(self, act: Callable[[], T]) -> "Future[T]":
        """Start `act`, and come back once the server has it waiting for a lock of ours."""
        future = self._pool.submit(act)
        ours = _own_pid()
        if not until(lambda: ours in _blockers(self._pid) or future.done()):
            raise AssertionError("the rival neither waits for us nor ends")
        if future.done() and ours not in _blockers(self._pid):
            raise AssertionError(f"the rival did not have to wait: {future.exception() or future.result()}")
        return future


@contextmanager
def rival() -> Iterator[Rival]:
    with ThreadPoolExecutor(1) as pool:
        try:
            yield Rival(pool)
        finally:
            pool.submit(connections.close_all).result(PATIENCE)


def _own_pid() -> int:
    connection.ensure_connection()
    pid: int = connection.connection.info.backend_pid
    return pid


def _blockers(pid: int) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_blocking_pids(%s)", [pid])
        return list(cursor.fetchone()[0])

"""Who runs a home. One process at a time starts its PostgreSQL; others use it, and are waited for before it
stops.

Both are `flock` locks: the kernel frees them when a process dies, however it dies.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from maitre.kernel.errors import MaitreError


class Occupied(MaitreError):
    """Another process runs this home already."""

    code, status, title = "occupied", 409, "Already running"


@contextmanager
def occupy(home: Path) -> Iterator[None]:
    """Be the one that runs this home, or raise Occupied naming who is."""
    descriptor = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 20).decode(errors="replace").strip() or "unknown"
            raise Occupied(f"Maitre already runs in {home} (process {holder}). Stop it first.") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def visit(home: Path) -> Iterator[None]:
    """Say that this process uses the server that another one runs."""
    with _visitors(home, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Wait until nobody says so any more, and let nobody new say so meanwhile."""
    with _visitors(home, fcntl.LOCK_EX):
        yield


@contextmanager
def _visitors(home: Path, mode: int) -> Iterator[None]:
    descriptor = os.open(home / "visitors", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, mode)
        yield
    finally:
        os.close(descriptor)

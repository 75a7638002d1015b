"""Using the server of a home without knowing whether it runs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from maitre.product.launcher import address
from maitre.product.launcher.binaries import PostgresUnavailable
from maitre.product.launcher.cluster import private_folder
from maitre.product.launcher.occupancy import Occupied, alone, occupy, visit
from maitre.product.launcher.server import START_TIMEOUT, Server

PAUSE = 0.05


@contextmanager
def database(home: Path, *, binaries: Path | None = None, fsync: bool = True) -> Iterator[str]:
    """The DSN of a server that answers: the one another process runs here, or one of our own that stops
    afterwards (after the last other process that came to use it meanwhile)."""
    private_folder(home)
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end:
        with suppress(Occupied), occupy(home):
            yield from _own(home, binaries, fsync)
            return
        with visit(home):
            if Server(home).answers():
                yield address.dsn(home)
                return
        time.sleep(PAUSE)  # another process is just starting or stopping it
    raise PostgresUnavailable(f"Another process runs Maitre in {home}, but its database does not answer.")


def _own(home: Path, binaries: Path | None, fsync: bool) -> Iterator[str]:
    server = ensure(home, binaries=binaries, fsync=fsync)
    try:
        yield address.dsn(home)
    finally:
        with alone(home):
            server.stop()


def ensure(home: Path, *, binaries: Path | None = None, fsync: bool = True) -> Server:
    """A started server that answers. The caller occupies the home and stops it."""
    server = Server(home, binaries=binaries, fsync=fsync)
    try:
        server.start()
    except BaseException:
        server.stop()
        raise
    return server

"""Connections that wait for PostgreSQL to come back. A pool of its own would begin again after one second, then two,
then four: longer than PostgreSQL is away when the supervisor starts it again."""

import time
from typing import Any, Self

import psycopg

PATIENCE = 10.0  # seconds; after that a request fails
PAUSE = 0.05


class PatientConnection(psycopg.Connection[Any]):
    """Tries again until somebody answers. A wrong address is told after PATIENCE, in the log of the pool."""

    @classmethod
    def connect(cls, conninfo: str = "", **parameters: Any) -> Self:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return super().connect(conninfo, **parameters)
            except psycopg.OperationalError:
                if time.monotonic() >= end:
                    raise
            time.sleep(PAUSE)

"""Figures for Prometheus. Requests are counted by several web processes and shown as one sum, whichever of them is
asked; jobs and connections are read from the database when asked for.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPMethod
from pathlib import Path

import psycopg
from django.db import Error, connection

from maitre.product.environment import environment

FOLDER = environment.home / "run" / "metrics"
"""One file per web process and kind of figure; of this host only."""

# The library's only switch for counting in several processes, read when it is imported.
os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(FOLDER)

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest  # noqa: E402
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

CONTENT_TYPE = CONTENT_TYPE_LATEST
METHODS = frozenset(HTTPMethod)

_JOBS = "SELECT queue_name, status, count(*) FROM procrastinate_jobs GROUP BY 1, 2"
_CONNECTIONS = """
    SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1
"""

_registry = CollectorRegistry()  # not the library's own: in one process it would count everything twice
_requests = Counter("maitre_requests", "Requests answered", ["method", "route", "status"], registry=_registry)
_seconds = Histogram(
    "maitre_request_seconds",
    "Time until an answer began",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=_registry,
)


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request. Routes are patterns, never addresses: an address could hold anything, in any number."""
    method, route = method if method in METHODS else "other", f"/{route}" if route else "none"
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    _requests.labels(method, route, str(status)).inc()
    _seconds.labels(method, route).observe(seconds)


def text() -> bytes:
    """All figures of this host's web processes and of the database."""
    FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = CollectorRegistry()
    MultiProcessCollector(whole, path=str(FOLDER))  # type: ignore[no-untyped-call]
    whole.register(_Database())
    return generate_latest(whole)


def forget_the_dead() -> None:
    """When no process of an earlier run counts any more, begin at nought. While one does, the dead one's figures
    stay in the sum: a counter that went down would look like a burst of requests."""
    files = list(FOLDER.glob("*.db"))
    if not any(_lives(file) for file in files):
        for file in files:
            file.unlink(missing_ok=True)


def _lives(file: Path) -> bool:
    number = file.stem.rpartition("_")[2]
    with suppress(ProcessLookupError, ValueError):
        try:
            os.kill(int(number), 0)
        except PermissionError:
            return True
        return True
    return False


class _Database(Collector):
    """Figures that the database knows: waiting work and connections. Without it, only that it does not answer."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("maitre_jobs", "Jobs by lane and status", labels=["lane", "status"])
        sessions = GaugeMetricFamily("maitre_database_connections", "Connections by state", labels=["state"])
        answers = 1
        try:
            with connection.cursor() as cursor:
                cursor.execute(_JOBS)
                for lane, status, number in cursor.fetchall():
                    jobs.add_metric([lane, status], number)
                cursor.execute(_CONNECTIONS)
                for state, number in cursor.fetchall():
                    sessions.add_metric([state], number)
        except (Error, psycopg.Error):
            answers = 0
        yield GaugeMetricFamily("maitre_database_up", "Whether the database answers", value=answers)
        yield jobs
        yield sessions

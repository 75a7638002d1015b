"""How an installation says that it lives, that it can serve, and how it is doing: `/healthz`, `/readyz`, `/metrics`.

The three are answered before sessions, host names and sign-in, because a probe knows none of them. None tells
anything about records, people or secrets; `/metrics` is told on this machine or for a token all the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from time import perf_counter

import psycopg
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.crypto import constant_time_compare

from maitre.kernel.errors import NoRoom, Unavailable
from maitre.product import metrics
from maitre.product.environment import environment
from maitre.product.preparation import loopback
from maitre.product.web import FORWARDED
from maitre.shared.files import actions as files
from maitre.shared.jobs.rules import Lane
from maitre.shared.search.actions import records_left

OLDEST = {Lane.PAGING: 60.0, Lane.MAIL: 300.0, Lane.CLOCKS: 300.0, Lane.RULES: 300.0, Lane.BULK: 6 * 3600.0}
"""Seconds a job that is due may wait in its lane before the installation is not ready."""
HEARTBEAT = 30.0
"""Seconds without a sign of any worker."""

_LANES = """
    SELECT lane.name, extract(epoch FROM now() - coalesce(job.scheduled_at, event.at))::float
      FROM unnest(%s::text[]) AS lane(name)
      LEFT JOIN LATERAL (
           SELECT id, scheduled_at FROM procrastinate_jobs
            WHERE queue_name = lane.name AND status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
            ORDER BY id LIMIT 1) job ON true
      LEFT JOIN LATERAL (SELECT min(at) AS at FROM procrastinate_events WHERE job_id = job.id) event ON true
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be so before people are sent here; `says` never holds a secret."""

    name: str
    good: bool
    says: str


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nobody else, so a lost database does not get it killed."""
    return HttpResponse("alive\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


def ready(request: HttpRequest) -> HttpResponse:
    """Whether everything is there that serving takes, each by name."""
    checks = list(_checks())
    good = all(check.good for check in checks)
    body = {"ready": good, "checks": {each.name: {"good": each.good, "says": each.says} for each in checks}}
    return JsonResponse(body, status=200 if good else 503, headers={"Cache-Control": "no-store"})


def figures(request: HttpRequest) -> HttpResponse:
    """Everything countable, as Prometheus reads it: for this machine, and for who has the token."""
    if not _may_count(request):
        sentence = "Figures are told to this machine, and to who sends the token of MAITRE_METRICS_TOKEN.\n"
        return HttpResponse(
            sentence, status=403, content_type="text/plain", headers={"Cache-Control": "no-store"}
        )
    return HttpResponse(
        metrics.text(), content_type=metrics.CONTENT_TYPE, headers={"Cache-Control": "no-store"}
    )


def _may_count(request: HttpRequest) -> bool:
    if (token := environment.metrics_token) and constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {token}"
    ):
        return True
    return loopback(request.META["REMOTE_ADDR"]) and not request.META.get(FORWARDED)


urls = [
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
    path("metrics", figures, name="metrics"),
]

_PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": alive,
    "/readyz": ready,
    "/metrics": figures,
}


class Observed:
    """Answers probes at once, and counts and times every other request by its route."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        metrics.forget_the_dead()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if probe := _PROBES.get(request.path_info):
            return probe(request)
        began = perf_counter()
        response = self.get_response(request)
        route = request.resolver_match.route if request.resolver_match else ""
        metrics.observe(request.method or "", route, response.status_code, perf_counter() - began)
        return response


def _checks() -> Iterator[Check]:
    yield _files()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        yield Check("database", True, "answers")
        migrations = _migrations()
        yield migrations
        if migrations.good:
            yield _store()
            yield _worker()
            yield from _lanes()
            yield _search()
    except (Error, psycopg.Error):
        yield Check("database", False, "does not answer")


def _migrations() -> Check:
    missing = _known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
    says = f"{len(missing)} not applied: run `maitre migrate`" if missing else "applied"
    return Check("migrations", not missing, says)


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Those of this version: they cannot change while it runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _worker() -> Check:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM now() - max(last_heartbeat))::float FROM procrastinate_workers"
        )
        (age,) = cursor.fetchone()
    if age is None:
        return Check("worker", False, "none is running")
    return Check("worker", age <= HEARTBEAT, f"seen {age:.0f} s ago")


def _lanes() -> Iterator[Check]:
    with connection.cursor() as cursor:
        cursor.execute(_LANES, [[lane.value for lane in Lane]])
        for name, age in cursor.fetchall():
            waited = max(age or 0.0, 0.0)
            says = f"oldest due job waits for {waited:.0f} s" if age is not None else "nothing waits"
            yield Check(f"lane {name}", waited <= OLDEST[Lane(name)], says)


def _search() -> Check:
    """Searches are answered meanwhile; older records by the forms of the version that indexed them."""
    left = records_left()
    says = f"the index of the older {left} records is being brought up to date" if left else "up to date"
    return Check("search index", True, says)


def _files() -> Check:
    """Files can be kept."""
    try:
        files.probe()
    except NoRoom:
        return Check("files", False, "the file store is full")
    except Unavailable as error:
        cause = error.__cause__
        return Check("files", False, f"cannot be written: {getattr(cause, 'strerror', None) or 'no answer'}")
    return Check("files", True, "can be written")


def _store() -> Check:
    """The file store is the one that the database goes with, and so do all other homes."""
    try:
        files.refuse_other()
    except files.OtherStore:
        return Check("file store", False, "is not the one this database goes with: see the log of a start")
    except (NoRoom, Unavailable):
        return Check("file store", False, "does not answer")
    return Check("file store", True, "is the database's own")

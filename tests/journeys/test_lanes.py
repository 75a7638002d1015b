"""Lanes under load, and timers that outlive who keeps them: real worker processes, as `maitre worker` runs them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from maitre.operation.incident.actions import pause, resolve, take
from maitre.product.launcher import dsn
from maitre.product.worker import POLL
from maitre.shared.jobs.actions import later
from maitre.shared.jobs.rules import Lane
from maitre.shared.records.models import Entry
from tests.patience import PATIENCE, until

if TYPE_CHECKING:
    from tests.cast import Cast

WAITING = 100_000
OVERTAKEN = WAITING // 20
"""Jobs of the bulk lane that may be done before one in a lane of its own begins: a few seconds of theirs."""
HARMLESS = "access.forget_answers"
"""A job that is declared, and takes some milliseconds of the database when there is nothing to forget."""
TABLES = "procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers, procrastinate_events"

pytestmark = pytest.mark.django_db(transaction=True)


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or None)


@pytest.fixture(autouse=True)
def queue(db: None) -> Iterator[None]:
    """Empty before and after: these tables are none of Django's own, which it empties itself."""
    sql(f"TRUNCATE {TABLES} CASCADE")
    yield
    sql(f"TRUNCATE {TABLES} CASCADE")


@contextmanager
def worker(home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker process at this test's database, which has said that it lives."""
    database = str(connection.settings_dict["NAME"])
    environment = {**os.environ, "MAITRE_DATABASE_URL": dsn(home, database)}
    log = home / f"{database}.log"
    known = newest_worker()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "maitre", "worker"], env=environment, stdout=output, stderr=output
        )
    try:
        assert until(lambda: newest_worker() >= known + len(Lane) or process.poll() is not None)
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def newest_worker() -> int:
    """The number of the last that came to work; each lane of a process has one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM procrastinate_workers")
        (number,) = cursor.fetchone()
    return int(number)


def fill_the_bulk_lane() -> None:
    """As an import of a hundred thousand records would, in one statement."""
    sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)"
        " SELECT 'bulk', %s, 0, '{}', 'todo' FROM generate_series(1, %s)",
        HARMLESS,
        WAITING,
    )


def waiting(lane: Lane) -> int:
    return ProcrastinateJob.objects.filter(queue_name=lane, status="todo").count()


def begun(lane: Lane) -> bool:
    """Put a job on the lane, and wait until somebody took it. Which job does not matter, so it is the harmless one."""
    return taken_up(app.configure_task(HARMLESS, queue=lane).defer())


def taken_up(number: int) -> bool:
    return until(lambda: not ProcrastinateJob.objects.filter(pk=number, status="todo").exists())


def pages_to_put_one() -> int:
    """Pages of the database touched by putting one job."""
    with CaptureQueriesContext(connection) as asked:
        later(HARMLESS)
    [put] = [each["sql"] for each in asked if "procrastinate_defer" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + put.replace("%", "%%"))
        [[[told]]] = cursor.fetchall()
    return int(told["Plan"]["Shared Hit Blocks"] + told["Plan"]["Shared Read Blocks"])


def test_n73_a_hundred_thousand_jobs_in_bulk_delay_neither_mail_nor_clocks_nor_paging(home: Path) -> None:
    fill_the_bulk_lane()
    with worker(home):
        assert until(lambda: waiting(Lane.BULK) < WAITING - 20), "the bulk lane itself stands still"
        for lane in (Lane.PAGING, Lane.MAIL, Lane.CLOCKS):
            for _ in range(5):
                before = waiting(Lane.BULK)
                assert begun(lane)
                assert before - waiting(Lane.BULK) < OVERTAKEN, f"{lane} waited for the many"
        assert waiting(Lane.BULK) > WAITING // 2, "nothing waited any more, so nothing was shown"


def test_n73_a_job_that_nobody_was_called_for_is_found_all_the_same(home: Path) -> None:
    """The database calls a worker once. One that is just looking misses it, and must not sleep for long then."""
    assert POLL <= 2
    with worker(home):
        for _ in range(3):
            with transaction.atomic():
                sql("SET LOCAL session_replication_role = replica")  # so the trigger that calls stays silent
                number = app.configure_task(HARMLESS, queue=Lane.PAGING).defer()
            assert taken_up(number)


def test_n73_to_put_a_job_costs_the_same_however_many_wait() -> None:
    pages_to_put_one()
    empty = min(pages_to_put_one() for _ in range(10))
    fill_the_bulk_lane()
    full = min(pages_to_put_one() for _ in range(10))
    assert full <= 3 * empty, (empty, full)


def ten_minutes_pass() -> None:
    """Everything that a queue and a timer remember of time moves ten minutes back."""
    sql("UPDATE incident_incident SET wakes_at = wakes_at - interval '10 minutes' WHERE wakes_at IS NOT NULL")
    sql(
        "UPDATE incident_incident SET closes_at = closes_at - interval '10 minutes' WHERE closes_at IS NOT NULL"
    )
    sql("UPDATE procrastinate_periodic_defers SET defer_timestamp = defer_timestamp - 600")
    sql("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '10 minutes'")


def taken(record: int, verb: str) -> int:
    return Entry.objects.filter(record_id=record, verb=verb).count()


def test_n69_what_came_due_while_no_worker_lived_happens_exactly_once(home: Path, cast: "Cast") -> None:
    agnes = cast.actor("agnes")
    asleep, over = cast.incident("The lift waits for a part"), cast.incident("The till printed again")
    for incident in (asleep, over):
        take(incident, by=agnes)
    with worker(home) as keeper:
        soon = timezone.now() + timedelta(minutes=5)
        pause(asleep, by=agnes, reason="scheduled", wakes_at=soon, exactly=True, text="Until the part comes")
        resolve(over, by=agnes, code="fixed", cause="hardware", solution="New paper")
        sql("UPDATE incident_incident SET closes_at = %s WHERE record_id = %s", soon, over.pk)
        keeper.send_signal(signal.SIGKILL)
        keeper.wait(PATIENCE)
    assert (taken(asleep.pk, "resume"), taken(over.pk, "close")) == (0, 0)
    ten_minutes_pass()
    with worker(home), worker(home):  # two, as in a company: each would be glad to do it
        assert until(lambda: taken(asleep.pk, "resume") and taken(over.pk, "close"))
        assert until(lambda: waiting(Lane.CLOCKS) == 0)
    assert (taken(asleep.pk, "resume"), taken(over.pk, "close")) == (1, 1)


def test_n69_a_timer_whose_worker_died_in_the_midst_of_it_goes_off_exactly_once(
    home: Path, cast: "Cast"
) -> None:
    """The job was taken and its worker killed before it did anything: it is given back, not forgotten."""
    agnes = cast.actor("agnes")
    asleep = cast.incident("The lift waits for a part")
    take(asleep, by=agnes)
    soon = timezone.now() + timedelta(minutes=5)
    pause(asleep, by=agnes, reason="scheduled", wakes_at=soon, exactly=True, text="Until the part comes")
    later("workflow.wake_paused")
    sql(
        "WITH dead AS (INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id)"
        " UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead"
    )
    ten_minutes_pass()
    with worker(home):
        assert until(lambda: not ProcrastinateJob.objects.filter(queue_name=Lane.CLOCKS).exists())
    assert taken(asleep.pk, "resume") == 1

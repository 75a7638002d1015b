"""The worker process: one Procrastinate worker a lane, so that a long import never delays a page. What the
jobs do belongs to the rooms; which lane they take they say themselves."""

import asyncio
import logging
import signal
import time
from contextlib import suppress

from asgiref.sync import sync_to_async
from procrastinate import App
from procrastinate.exceptions import ConnectorException
from psycopg import OperationalError

from maitre.product.environment import environment
from maitre.product.installation import await_end_of, set_up
from maitre.shared.jobs.rules import Lane

CONCURRENCY = {Lane.MAIL: 2}  # jobs at once; one in the lanes not named
STALLED_AFTER = 30.0  # seconds without a heartbeat
RESCUE_EVERY = 10.0
HEARTBEAT = 5.0
POLL = 1.0  # seconds between looks without being called: a call that comes while one looks is lost (Procrastinate 3)
PAUSE = 0.2
GRACE = 8.0  # seconds a job gets to end when the process is told to stop

log = logging.getLogger(__name__)


def run(after: int | None = None) -> None:
    """Work until TERM or INT, not before `after` ends. When the database goes away and comes back, so do we: another
    process would first have to read the whole program again, just when everybody waits for the database."""
    if environment.database_direct_url:
        environment.assign(database_url=environment.database_direct_url)
    environment.assign(database_pool=0)
    set_up()
    await_end_of(after)
    from maitre.product.preparation import refuse_other_files

    while True:
        refuse_other_files()
        with suppress(ConnectorException, OperationalError):
            if asyncio.run(_lanes()):
                return
        log.warning("the worker lost its database; waiting for it")
        _await_database()


def _await_database() -> None:
    from django.db import OperationalError, connection

    while True:
        with suppress(OperationalError):
            connection.ensure_connection()
            connection.close()
            return
        time.sleep(PAUSE)


def connected() -> App:
    """Our application with connections of its own, which can listen."""
    from procrastinate.contrib.django import app as ours
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(ours.connector, DjangoConnector)  # noqa: S101 - a fact of our settings, for the type checker
    # Not replace_connector: a job that defers another must do so in its own Django transaction, through `ours`.
    return ours.with_connector(ours.connector.get_worker_connector())


async def _lanes() -> bool:
    """Run all lanes until one ends; whether that was because we were told to stop."""
    from django.db import connections

    # The timetable is kept through Django's connection of one thread for all loops, which may be a dead one.
    await sync_to_async(connections.close_all)()
    app = connected()
    async with app.open_async():
        tasks = [asyncio.create_task(_lane(app, lane), name=lane) for lane in Lane]
        tasks.append(asyncio.create_task(_rescue(app), name="rescue"))
        _stop_on_signals(tasks)
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    if any(task.cancelled() for task in done):
        return True
    for task in done:
        task.result()
    return False


async def _lane(app: App, lane: Lane) -> None:
    await app.run_worker_async(
        queues=[lane.value],
        name=lane.value,
        concurrency=CONCURRENCY.get(lane, 1),
        fetch_job_polling_interval=POLL,
        delete_jobs="successful",
        install_signal_handlers=False,
        update_heartbeat_interval=HEARTBEAT,
        stalled_worker_timeout=STALLED_AFTER,
        shutdown_graceful_timeout=GRACE,
    )


async def _rescue(app: App) -> None:
    while True:
        await rescue(app)
        await asyncio.sleep(RESCUE_EVERY)


async def rescue(app: App) -> None:
    """Give the jobs of dead workers back: they would otherwise wait for ever."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        log.warning("retrying %s: its worker is gone", job.task_name)
        await app.job_manager.retry_job(job)


def _stop_on_signals(tasks: list[asyncio.Task[None]]) -> None:
    def stop() -> None:
        for task in tasks:
            task.cancel()

    loop = asyncio.get_running_loop()
    for which in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(which, stop)

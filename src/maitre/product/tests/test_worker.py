"""Jobs whose worker died: the one thing Procrastinate leaves to us."""

import asyncio

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from maitre.product import worker
from maitre.shared.jobs.rules import Lane


def started(heartbeat_age: int) -> int:
    """A job that a worker has begun which was last heard of so many seconds ago."""
    number = app.configure_task("nobody.knows", allow_unknown=True, queue=Lane.BULK).defer()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat)"
            " values (now() - make_interval(secs => %s)) returning id",
            [heartbeat_age],
        )
        (owner,) = cursor.fetchone()
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where id = %s", [owner, number]
        )
    return number


async def rescue() -> None:
    connected = worker.connected()
    async with connected.open_async():
        await worker.rescue(connected)


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_worker_that_is_silent_for_half_a_minute_is_given_back_and_of_a_living_one_is_not() -> (
    None
):
    silent, living = started(heartbeat_age=31), started(heartbeat_age=5)
    asyncio.run(rescue())
    states = dict(ProcrastinateJob.objects.values_list("id", "status"))
    assert (states[silent], states[living]) == ("todo", "doing")

"""Jobs by name: each in its lane, asked for in the transaction of what caused it. That every name in the product is
declared is held by tests/architecture."""

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import connect

from maitre.shared.jobs.actions import declared, later
from maitre.shared.jobs.rules import Lane

NAME = "access.forget_answers"


def test_every_declared_job_is_known_to_the_worker_in_its_lane() -> None:
    assert declared()
    for name, lane in declared().items():
        assert app.tasks[name].queue == lane


def test_timers_never_wait_behind_bulk() -> None:
    """What makes something happen to a record at its time has the lane of clocks."""
    assert {declared()[name] for name in ("workflow.wake_paused", "workflow.close_resolved")} == {Lane.CLOCKS}


def test_an_unknown_name_is_refused_where_it_is_asked_for() -> None:
    with pytest.raises(LookupError, match=r"incident\.wake_paussed"):
        later("incident.wake_paussed")


@pytest.mark.django_db
def test_a_job_takes_the_lane_of_its_name_and_its_arguments() -> None:
    later(NAME, timestamp=7)
    [job] = ProcrastinateJob.objects.filter(task_name=NAME)
    assert (job.queue_name, job.args, job.status) == (Lane.BULK, {"timestamp": 7}, "todo")


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_asked_for_nothing() -> None:
    with transaction.atomic():
        later(NAME)
        assert ProcrastinateJob.objects.filter(task_name=NAME).exists()
        transaction.set_rollback(True)
    assert not ProcrastinateJob.objects.filter(task_name=NAME).exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_sees_a_job_before_what_caused_it_is_kept() -> None:
    """A worker that began sooner would look for a record that is not there yet."""
    elsewhere = connection.get_connection_params()
    count = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s"
    parameters = {name: elsewhere[name] for name in ("host", "port", "user", "dbname", "passfile")}
    with connect(**parameters) as other:
        with transaction.atomic():
            later(NAME)
            assert other.execute(count, [NAME]).fetchone() == (0,)
        assert other.execute(count, [NAME]).fetchone() == (1,)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s", [NAME])

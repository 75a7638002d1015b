"""What probes and Prometheus are told: with and without a database, workers, migrations and room for files."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings

from maitre.product import metrics
from maitre.product.environment import environment
from maitre.product.web import FORWARDED

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def worker() -> None:
    sql("INSERT INTO procrastinate_workers DEFAULT VALUES")


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def late(lane: str, age: str) -> None:
    sql(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
        f" VALUES ('{lane}', 'nothing', now() - interval '{age}')"
    )


def readiness(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["checks"]


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def lost(*_: object) -> None:
        raise OperationalError("connection to server at secret-host failed for user secret-user")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", lost)
        yield


def test_healthz_answers_without_a_database_to_a_stranger_with_any_host_name(
    client: Client, no_database: None
) -> None:
    client.cookies["sessionid"] = "anything"
    answer = client.get("/healthz", headers={"host": "10.1.2.3:8000"})
    assert (answer.status_code, answer.content) == (200, b"alive\n")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_an_installation_with_everything_is_ready(client: Client, worker: None) -> None:
    status, checks = readiness(client)
    assert (status, {name for name, each in checks.items() if not each["good"]}) == (200, set())
    assert checks.keys() >= {
        "database",
        "migrations",
        "worker",
        "files",
        "lane mail",
        "lane bulk",
        "lane paging",
    }


def test_without_a_database_it_is_not_ready_and_tells_no_secret(client: Client, no_database: None) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == {"good": False, "says": "does not answer"}
    assert b"secret" not in answer.content


def test_without_a_worker_it_is_not_ready(client: Client) -> None:
    sql("DELETE FROM procrastinate_workers")  # one that was killed in an earlier test stands there still
    assert readiness(client)[1]["worker"] == {"good": False, "says": "none is running"}


def test_a_worker_that_fell_silent_is_none(client: Client, worker: None) -> None:
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '31 s'")
    status, checks = readiness(client)
    assert (status, checks["worker"]) == (503, {"good": False, "says": "seen 31 s ago"})


def test_a_lane_in_which_a_due_job_waits_too_long_is_named(client: Client, worker: None) -> None:
    late("paging", "61 s")
    late("mail", "61 s")
    late("bulk", "-1 hour")
    status, checks = readiness(client)
    assert status == 503
    assert checks["lane paging"] == {"good": False, "says": "oldest due job waits for 61 s"}
    assert checks["lane mail"]["good"]
    assert checks["lane bulk"] == {"good": True, "says": "nothing waits"}


def test_a_job_deferred_just_now_is_no_delay(client: Client, worker: None) -> None:
    sql("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('paging', 'nothing')")
    assert readiness(client)[1]["lane paging"]["good"]


def test_tables_of_another_version_are_named(client: Client, worker: None) -> None:
    sql("DELETE FROM django_migrations WHERE app = 'declarations'")
    status, checks = readiness(client)
    assert status == 503
    assert checks["migrations"] == {"good": False, "says": "1 not applied: run `maitre migrate`"}


def test_a_file_store_that_cannot_be_written_is_named(client: Client, worker: None, folder: Path) -> None:
    folder.write_text("a file where the folder should be")
    status, checks = readiness(client)
    assert (status, checks["files"]["good"]) == (503, False)
    assert str(folder) not in str(checks)


def test_requests_are_counted_by_route_never_by_address(client: Client) -> None:
    for name in ("secret-1", "secret-2"):
        client.get(f"/{name}")
    client.generic("BREW", "/secret-3")
    client.get("/sign-in")
    told = client.get("/metrics").content.decode()
    assert "secret" not in told
    assert 'maitre_requests_total{method="GET",route="none",status="404"}' in told
    assert 'method="other"' in told
    assert 'maitre_request_seconds_count{method="GET",route="/sign-in"}' in told


def test_jobs_and_connections_are_told_as_the_database_has_them(client: Client) -> None:
    late("mail", "1 s")
    told = client.get("/metrics").content.decode()
    assert 'maitre_jobs{lane="mail",status="todo"} 1.0' in told
    assert 'maitre_database_connections{state="active"}' in told
    assert "maitre_database_up 1.0" in told


def test_without_a_database_requests_are_told_all_the_same(client: Client, no_database: None) -> None:
    told = client.get("/metrics").content.decode()
    assert "maitre_database_up 0.0" in told


def test_counts_of_several_processes_are_one_sum(client: Client) -> None:
    def count() -> float:
        lines = client.get("/metrics").content.decode().splitlines()
        mine = [
            line for line in lines if line.startswith('maitre_requests_total{method="GET",route="/elsewhere"')
        ]
        return sum(float(line.rpartition(" ")[2]) for line in mine)

    program = "from maitre.product import metrics; metrics.observe('GET', 'elsewhere', 200, 0.1)"
    before = count()
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program], check=True, env=os.environ.copy(), timeout=60)
    metrics.observe("GET", "elsewhere", 200, 0.1)
    assert count() == before + 3


def test_a_new_run_begins_at_nought_but_one_that_goes_on_keeps_its_dead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(metrics, "FOLDER", tmp_path)
    dead, alive = tmp_path / "counter_999999999.db", tmp_path / f"counter_{os.getpid()}.db"
    dead.touch()
    alive.touch()
    metrics.forget_the_dead()
    assert dead.exists()
    alive.unlink()
    metrics.forget_the_dead()
    assert not dead.exists()
    shutil.rmtree(tmp_path)
    metrics.forget_the_dead()


@pytest.mark.parametrize(
    ("sender", "forwarded", "token", "status"),
    [
        ("127.0.0.1", False, "", 200),
        ("::1", False, "", 200),
        ("127.0.0.1", True, "", 403),
        ("192.0.2.7", False, "", 403),
        ("192.0.2.7", False, "wrong", 403),
        ("192.0.2.7", True, "a token of operations", 200),
    ],
)
def test_figures_are_told_on_this_machine_or_for_the_token(
    client: Client, monkeypatch: pytest.MonkeyPatch, sender: str, forwarded: bool, token: str, status: int
) -> None:
    monkeypatch.setattr(environment, "metrics_token", "a token of operations")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    asked = {"REMOTE_ADDR": sender, FORWARDED: forwarded}
    assert client.get("/metrics", headers=headers, **asked).status_code == status  # type: ignore[arg-type]

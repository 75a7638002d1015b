"""`maitre up` as people run it: real processes, killed in every way they can be killed."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from maitre.product.launcher import address, dsn
from tests.patience import PATIENCE, until


class Running:
    """One `maitre up` and what can be seen of it from outside."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self.home = home
        self.output = home.with_suffix(".out")
        command = [sys.executable, "-m", "maitre", "up", "--port", "0", "--home", str(home), *arguments]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, cwd=home.parent)
        self.url = ""

    def said(self) -> str:
        return self.output.read_text()

    def ready(self) -> "Running":
        found = until(lambda: re.search(r"Maitre is ready: (\S+)", self.said()) or self.process.poll())
        assert isinstance(found, re.Match), self.said()
        self.url = found[1]
        return self

    def family(self) -> dict[int, str]:
        """Every living process of this home, with its command line; the supervisor left out."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                environ, line = (entry / "environ").read_bytes(), (entry / "cmdline").read_bytes()
                if (
                    f"MAITRE_HOME={self.home}\0".encode() in environ
                    and line
                    and int(entry.name) != self.process.pid
                ):
                    found[int(entry.name)] = line.replace(b"\0", b" ").decode()
        return found

    def one(self, word: str) -> int:
        """The process whose command line has that word."""
        return next(number for number, line in self.family().items() if re.search(word, line))

    def answers(self, path: str = "/readyz") -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(self.url + path, timeout=PATIENCE).status_code == 200
        return False


@contextmanager
def up(home: Path, *arguments: str) -> Iterator[Running]:
    running = Running(home, *arguments)
    try:
        yield running
    finally:
        running.process.terminate()
        running.process.wait(PATIENCE)


@pytest.fixture(scope="module")
def maitre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One installation that most tests here hurt in turn; each waits until it is well again."""
    with up(tmp_path_factory.mktemp("two-commands") / "home", "--no-demo") as running:
        yield running.ready()


def test_it_says_where_it_is_when_it_answers_and_not_before(maitre: Running) -> None:
    assert maitre.url.startswith("http://127.0.0.1:")
    assert until(maitre.answers)  # the worker reports a moment later
    words = " ".join(maitre.family().values())
    assert all(part in words for part in ("maitre web", "maitre worker", "postgres -D"))


def test_it_tells_no_stranger_what_it_is_made_of(maitre: Running) -> None:
    headers = httpx.get(maitre.url + "/healthz").headers
    assert "waitress" not in str(headers).lower()
    assert "server" not in headers


def test_a_killed_web_process_is_replaced_and_nobody_is_turned_away(maitre: Running) -> None:
    victim = maitre.one("maitre web")
    os.kill(victim, signal.SIGKILL)
    for _ in range(20):
        assert httpx.get(maitre.url + "/healthz", timeout=PATIENCE).status_code == 200
    assert until(lambda: _count(maitre, "maitre web") >= 2 and victim not in maitre.family())


def test_a_killed_worker_is_replaced(maitre: Running) -> None:
    victim = maitre.one("maitre worker")
    os.kill(victim, signal.SIGKILL)
    assert until(lambda: _count(maitre, "maitre worker") == 1 and victim not in maitre.family())


def test_a_killed_postmaster_under_load_is_back_and_nothing_acknowledged_is_lost(
    maitre: Running,
) -> None:
    with psycopg.connect(dsn(maitre.home)) as connection:
        connection.execute("create table acknowledged (number bigint primary key)")
    kept: list[int] = []
    over = threading.Event()
    writers = [threading.Thread(target=_write, args=(maitre.home, lane, kept, over)) for lane in range(4)]
    for writer in writers:
        writer.start()
    for _ in range(3):
        assert until(_more(kept, 100))
        victim = _postmaster(maitre.home)
        os.kill(victim, signal.SIGKILL)
        assert until(_another(maitre.home, victim))
        assert until(_more(kept, 4))
        assert until(maitre.answers)
    over.set()
    for writer in writers:
        writer.join()
    with psycopg.connect(dsn(maitre.home)) as connection:
        found = {number for (number,) in connection.execute("select number from acknowledged")}
    assert set(kept) <= found


def test_after_all_that_the_worker_still_works_and_has_not_begun_again_and_again(maitre: Running) -> None:
    """Follows the killed postmasters above: each may cost it a beginning or two."""
    with psycopg.connect(dsn(maitre.home), autocommit=True) as connection:
        job = "insert into procrastinate_jobs (queue_name, task_name) values ('bulk', 'unknown') returning id"
        (number,) = connection.execute(job).fetchone()
        question = "select status from procrastinate_jobs where id = %s"
        assert until(lambda: connection.execute(question, [number]).fetchone() == ("failed",))
    assert maitre.said().count("lost its database") <= 9


def test_forty_slow_bodies_at_once_keep_nobody_else_waiting(maitre: Running) -> None:
    place = ("127.0.0.1", int(maitre.url.rpartition(":")[2]))
    slow = [socket.create_connection(place) for _ in range(40)]
    try:
        for each in slow:
            each.sendall(b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n{")
        for _ in range(20):  # none of the forty ever ends, so an answer that waited for one would not come
            assert httpx.get(maitre.url + "/healthz", timeout=PATIENCE).status_code == 200
    finally:
        for each in slow:
            each.close()


def test_a_body_that_is_far_too_large_is_refused_before_it_is_sent(maitre: Running) -> None:
    place = ("127.0.0.1", int(maitre.url.rpartition(":")[2]))
    with socket.create_connection(place, timeout=PATIENCE) as client:
        client.sendall(b"POST /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99000000\r\n\r\n{")
        assert client.recv(100).startswith(b"HTTP/1.1 413")


def test_a_second_one_in_the_same_home_is_refused_with_a_sentence(maitre: Running) -> None:
    second = Running(maitre.home)
    assert second.process.wait(PATIENCE) == 1
    assert f"Maitre already runs in {maitre.home} (process {maitre.process.pid})" in second.said()
    assert "Traceback" not in second.said()
    assert maitre.answers()


def test_a_command_uses_the_database_that_is_running(maitre: Running) -> None:
    before = _postmaster(maitre.home)
    done = subprocess.run(
        [sys.executable, "-m", "maitre", "--home", str(maitre.home), "migrate"], timeout=PATIENCE
    )
    assert done.returncode == 0
    assert _postmaster(maitre.home) == before


def test_two_homes_run_side_by_side_and_a_second_start_keeps_the_data(
    maitre: Running, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(maitre.home / "static", home / "static")  # compressing them again proves nothing here
    with up(home, "--no-demo") as other:
        other.ready()
        assert other.url != maitre.url
        assert until(other.answers)
        assert maitre.answers()
        with psycopg.connect(dsn(home)) as connection:
            connection.execute("create table kept as select 42 as number")
    assert not other.family(), "TERM must leave no process behind"
    assert other.process.returncode == 0
    with up(home, "--no-demo") as again:
        again.ready()
        with psycopg.connect(dsn(home)) as connection:
            assert connection.execute("select number from kept").fetchone() == (42,)
        again.process.kill()
        again.process.wait(PATIENCE)
        assert until(lambda: not again.family()), again.family()
    with up(home, "--no-demo") as healed:  # and what was killed starts again
        assert until(healed.ready().answers)


def test_a_port_in_use_is_said_in_one_sentence(maitre: Running, tmp_path: Path) -> None:
    port = maitre.url.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "maitre", "up", "--port", port, "--home", str(tmp_path / "home")],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"Port {port} on 127.0.0.1 is in use" in done.stderr


def test_told_to_stop_while_it_starts_it_leaves_nothing(tmp_path: Path) -> None:
    with up(tmp_path / "home", "--no-demo") as running:
        assert until(lambda: any("prepare" in line for line in running.family().values()))
    assert running.process.returncode == 0
    assert not running.family()


def _count(running: Running, word: str) -> int:
    return sum(word in line for line in running.family().values())


def _more(kept: list[int], number: int) -> Callable[[], bool]:
    """Whether that many have come since now."""
    before = len(kept)
    return lambda: len(kept) > before + number


def _another(home: Path, victim: int) -> Callable[[], bool]:
    """Whether a postmaster that is not the victim takes connections."""

    def see() -> bool:
        with suppress(OSError, IndexError, psycopg.OperationalError):
            if _postmaster(home) != victim:
                psycopg.connect(dsn(home)).close()
                return True
        return False

    return see


def _postmaster(home: Path) -> int:
    return int((address.data(home, 18) / "postmaster.pid").read_text().split()[0])


def _write(home: Path, lane: int, kept: list[int], over: threading.Event) -> None:
    """Insert numbers of its own; what the server has acknowledged goes into `kept`."""
    number = lane
    while not over.is_set():
        with suppress(psycopg.OperationalError), psycopg.connect(dsn(home), autocommit=True) as connection:
            while not over.is_set():
                number += 4
                connection.execute("insert into acknowledged values (%s)", [number])
                kept.append(number)
        over.wait(0.02)

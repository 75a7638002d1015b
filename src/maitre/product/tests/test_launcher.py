"""The embedded PostgreSQL, with real servers in throw-away homes."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from maitre.product.launcher import Occupied, PostgresUnavailable, Server, address, database, identity, occupy
from maitre.product.launcher import server as server_module
from maitre.product.launcher.orphans import of

root_only = pytest.mark.skipif(os.getuid() != 0, reason="only root changes identity")


@contextmanager
def running(home: Path) -> Iterator[Server]:
    server = Server(home, fsync=False)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def ask(home: Path, question: str) -> object:
    with psycopg.connect(address.dsn(home)) as connection:
        return connection.execute(question).fetchone()[0]  # type: ignore[arg-type,index]


def test_a_new_database_is_utf8_sorted_by_code_point_and_reached_by_password_over_a_socket_only(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    with database(home, fsync=False) as dsn:
        assert ask(home, "select datlocale from pg_database where datname = 'maitre'") == "C.UTF-8"
        assert ask(home, "show server_encoding") == "UTF8"
        assert ask(home, "show listen_addresses") == ""
        assert ask(home, "show jit") == "off"
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(dsn, passfile="/dev/null", password="guessed")
    assert stat.S_IMODE(address.passfile(home).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_outside_of_tests_what_is_committed_is_on_disk(tmp_path: Path) -> None:
    with database(tmp_path / "home"):
        assert ask(tmp_path / "home", "show fsync") == "on"
        assert ask(tmp_path / "home", "show synchronous_commit") == "on"


def test_no_folder_above_the_home_changes_its_permissions_and_a_closed_one_stays_closed(
    tmp_path: Path,
) -> None:
    above = tmp_path / "closed"
    above.mkdir(mode=0o700)
    before = [(folder, folder.stat().st_mode, folder.stat().st_uid) for folder in (above, *above.parents)]
    with database(above / "home", fsync=False):
        assert ask(above / "home", "select 1") == 1
    assert [(folder, folder.stat().st_mode, folder.stat().st_uid) for folder, _, _ in before] == before


@root_only
def test_where_namespaces_are_forbidden_root_uses_an_account_and_the_home_stays_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "closed" / "home"
    home.parent.mkdir(mode=0o700)
    monkeypatch.setattr(identity, "works", lambda text: text.startswith("account:"))
    with running(home) as server:
        status = Path(f"/proc/{server.pid}/status").read_text()
        assert "\nUid:\t0\t" not in status
        assert server.data.stat().st_uid != 0
        assert ask(home, "select 1") == 1
    monkeypatch.undo()
    with running(home) as server:  # a namespace works now, but the files belong to the account
        assert server.data.stat().st_uid != 0
        assert ask(home, "select 1") == 1
    assert stat.S_IMODE(home.parent.stat().st_mode) == 0o700


def test_a_home_whose_path_is_too_long_for_a_socket_gets_a_short_private_folder(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 25) / "home"
    with database(home, fsync=False):
        folder = address.socket_folder(home)
        assert folder.parent == Path("/tmp")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert ask(home, "select 1") == 1
    assert not folder.exists()


def test_a_socket_folder_that_others_may_enter_is_refused(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 25) / "home"
    folder = address.socket_folder(home)
    folder.mkdir()
    folder.chmod(0o777)
    try:
        with pytest.raises(PostgresUnavailable, match="not private"), database(home):
            pass
    finally:
        shutil.rmtree(folder)


def test_a_killed_postmaster_leaves_orphans_that_the_next_start_ends(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    with running(home) as server:
        with psycopg.connect(address.dsn(home), autocommit=True) as connection:
            connection.execute("create table kept (number int)")
            connection.execute("insert into kept values (7)")
        busy = threading.Thread(target=_busy, args=(home,))
        busy.start()
        assert server.pid
        while ask(home, "select count(*) from pg_stat_activity where query like '%generate_series%'") != 2:
            pass
        os.kill(server.pid, signal.SIGKILL)
        while server.running:
            pass
        orphans = set(of(server.data))
        assert orphans, "the busy backend should have survived its postmaster"
        server.launch(patience=0.0)
        server.wait()
        assert not orphans & set(of(server.data)), "they would have gone on for hours"
        assert ask(home, "select number from kept") == 7
        busy.join()


def _busy(home: Path) -> None:
    with pytest.raises(psycopg.OperationalError), psycopg.connect(address.dsn(home)) as connection:
        connection.execute("select count(*) from generate_series(1, 10000000000)")


def test_a_lock_file_of_a_process_that_is_gone_does_not_stop_the_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running(home) as server:
        data = server.data
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n0\n5432\n\n\n")  # the number is ours now
    with running(home):
        assert ask(home, "select 1") == 1


def test_data_of_another_major_version_is_refused_and_not_hidden_behind_a_new_database(
    tmp_path: Path,
) -> None:
    (tmp_path / "home" / "postgres" / "15").mkdir(parents=True)
    with pytest.raises(PostgresUnavailable, match="data of PostgreSQL 15"), database(tmp_path / "home"):
        pass


def test_programs_that_are_missing_or_too_old_are_named(tmp_path: Path) -> None:
    with pytest.raises(PostgresUnavailable, match="no PostgreSQL program 'postgres'"):
        Server(tmp_path / "home", binaries=tmp_path).start()
    for name in ("postgres", "initdb"):
        (tmp_path / name).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.2'\n")
        (tmp_path / name).chmod(0o755)
    with pytest.raises(PostgresUnavailable, match=r"needs PostgreSQL 16 or later.*14\.2"):
        Server(tmp_path / "home", binaries=tmp_path).start()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with running(tmp_path / "home") as server:
        data = server.data
    (data / "global" / "pg_control").unlink()
    with pytest.raises(PostgresUnavailable, match="pg_control"):
        Server(tmp_path / "home").start()


def test_a_home_is_run_by_one_process_and_the_second_is_told_which(tmp_path: Path) -> None:
    with (
        occupy(tmp_path),
        pytest.raises(Occupied, match=f"already runs in .*process {os.getpid()}"),
        occupy(tmp_path),
    ):
        pass


def test_a_command_that_came_second_keeps_the_database_until_it_is_done(tmp_path: Path) -> None:
    home = tmp_path / "home"
    program = (
        "import sys, psycopg; from pathlib import Path; from maitre.product.launcher import database\n"
        "with database(Path(sys.argv[1])) as dsn:\n"
        "    print('in', flush=True); sys.stdin.readline()\n"
        "    print(psycopg.connect(dsn).execute('select 41 + 1').fetchone()[0])\n"
    )
    with database(home, fsync=False):
        second = subprocess.Popen(
            [sys.executable, "-c", program, str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert second.stdout is not None
        assert second.stdout.readline() == "in\n"
        threading.Timer(
            0.3, lambda: second.stdin and (second.stdin.write("\n"), second.stdin.flush())
        ).start()
    assert second.communicate()[0] == "42\n"


def test_the_log_of_the_server_does_not_grow_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "LOG_LIMIT", 100)
    home = tmp_path / "home"
    for _ in range(3):
        with running(home):
            pass
    assert sorted(path.name for path in (home / "log").iterdir()) == ["postgresql.log", "postgresql.log.1"]

"""One running embedded PostgreSQL: start, notice its death, stop. Who may start it is decided in
occupancy.py."""

import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from psycopg import sql

from maitre.product.launcher import address, cluster, orphans
from maitre.product.launcher.binaries import Binaries, PostgresUnavailable, find
from maitre.product.launcher.identity import Identity, bound, choose

START_TIMEOUT = 120.0  # seconds; recovery after a crash replays at most max_wal_size
STOP_TIMEOUT = 20.0
LEFTOVER_PATIENCE = (
    3.0  # seconds; ended then, it replays what it had not written down: mostly sooner than it writes
)
PAUSE = 0.02
LOG_LIMIT = 10 * 2**20  # bytes


class Server:
    """The PostgreSQL of `home`. Not safe to start from a thread: the kernel ties it to the thread that
    does."""

    def __init__(self, home: Path, *, binaries: Path | None = None, fsync: bool = True) -> None:
        self.home = home
        self.fsync = fsync
        self._chosen = binaries
        self._process: subprocess.Popen[bytes] | None = None
        self._log_start = 0
        self._found: tuple[Binaries, Identity] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def data(self) -> Path:
        return address.data(self.home, self._prepared()[0].major)

    def forget(self) -> None:
        """Its death has been noted; launch() may follow."""
        self._process = None

    def start(self) -> None:
        """Make the data folder if there is none, clear what a crash left, start, and wait until it
        answers."""
        self.launch()
        self.wait()

    def launch(self, *, patience: float = LEFTOVER_PATIENCE) -> None:
        """Start without waiting. Processes left over from before get `patience` seconds to go by
        themselves."""
        binaries, identity = self._prepared()
        orphans.end(self.data, patience=patience)
        cluster.configure(self.home, binaries, identity, fsync=self.fsync)
        with _rotated(address.log(self.home)).open("ab") as log:
            self._log_start = log.tell()
            self._process = subprocess.Popen(  # noqa: S603
                bound([binaries.program("postgres"), "-D", str(self.data)], signal.SIGINT, identity.text),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the supervisor only, which stops things in order
            )

    def wait(self) -> None:
        end = time.monotonic() + START_TIMEOUT
        while not self._ready():
            if not self.running:
                raise PostgresUnavailable(
                    f"PostgreSQL did not start: {_last_words(address.log(self.home), self._log_start)}"
                )
            if time.monotonic() > end:
                self.stop()
                raise PostgresUnavailable(f"PostgreSQL did not answer within {START_TIMEOUT:.0f} seconds.")
            time.sleep(PAUSE)

    def answers(self) -> bool:
        """Whether it takes connections to our database."""
        try:
            psycopg.connect(address.dsn(self.home)).close()
        except psycopg.OperationalError:
            return False
        return True

    def _ready(self) -> bool:
        """Whether it takes connections; a new cluster gets our database."""
        try:
            with psycopg.connect(address.dsn(self.home, "postgres"), autocommit=True) as connection:
                known = connection.execute(
                    "select 1 from pg_database where datname = %s", [address.DATABASE]
                ).fetchone()
                if not known:
                    connection.execute(sql.SQL("create database {}").format(sql.Identifier(address.DATABASE)))
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        """End all sessions, write everything down, go. Without an answer in time, as after a crash: nothing
        is lost."""
        if self._found is None:
            return
        for which, patience in ((signal.SIGINT, STOP_TIMEOUT), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            if self._process and self.running:
                self._process.send_signal(which)
                try:
                    self._process.wait(patience)
                except subprocess.TimeoutExpired:
                    continue
        orphans.end(self.data)
        if address.socket_folder(self.home).parent != self.home:
            with suppress(OSError):
                address.socket_folder(self.home).rmdir()
        self._found = self._process = None

    def _prepared(self) -> tuple[Binaries, Identity]:
        """Programs, identity and folders, made once."""
        if self._found is None:
            binaries = find(self._chosen)
            cluster.private_folder(self.home)
            cluster.refuse_other_major(self.home, binaries)
            data = address.data(self.home, binaries.major)
            identity = choose(data)
            cluster.private_folder(address.clusters(self.home))
            identity.own(address.clusters(self.home))
            cluster.socket_folder(self.home, identity)
            cluster.private_folder(address.log(self.home).parent)
            if not data.exists():
                cluster.initialise(self.home, binaries, identity)
            self._found = binaries, identity
        return self._found


def _rotated(log: Path) -> Path:
    """Keep one older file when the log has grown large; checked at each start, PostgreSQL says little in
    between."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    return log


def _last_words(log: Path, since: int) -> str:
    """What it wrote after that many bytes, as one line: the complaints if there are any."""
    lines = log.read_bytes()[since:].decode(errors="replace").splitlines()
    telling = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "ERROR", "HINT"))]
    return " ".join(telling or lines[-3:]) or "it said nothing"

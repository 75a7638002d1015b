"""The installation under test: `maitre up` as an operator starts it, in a home of its own, and its processes as /proc
has them. Nothing of the environment of whoever runs the soak reaches it but the path of PostgreSQL."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg

from bench.processes import PROC, children
from bench.server import free_port
from maitre.product.launcher import address, binaries, dsn

PROJECT = Path(__file__).parents[1]
STARTS_WITHIN = 120.0
LAST_WORDS = 800
STOPS_WITHIN = 40.0
PAUSE = 0.02


class Failed(Exception):
    """The installation did not do what the soak needs; the sentence says what."""


class Installation:
    def __init__(self, home: Path, **settings: str) -> None:
        """`settings` are environment variables of its own."""
        self.home = home
        self._settings = settings
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.said = home.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def postgres_bin(self) -> Path | None:
        given = os.environ.get("MAITRE_POSTGRES_BIN")
        return Path(given) if given else None

    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("MAITRE_") or name == "MAITRE_POSTGRES_BIN"
        }
        return {
            **kept,
            **self._settings,
            "MAITRE_HOME": str(self.home),
            "PYTHONPATH": f"{PROJECT}{os.pathsep}{PROJECT / 'src'}",
        }

    def start(self) -> None:
        """Come back when it says that it is ready. From its own folder: a `.env` of ours is not its own."""
        before = self.said.stat().st_size if self.said.exists() else 0
        command = [sys.executable, "-m", "maitre", "up", "--no-demo", "--port", str(self.port)]
        with self.said.open("ab") as log:
            self._process = subprocess.Popen(
                command, env=self.environment(), cwd=self.home.parent, stdout=log, stderr=log
            )
        end = time.monotonic() + STARTS_WITHIN
        while not re.search(rb"Maitre is ready", self.said.read_bytes()[before:]):
            if self._process.poll() is not None or time.monotonic() > end:
                raise Failed(f"It did not start: {self.said.read_text()[-LAST_WORDS:]}")
            time.sleep(PAUSE)

    def stop(self) -> None:
        """TERM, and everything below it is gone."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise Failed(f"It did not stop within {STOPS_WITHIN:.0f} seconds.") from None

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """A command of ours beside it, in the same home."""
        return subprocess.run(
            [sys.executable, "-m", *command],
            env=self.environment(),
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def supervisor(self) -> int:
        assert self._process is not None
        return self._process.pid

    def pid_of(self, part: str) -> int | None:
        """A process of that part now: supervisor, postmaster, web or worker."""
        found = self.pids_of(part)
        return found[0] if found else None

    def pids_of(self, part: str) -> list[int]:
        if part == "supervisor":
            return [self.supervisor]
        if part == "postmaster":
            return self._postmaster()
        found = []
        for pid in sorted(children(self.supervisor)):
            with suppress(OSError):
                if f"\0{part}\0".encode() in (PROC / str(pid) / "cmdline").read_bytes():
                    found.append(pid)
        return found

    def _postmaster(self) -> list[int]:
        data = address.data(self.home, binaries.find(self.postgres_bin).major)
        with suppress(OSError, IndexError, ValueError):
            return [int((data / "postmaster.pid").read_text().split()[0])]
        return []

    def database_answers(self) -> bool:
        try:
            psycopg.connect(dsn(self.home)).close()
        except psycopg.OperationalError:
            return False
        return True

    def reap(self) -> None:
        """The supervisor was killed: wait until everything below it is gone as well."""
        assert self._process is not None
        self._process.wait(STOPS_WITHIN)

    def kill(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

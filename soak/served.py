"""One installation served by upload_server, whose web process is killed and followed by another."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from soak.installation import PROJECT


class Served:
    """`pid` is the process that answers now."""

    def __init__(self, environment: Mapping[str, str], files: Path, said: Path) -> None:
        self.files = files
        self._bound = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._bound.getsockname()[1]}"
        os.set_inheritable(self._bound.fileno(), True)
        with said.open("ab") as log:
            self._forking = subprocess.Popen(
                [sys.executable, "-m", "soak.upload_server", str(self._bound.fileno())],
                env=dict(environment),
                cwd=PROJECT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                pass_fds=(self._bound.fileno(),),
                text=True,
            )
        self.pid = self._another()

    def begin(self, step: str = "") -> None:
        """Have another in its place, which dies at that step of writing a file."""
        self.end()
        self.pid = self._another(step)

    @property
    def is_gone(self) -> bool:
        return not Path(f"/proc/{self.pid}").exists()

    def end(self) -> None:
        """Kill who answers."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        self.end()
        assert self._forking.stdin is not None
        self._forking.stdin.close()
        self._forking.wait(30)
        self._bound.close()

    def drafts(self) -> set[Path]:
        """Files that are being written at this moment, and what was left of those that were."""
        folder = self.files / "drafts"
        return set(folder.iterdir()) if folder.is_dir() else set()

    def _another(self, step: str = "") -> int:
        assert self._forking.stdin is not None
        assert self._forking.stdout is not None
        self._forking.stdin.write(f"{step}\n")
        self._forking.stdin.flush()
        return int(self._forking.stdout.readline())


@contextmanager
def served(environment: Mapping[str, str], files: Path, said: Path) -> Iterator[Served]:
    """What it says on standard error goes to `said`."""
    made = Served(environment, files, said)
    try:
        yield made
    finally:
        made.close()

"""One process that should always run: starting it, and starting it again, not too eagerly."""

import signal
import subprocess
import sys
import time

from maitre.product.launcher.identity import bound

SETTLED = 10.0  # seconds a process must live for its next death to count as the first
LONGEST_PAUSE = 15.0
FIRST_PAUSE = 0.25


class Pauses:
    """How long to wait before the next start: not at all after the first death, then doubling."""

    def __init__(self) -> None:
        self.deaths = 0
        self._started = 0.0
        self.due = 0.0

    def started(self) -> None:
        self._started = time.monotonic()

    def died(self) -> None:
        """Note a death; `due` becomes the moment of the next start."""
        now = time.monotonic()
        self.deaths = 1 if now - self._started >= SETTLED else self.deaths + 1
        pause = 0.0 if self.deaths == 1 else min(FIRST_PAUSE * 2 ** (self.deaths - 2), LONGEST_PAUSE)
        self.due = now + pause

    @property
    def over(self) -> bool:
        return time.monotonic() >= self.due


class Child:
    """A process of ours (`maitre ARGUMENTS`) that dies with us."""

    def __init__(self, name: str, *arguments: str, inherits: tuple[int, ...] = ()) -> None:
        self.name = name
        self.pauses = Pauses()
        self._arguments = arguments
        self._inherits = inherits
        self._process: subprocess.Popen[str] | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def status(self) -> int | None:
        """Exit status of the last one that ended; negative is a signal."""
        return self._process.returncode if self._process else None

    def start(self, *, output: int | None = None) -> None:
        command = [sys.executable, "-m", "maitre", *self._arguments]
        self._process = subprocess.Popen(  # noqa: S603
            bound(command, signal.SIGKILL),
            stdin=subprocess.DEVNULL,
            stdout=output,
            pass_fds=self._inherits,
            start_new_session=True,
            text=True,
        )
        self.pauses.started()

    def forget(self) -> None:
        """Its death has been noted."""
        self._process = None

    def finish(self) -> list[str]:
        """Wait until it has ended by itself; the lines it said on `output=PIPE`."""
        assert self._process is not None  # noqa: S101 - called after start
        said, _ = self._process.communicate()
        return said.splitlines()

    def send(self, which: signal.Signals) -> None:
        if self._process and self.running:
            self._process.send_signal(which)

    def wait(self, until: float) -> bool:
        """Whether it has ended before that moment of time.monotonic()."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(until - time.monotonic(), 0.0))
        except subprocess.TimeoutExpired:
            return False
        return True

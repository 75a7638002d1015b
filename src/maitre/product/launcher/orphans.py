"""What is left of a PostgreSQL whose first process died: its other processes, and its lock file.

PostgreSQL refuses to start while one of them holds the shared memory, and they may take most of a minute to
notice. Found by their working folder, which is the data folder (a zombie has none). Collecting them is for
whoever inherited them. Where there is no /proc nothing is found and PostgreSQL
itself decides.
"""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

GENTLY = 1.0  # seconds between SIGQUIT and SIGKILL
PAUSE = 0.01


def of(data: Path) -> list[int]:
    """Process ids that work in the data folder."""
    folder = data.resolve()
    numbers = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [number for number in numbers if _works_in(folder, number)]


def end(data: Path, *, patience: float = 0.0) -> int:
    """Wait `patience` seconds for them to go by themselves, then end them; returns how many had to be ended."""
    left = stubborn = _remaining(data, of(data), patience)
    for which in (signal.SIGQUIT, signal.SIGKILL):
        for number in left:
            _send(number, which)
        left = _remaining(data, left, GENTLY)
    if not left:
        # Its process is gone, and another may have got the same number (always so after a container restarts).
        (data / "postmaster.pid").unlink(missing_ok=True)
    return len(stubborn)


def _remaining(data: Path, numbers: list[int], patience: float) -> list[int]:
    """Those that still work there when patience ends, at once when there are none. Looks at these only: no new ones
    come without their first process, and reading all of /proc again and again would slow down a busy machine."""
    folder, end_at = data.resolve(), time.monotonic() + patience
    while left := [number for number in numbers if _works_in(folder, number)]:
        if time.monotonic() >= end_at:
            return left
        time.sleep(PAUSE)
    return []


def _works_in(folder: Path, number: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{number}/cwd").readlink() == folder
    return False


def _send(number: int, which: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, which)

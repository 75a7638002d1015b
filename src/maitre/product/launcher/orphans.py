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
    found, folder = [], data.resolve()
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                found.append(int(entry.name))
    return found


def end(data: Path, *, patience: float = 0.0) -> int:
    """Wait `patience` seconds for them to go by themselves, then end them; returns how many had to be
    ended."""
    _gone(data, patience)
    left = of(data)
    for number in left:
        _send(number, signal.SIGQUIT)
    if left and not _gone(data, GENTLY):
        for number in of(data):
            _send(number, signal.SIGKILL)
        _gone(data, GENTLY)
    if not of(data):
        # Its process is gone, and another may have got the same number (always so after a container
        # restarts).
        (data / "postmaster.pid").unlink(missing_ok=True)
    return len(left)


def _gone(data: Path, patience: float) -> bool:
    end_at = time.monotonic() + patience
    while of(data):
        if time.monotonic() >= end_at:
            return False
        time.sleep(PAUSE)
    return True


def _send(number: int, which: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(number, which)

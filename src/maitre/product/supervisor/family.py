"""What the operating system knows about our children: inheriting orphans, finding and collecting them. Linux
only; elsewhere orphans go to the system and nothing is found."""

import ctypes
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36


def become_subreaper() -> None:
    """From now on, a process whose parent dies beneath us becomes our child instead of init's."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def children() -> set[int]:
    """Process ids of our children, the dead but uncollected included."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(entry.read_text().rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(entry.parent.name))
    return found


def end_strangers(known: set[int]) -> None:
    """End and collect children that we did not start: what a dead child of ours left behind."""
    for number in children() - known:
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)

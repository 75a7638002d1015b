"""What the processes under test take of the machine: processor time as the kernel counts it, and memory. From /proc."""

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICK = 1.0 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Use:
    """Processor time in seconds so far."""

    web: float
    db: float

    def since(self, earlier: "Use") -> "Use":
        return Use(self.web - earlier.web, self.db - earlier.db)


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes: of each web process; of PostgreSQL what is shared, and what its processes hold for themselves."""

    web: tuple[float, ...]
    shared: float
    private: tuple[float, ...]


class Meter:
    """Looks at the given web processes, and at a postmaster with everything it ever started."""

    def __init__(self, web: list[int], postmaster: int) -> None:
        self._web, self._postmaster = web, postmaster

    def read(self) -> Use:
        db = [self._postmaster, *children(self._postmaster)]
        ended = sum(int(each) for each in _stat(self._postmaster)[13:15]) * TICK
        return Use(sum(map(_taken, self._web)), sum(map(_taken, db)) + ended)

    def memory(self) -> Memory:
        web = tuple(_status(pid, "VmRSS") for pid in self._web)
        postgres = [self._postmaster, *children(self._postmaster)]
        shared = max(_status(pid, "RssShmem") for pid in postgres)
        return Memory(web, shared, tuple(_status(pid, "RssAnon") for pid in postgres))


def children(parent: int) -> list[int]:
    found = []
    for entry in PROC.glob("[0-9]*"):
        with suppress(OSError):
            if int(_stat(int(entry.name))[1]) == parent:
                found.append(int(entry.name))
    return found


def web_of(supervisor: int) -> list[int]:
    """The web processes among the children of `maitre up`."""
    found = []
    for pid in children(supervisor):
        with suppress(OSError):
            if b"\0web\0" in (PROC / str(pid) / "cmdline").read_bytes():
                found.append(pid)
    return found


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat after the name, which may hold anything: state, parent, ..."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _taken(pid: int) -> float:
    """User and system time of a process with all its threads. Its own clock is finer than the ticks in stat."""
    with suppress(OSError):
        return time.clock_gettime((~pid << 3) | 2)
    return 0.0


def _status(pid: int, name: str) -> float:
    with suppress(OSError):
        for line in (PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0

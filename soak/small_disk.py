"""A disk of a few megabytes, where one can be mounted: it is full in no time, and nobody else's."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = 48 * 2**20
"""Bytes."""
NO_DISK = "no small disk can be mounted here (it takes root): a full disk is not tried"


class SmallDisk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def full(self, room: int) -> Iterator[None]:
        """With about `room` bytes left, until the end."""
        ballast = self.folder / "ballast"
        free = _free(self.folder)
        ballast.write_bytes(b"x" * max(free - room, 0))
        try:
            yield
        finally:
            ballast.unlink()


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk | None]:
    """None where it cannot be mounted."""
    folder.mkdir(parents=True)
    options = ["-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", str(folder)]
    if subprocess.run(["mount", *options], check=False, capture_output=True).returncode:
        yield None
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _free(folder: Path) -> int:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize

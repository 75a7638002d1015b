"""A disk without room: a small one that is mounted where root may, and the system's refusal everywhere."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from maitre.kernel import durable

SIZE = 2 * 2**20
"""Bytes of a small disk."""


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """Skips the test where it cannot be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def refusing(monkeypatch: pytest.MonkeyPatch, number: int = errno.ENOSPC) -> Iterator[None]:
    """Whatever is to be brought to the disk meets that error."""

    def refuse(file: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(durable, "settle", refuse)
        yield

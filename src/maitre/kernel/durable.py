"""Files that are there whole or not at all, also after a crash or with a full disk: written under another name, brought
to the disk, then given their own. Only files whose loss or half would matter are written this way."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the system says when there is no room left: on the disk, or in somebody's share of it."""
DISK_FULL = "53100"
"""PostgreSQL's word for the same (SQLSTATE)."""


def write(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Replace what is in `path`, or leave it as it was. Raises OSError."""
    with draft(path.parent, path.name, mode=mode) as (file, name):
        file.write(content)
        settle(file)
        name.replace(path)
    sync_folder(path.parent)


def make_once(path: Path, content: bytes) -> None:
    """Make `path`, for its owner only. Of several who come at once the first one's stands. Raises OSError."""
    with draft(path.parent, path.name, mode=0o600) as (file, name):
        file.write(content)
        settle(file)
        with suppress(FileExistsError):
            path.hardlink_to(name)
    sync_folder(path.parent)


@contextmanager
def draft(folder: Path, name: str, *, mode: int) -> Iterator[tuple[BinaryIO, Path]]:
    """A file beside `name` to be written and given its name; what is still there at the end is removed."""
    path = folder / f".{name}.{secrets.token_hex(8)}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file, path
    finally:
        path.unlink(missing_ok=True)


def settle(file: BinaryIO) -> None:
    """Come back when what was written to it is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Come back when the names in it are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folders(folder: Path, *, mode: int) -> None:
    """Make it and what is missing above it, each known to the disk."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=mode, exist_ok=True)
        sync_folder(each.parent)


def is_full(error: BaseException | None) -> bool:
    """Whether it says that there is no room left, on a disk of ours or on the database's."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return getattr(getattr(error, "__cause__", None), "sqlstate", "") == DISK_FULL

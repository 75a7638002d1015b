"""Keep a file, read it, drop it: by its name in the store, on a disk or in a bucket. Raises NoRoom and Unavailable."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any, BinaryIO, NamedTuple, cast

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.durable import is_full
from maitre.kernel.errors import NoRoom, Unavailable

_CHUNK = 2**20
_log = logging.getLogger(__name__)


class Content(NamedTuple):
    """What a file holds: its SHA-256 in hexadecimal, and its length in bytes."""

    sha256: str
    size: int


def keep(name: str, content: "File[Any]") -> None:
    """When this returns all of it lies under that name and outlives a crash; when it raises nothing has changed."""
    with plainly():
        content.seek(0)
        default_storage.save(name, content)


def opened(name: str) -> BinaryIO | None:
    """Its bytes, to be read and closed; None where there is no such file."""
    with plainly():
        try:
            return cast(BinaryIO, default_storage.open(name))
        except FileNotFoundError:
            return None


def content_of(name: str) -> Content | None:
    """What lies there now, read from beginning to end; None where there is no such file."""
    file = opened(name)
    if file is None:
        return None
    digest, size = hashlib.sha256(), 0
    with file, plainly():
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Content(digest.hexdigest(), size)


def settle(name: str) -> None:
    """Come back when a file that is there outlives a crash, whoever wrote it."""
    with plainly():
        default_storage.settle(name)  # type: ignore[attr-defined]


def drop(name: str) -> None:
    with plainly():
        default_storage.delete(name)


def drop_older(folder: str, *, days: int) -> None:
    """Drop what has lain in that folder for longer."""
    before = timezone.now() - timedelta(days=days)
    with plainly(), suppress(FileNotFoundError):
        for name in default_storage.listdir(folder)[1]:
            if default_storage.get_modified_time(f"{folder}/{name}") < before:
                default_storage.delete(f"{folder}/{name}")


def probe() -> None:
    """Whether files can be kept now; raises if not."""
    with plainly():
        default_storage.probe()  # type: ignore[attr-defined]


def sweep() -> int:
    """Remove what was left behind half written; how much."""
    with plainly():
        return int(default_storage.sweep())  # type: ignore[attr-defined]


@contextmanager
def plainly() -> Iterator[None]:
    """What a disk or a bucket refuses, in people's words."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise NoRoom(
                _("The file store is full. No file was kept; your administrator has to make room.")
            ) from error
        _log.error("the file store failed: %s", error.strerror or error)
        raise Unavailable(
            _("The file store does not answer. No file was kept; try again in a minute.")
        ) from error

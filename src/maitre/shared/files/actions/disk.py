"""A folder as a file store."""

import tempfile
import time
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from maitre.kernel import durable
from maitre.shared.files.rules import DRAFTS, LEFT_BEHIND

_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600


class Disk(FileSystemStorage):
    """Files get their name when all of them is on the disk. A name that is taken is written anew. Raises OSError."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        target = Path(self.path(name))
        durable.make_folders(target.parent, mode=_PRIVATE_FOLDER)
        durable.make_folders(self._drafts, mode=_PRIVATE_FOLDER)
        with durable.draft(self._drafts, target.name, mode=_PRIVATE_FILE) as (file, draft):
            for chunk in content.chunks():
                file.write(chunk)
            durable.settle(file)
            draft.replace(target)
        durable.sync_folder(target.parent)
        return name

    def settle(self, name: str) -> None:
        """Come back when the file, whoever wrote it, is on the disk under this name."""
        path = Path(self.path(name))
        with path.open("rb") as file:
            durable.settle(file)
        durable.sync_folder(path.parent)

    def probe(self) -> None:
        """Find out by writing: a full or read-only disk looks like any other."""
        folder = Path(self.location)
        durable.make_folders(folder, mode=_PRIVATE_FOLDER)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"maitre")

    def sweep(self) -> int:
        """Remove what was left behind half written; how much."""
        if not self._drafts.is_dir():
            return 0
        old = [path for path in self._drafts.iterdir() if time.time() - path.stat().st_mtime > LEFT_BEHIND]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    @property
    def _drafts(self) -> Path:
        return Path(self.location) / DRAFTS

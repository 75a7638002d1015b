"""A folder as a file store: whole files under their names, whatever happens to who writes them."""

import os
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from maitre.kernel.errors import Unavailable
from maitre.shared.files import actions as store
from maitre.shared.files.jobs import sweep_drafts
from maitre.shared.files.rules import LEFT_BEHIND

KILLED = """
import os, signal, sys
import django
from pathlib import Path
django.setup()
from django.conf import settings
from django.core.files.base import ContentFile
settings.MEDIA_ROOT = Path(sys.argv[1])
from maitre.shared.files import actions as store

class Deadly(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"the first half "
        os.kill(os.getpid(), signal.SIGKILL)

store.keep("ab/file", Deadly(b"whatever"))
"""


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("before", [None, b"what was there"])
def test_who_is_killed_in_the_middle_of_writing_leaves_the_name_as_it_was(
    files: Path, before: bytes | None
) -> None:
    if before is not None:
        store.keep("ab/file", ContentFile(before))
    killed = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED, str(files)], check=False, timeout=60
    )
    assert killed.returncode == -signal.SIGKILL
    there = store.content_of("ab/file")
    assert (there and there.sha256) == (before and sha256(before).hexdigest())
    assert len(list((files / "drafts").iterdir())) == 1


def test_what_was_left_half_written_is_swept_and_what_is_being_written_is_not(files: Path) -> None:
    drafts = files / "drafts"
    drafts.mkdir(parents=True)
    for name, age in (("old", LEFT_BEHIND + 60), ("new", LEFT_BEHIND - 60)):
        (drafts / name).write_bytes(b"half")
        os.utime(drafts / name, times=(time.time() - age,) * 2)
    store.keep("ab/file", ContentFile(b"whole"))
    os.utime(files / "ab" / "file", times=(0, 0))
    sweep_drafts()
    assert everything(files) == ["ab/file", "drafts/new"]


def test_a_name_that_is_taken_is_written_anew_and_only_for_its_owner(files: Path) -> None:
    for content in (b"one", b"another"):
        store.keep("ab/cd/file", ContentFile(content))
    assert everything(files) == ["ab/cd/file"]
    assert (files / "ab/cd/file").read_bytes() == b"another"
    assert (files / "ab/cd/file").stat().st_mode & 0o777 == 0o600
    assert (files / "ab").stat().st_mode & 0o777 == 0o700


def test_what_is_not_there_is_none_and_dropping_it_twice_is_dropping_it_once() -> None:
    assert store.opened("ab/file") is None
    assert store.content_of("ab/file") is None
    store.drop("ab/file")
    store.drop_older("exports", days=1)
    assert store.sweep() == 0


def test_a_place_that_cannot_be_written_is_told_without_its_path(files: Path) -> None:
    files.write_text("a file where the folder should be")
    with pytest.raises(Unavailable) as refused:
        store.keep("ab/file", ContentFile(b"x"))
    assert str(files) not in refused.value.sentence


def test_old_files_of_a_folder_are_dropped_and_others_stay(files: Path) -> None:
    for name in ("exports/old", "exports/new", "ab/old"):
        store.keep(name, ContentFile(b"x"))
    for name in ("exports/old", "ab/old"):
        os.utime(files / name, times=(0, 0))
    store.drop_older("exports", days=7)
    assert everything(files) == ["ab/old", "exports/new"]

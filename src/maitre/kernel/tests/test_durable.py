"""Files that are there whole or not at all."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from maitre.kernel import durable


def test_a_file_is_replaced_as_a_whole_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    for content in (b"one", b"another"):
        durable.write(path, content)
    assert path.read_bytes() == b"another"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_what_fails_on_the_way_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "key"
    durable.write(path, b"before")

    def full(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os if step == "fsync" else Path, step, full)
    with pytest.raises(OSError, match="No space left") as refused:
        durable.write(path, b"after")
    assert durable.is_full(refused.value)
    assert path.read_bytes() == b"before"
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_of_many_who_make_it_at_once_the_first_ones_stands_for_all(tmp_path: Path) -> None:
    path = tmp_path / "secret"

    def make(number: int) -> bytes:
        durable.make_once(path, b"%d" % number)
        return path.read_bytes()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(make, range(32)))) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_file_and_name_are_brought_to_the_disk_in_this_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought: list[tuple[Path, bool]] = []
    path, fsync = tmp_path / "key", os.fsync

    def watched(descriptor: int) -> None:
        brought.append((Path(f"/proc/self/fd/{descriptor}").readlink(), path.exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    durable.write(path, b"content")
    [(draft, named_before), (folder, named_after)] = brought
    assert (draft.parent, named_before) == (tmp_path, False)
    assert (folder, named_after) == (tmp_path, True)


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, ""), True),
        (OSError(errno.EDQUOT, ""), True),
        (OSError(errno.EIO, ""), False),
        (ValueError(), False),
        (None, False),
    ],
)
def test_no_room_is_told_from_other_trouble(error: BaseException | None, full: bool) -> None:
    assert durable.is_full(error) is full


@pytest.mark.parametrize(("sqlstate", "full"), [("53100", True), ("40001", False)])
def test_a_database_without_room_is_full_too(sqlstate: str, full: bool) -> None:
    class Refused(Exception):
        pass

    Refused.sqlstate = sqlstate  # type: ignore[attr-defined]
    wrapped = RuntimeError()
    wrapped.__cause__ = Refused()
    assert durable.is_full(wrapped) is full

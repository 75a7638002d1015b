"""The bytes of attachments: kept once under their hash, and never trusted to be what their name says."""

import hashlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from django.core.files.base import File
from django.db import DatabaseError, connection, transaction

from maitre.kernel.errors import MaitreError
from maitre.shared.conversation.models import Attachment
from maitre.shared.files import actions as store


def place(sha256: str) -> str:
    """Where in the file store the bytes with this hash lie."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def sha256_of(file: "File[Any]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def keep_bytes(files: "Mapping[str, File[Any]]") -> None:
    """Files by their hash. Until the transaction ends nobody takes away what it relies on."""
    _hold(files)
    for sha, file in files.items():
        found = store.content_of(place(sha))
        if found and found.sha256 == sha:
            store.settle(place(sha))
        else:  # not there, or a piece of it, or something else
            store.keep(place(sha), file)


def drop_unused(hashes: Iterable[str]) -> None:
    """Take away the bytes that no attachment has, and that nobody is about to attach."""
    for sha in hashes:
        with suppress(DatabaseError, MaitreError), transaction.atomic():
            if _alone_with(sha) and not Attachment.objects.filter(sha256=sha).exists():
                store.drop(place(sha))


def _hold(hashes: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(key) FROM unnest(%s::bigint[]) AS held(key)",
            [[_lock(sha) for sha in hashes]],
        )


def _alone_with(sha: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_lock(sha)])
        (is_alone,) = cursor.fetchone()
    return bool(is_alone)


def _lock(sha: str) -> int:
    """A number for these bytes alone, as far as 63 bits reach."""
    return int(sha[:16], 16) >> 1

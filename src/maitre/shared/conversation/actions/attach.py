"""Attach files to a record, and open them again."""

import mimetypes
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO
from unicodedata import category

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotFound, TooLarge
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions.stored import drop_unused, keep_bytes, place, sha256_of
from maitre.shared.conversation.models import Attachment
from maitre.shared.conversation.rules import FILE_LIMIT, FILES_LIMIT, WHO
from maitre.shared.files import actions as store
from maitre.shared.lifecycle.actions import Line, append, follow, herald, permit
from maitre.shared.lifecycle.rules import Happening
from maitre.shared.records.models import Record, Visibility


def attach(
    record: Record, files: "Iterable[UploadedFile[Any]]", *, by: Actor, visibility: str = Visibility.PUBLIC
) -> list[Attachment]:
    """Keep `files` on the record as one timeline entry. All or none; raises NoRoom when the store is full."""
    permit(record, "attach", WHO["note" if visibility == Visibility.INTERNAL else "attach"], by=by)
    named = [(safe_name(file.name or ""), file) for file in files]
    _refuse(record, named)
    hashes = [sha256_of(file) for _, file in named]
    try:
        with transaction.atomic():
            keep_bytes({sha: file for sha, (_, file) in zip(hashes, named, strict=True)})
            kept = [
                Attachment(name=name, media_type=_media_type(name), size=file.size or 0, sha256=sha)
                for sha, (name, file) in zip(hashes, named, strict=True)
            ]
            return _enter(record, kept, by=by, visibility=visibility)
    except Exception:
        drop_unused(hashes)
        raise


def opened(attachment: Attachment) -> BinaryIO:
    """The bytes of an attachment, to be streamed."""
    found = store.opened(place(attachment.sha256))
    if found is None:
        raise NotFound(f"The file store has lost {attachment.name}. `maitre verify` lists what is missing.")
    return found


def safe_name(name: str) -> str:
    """A file name without folders, control or direction-changing characters; never empty."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(char for char in name if category(char)[0] != "C").strip(" .")
    return name[-255:] or "file"


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name, strict=True)[0] or "application/octet-stream"


def _refuse(record: Record, named: "Sequence[tuple[str, UploadedFile[Any]]]") -> None:
    """None, too many, or too large."""
    if not named:
        raise Invalid(
            _("Choose a file first."), errors=[FieldError("file", "required", _("no file was sent"))]
        )
    for name, file in named:
        if (file.size or 0) > FILE_LIMIT:
            raise TooLarge(
                _("%(file)s is larger than %(limit)s MB. Put it where it can be linked to.")
                % {"file": name, "limit": FILE_LIMIT // 2**20}
            )
    if Attachment.objects.filter(record=record).count() + len(named) > FILES_LIMIT:
        raise Invalid(
            _("%(record)s would have more than %(limit)s files.")
            % {"record": record.label, "limit": FILES_LIMIT}
        )


def _enter(record: Record, kept: list[Attachment], *, by: Actor, visibility: str) -> list[Attachment]:
    """The timeline entry, and the rows that belong to it."""
    herald(record, "attach", by=by)
    line = Line(
        "attach",
        visibility,
        private={"files": [each.name for each in kept]},
        files=[each.sha256 for each in kept],
    )
    at = timezone.now()
    entry = append(record, line, by=by, at=at)
    for each in kept:
        each.record, each.seq, each.visibility = record, entry.seq, visibility
        each.by_id, each.at = by.person_id, at
    made = Attachment.objects.bulk_create(kept)
    follow(Happening(record, "attach", by, entry.seq, visibility))
    return made

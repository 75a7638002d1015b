"""Attach files to a record, and open them again. Bytes are kept once under their hash and never trusted."""

import hashlib
import mimetypes
from collections.abc import Iterable
from typing import Any, BinaryIO
from unicodedata import category

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid, NotFound, TooLarge
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Attachment
from maitre.shared.conversation.rules import FILE_LIMIT, FILES_LIMIT, WHO
from maitre.shared.lifecycle.actions import Line, append, follow, herald, permit
from maitre.shared.lifecycle.rules import Happening
from maitre.shared.records.models import Record, Visibility


@transaction.atomic
def attach(
    record: Record, files: "Iterable[UploadedFile[Any]]", *, by: Actor, visibility: str = Visibility.PUBLIC
) -> list[Attachment]:
    """Keep `files` on the record as one timeline entry. All or none."""
    permit(record, "attach", WHO["note" if visibility == Visibility.INTERNAL else "attach"], by=by)
    kept = [(safe_name(file.name or ""), file.size or 0, _store(file)) for file in files]
    if not kept:
        raise Invalid(
            _("Choose a file first."), errors=[FieldError("file", "required", _("no file was sent"))]
        )
    if Attachment.objects.filter(record=record).count() + len(kept) > FILES_LIMIT:
        raise Invalid(
            _("%(record)s would have more than %(limit)s files.")
            % {"record": record.label, "limit": FILES_LIMIT}
        )
    names = [name for name, _, _ in kept]
    herald(record, "attach", by=by)
    line = Line("attach", visibility, private={"files": list(names)}, files=[sha for _, _, sha in kept])
    at = timezone.now()
    entry = append(record, line, by=by, at=at)
    made = Attachment.objects.bulk_create(
        Attachment(
            record=record, seq=entry.seq, name=name, media_type=_media_type(name), size=size, sha256=sha,
            visibility=visibility, by_id=by.person_id, at=at,
        )
        for name, size, sha in kept
    )  # fmt: skip
    follow(Happening(record, "attach", by, entry.seq, visibility))
    return made


def opened(attachment: Attachment) -> BinaryIO:
    """The bytes of an attachment, to be streamed."""
    path = place(attachment.sha256)
    if not default_storage.exists(path):
        raise NotFound(f"The file store has lost {attachment.name}. `maitre verify` lists what is missing.")
    return default_storage.open(path)  # type: ignore[return-value]


def place(sha256: str) -> str:
    """Where in the file store the bytes with this hash lie."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def safe_name(name: str) -> str:
    """A file name without folders, control or direction-changing characters; never empty."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(char for char in name if category(char)[0] != "C").strip(" .")
    return name[-255:] or "file"


def _media_type(name: str) -> str:
    return mimetypes.guess_type(name, strict=True)[0] or "application/octet-stream"


def _store(file: "UploadedFile[Any]") -> str:
    if (file.size or 0) > FILE_LIMIT:
        raise TooLarge(
            _("%(file)s is larger than %(limit)s MB. Put it where it can be linked to.")
            % {"file": file.name, "limit": FILE_LIMIT // 2**20}
        )
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    sha = digest.hexdigest()
    if not default_storage.exists(place(sha)):
        file.seek(0)
        default_storage.save(place(sha), ContentFile(file.read()))
    return sha

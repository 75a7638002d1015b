"""What people send with files: as one, or the text without the files where it must not be lost with them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maitre.kernel.errors import MaitreError
from maitre.kernel.texts import is_blank
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions.attach import attach
from maitre.shared.conversation.actions.say import comment
from maitre.shared.records.models import Record, Visibility

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@transaction.atomic
def say_with_files(
    record: Record,
    text: str,
    files: "Iterable[UploadedFile[Any]]",
    *,
    by: Actor,
    visibility: str = Visibility.PUBLIC,
) -> None:
    """A text, files, or both: all or none, so that whoever is refused may send it again as it was."""
    files = list(files)
    if not is_blank(text) or not files:
        comment(record, text, by=by, visibility=visibility)
    if files:
        attach(record, files, by=by, visibility=visibility)


def attach_or_say_why(record: Record, files: "Iterable[UploadedFile[Any]]", *, by: Actor) -> str:
    """A report stands whatever is wrong with its files: why none of them was kept, or nothing."""
    files = list(files)
    try:
        if files:
            attach(record, files, by=by)
    except MaitreError as error:
        return error.sentence
    return ""

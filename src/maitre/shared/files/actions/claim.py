"""A database and its file store know each other: a home with another store would acknowledge files that the others
never see."""

import secrets

from django.core.files.base import ContentFile

from maitre.kernel.errors import MaitreError
from maitre.shared.files.actions.store import keep, opened
from maitre.shared.files.models import FileStore
from maitre.shared.files.rules import MARK


class OtherStore(MaitreError):
    """The file store of this home is not the one the database goes with."""

    code, status, title = "other_file_store", 503, "Another file store"


def claim() -> None:
    """Make the store of this home the database's own, if it has none yet. Raises OtherStore. One at a time, please."""
    if _known() is not None:
        refuse_other()
        return
    mark = _found()
    if mark is None:
        mark = secrets.token_hex(16)
        keep(MARK, ContentFile(f"{mark}\n".encode()))
    FileStore.objects.create(pk=1, mark=mark)


def adopt() -> str:
    """From now on the store of this home is the database's own, whatever was; its mark."""
    FileStore.objects.all().delete()
    claim()
    return FileStore.objects.get().mark


def refuse_other() -> None:
    """Raises OtherStore where the database goes with another. One that goes with none takes any."""
    if (known := _known()) is None:
        return
    found = _found()
    if found == known:
        return
    held = f"is marked {found}" if found else "has no mark"
    raise OtherStore(
        f"This database goes with the file store marked {known}, and the one of this home {held}. Set MAITRE_FILES_URL "
        "to the store that the other homes use; if the files were moved, copy all of them, the file `store` too; or, "
        "if the files of this home are the right ones, run `maitre files adopt`."
    )


def _known() -> str | None:
    return FileStore.objects.values_list("mark", flat=True).first()


def _found() -> str | None:
    file = opened(MARK)
    if file is None:
        return None
    with file:
        return file.read(100).decode(errors="replace").strip()

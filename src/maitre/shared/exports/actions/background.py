"""Lists too long for an answer: asked for, written by a job as the person who asked, kept some days, given out."""

import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast
from uuid import uuid4

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from maitre.kernel.errors import Invalid, MaitreError, NotFound
from maitre.shared.access.querysets import actor_for
from maitre.shared.access.rules import Actor
from maitre.shared.exports.actions.rows import Table, Wanted, batches, table_of
from maitre.shared.exports.actions.take import noted
from maitre.shared.exports.actions.written import as_csv, write_xlsx
from maitre.shared.exports.models import Export
from maitre.shared.exports.rules import KEPT_DAYS, MOST, WAITING, Format, Value, stamp
from maitre.shared.files import actions as store
from maitre.shared.jobs.actions import later
from maitre.shared.organisation.models import Person

_FOLDER = "exports"
"""Where in the file store downloads wait."""


@transaction.atomic
def ask_for(wanted: Wanted, *, by: Actor) -> Export:
    """Have it written in the background; it waits among the person's downloads."""
    if Export.objects.of(by).in_the_making().count() >= WAITING:
        raise Invalid(
            _("%(most)s files are being written for you already; wait for one.") % {"most": WAITING}
        )
    made = Export.objects.create(
        person_id=by.person_id or 0,
        kind=wanted.kind,
        format=wanted.format,
        query=wanted.query,
        sort=wanted.sort,
        columns=list(wanted.columns),
        asked_at=timezone.now(),
    )
    later("exports.write", export=made.pk)
    return made


def write(pk: int) -> None:
    """Write what was asked for, with the rights the person has now. Done twice it is done once."""
    export = Export.objects.filter(pk=pk, done_at=None).first()
    if export is None:
        return
    person = Person.objects.get(pk=export.person_id)
    actor = actor_for(person, via="job")
    wanted = Wanted(export.kind, Format(export.format), export.query, export.sort, tuple(export.columns))
    result: dict[str, object] = {"done_at": timezone.now(), "rights": stamp(actor)}
    name = f"{_FOLDER}/{uuid4().hex}"
    with tempfile.TemporaryFile() as file, translation.override(actor.language):
        try:
            if not person.is_active:
                raise NotFound(_("The person is no longer active."))
            with store.plainly():  # this file is on a disk too, which may be full
                rows = _fill(table_of(wanted, actor), cast(BinaryIO, file))
            result |= {"rows": rows, "size": file.tell()}
            store.keep(name, File(file))
        except MaitreError as error:
            Export.objects.filter(pk=pk, done_at=None).update(
                **(result | {"rows": 0, "size": 0, "refused": error.sentence})
            )
            return
    try:
        with transaction.atomic():
            if not Export.objects.filter(pk=pk, done_at=None).update(**result, file=name):
                store.drop(name)
                return
            noted(wanted, by=actor, rows=rows)
    except Exception:
        store.drop(name)
        raise


def _fill(table: Table, file: BinaryIO) -> int:
    """Write the whole table; how many rows. The file stands at its end then."""
    pages = batches(table, MOST)
    if table.wanted.format is Format.XLSX:
        rows = write_xlsx(table, pages, file)
        file.seek(0, 2)
        return rows
    rows = 0

    def counted() -> Iterator[list[list[Value]]]:
        nonlocal rows
        for page in pages:
            rows += len(page)
            yield page

    for text in as_csv(table, counted()):
        file.write(text)
    return rows


def opened(export: Export, *, by: Actor) -> BinaryIO:
    """The bytes, for who asked for them, while they may still see what they could see then."""
    if export.file and export.rights != stamp(by):
        raise NotFound(_("What you may see has changed since this was written; ask for the list again."))
    found = store.opened(export.file) if export.file else None
    if found is None:
        raise NotFound(_("This download is not there any more; ask for the list again."))
    return found


def drop_download(export: Export) -> None:
    """Throw it away, and its file once that is certain. One being written finds nobody who waits for it."""
    name = export.file
    export.delete()
    if name:
        transaction.on_commit(lambda: store.drop(name), robust=True)


def drop_outdated() -> int:
    """Forget what nobody fetched in time; how many. Files without a row are of writers that were killed."""
    old = list(Export.objects.outdated(timezone.now())[:1000])
    for export in old:
        drop_download(export)
    store.drop_older(_FOLDER, days=KEPT_DAYS + 1)
    return len(old)

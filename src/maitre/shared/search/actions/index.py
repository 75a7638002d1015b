"""Puts parts of records into the index. Always in the transaction that changed the record: a search never lags."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from maitre.shared.conversation.models import Attachment
from maitre.shared.records.models import Body, Entry, Record, Visibility
from maitre.shared.search.models import SearchPart
from maitre.shared.search.rules import Part, stored_words, tsvector

_ROW = "(%s, %s, %s, %s, array_to_tsvector(%s))"
_INSERT = """
    INSERT INTO search_searchpart (record_id, part, seq, internal, words)
    VALUES {rows}
    ON CONFLICT (record_id, part, seq) DO UPDATE SET words = excluded.words, internal = excluded.internal
"""

AT_ONCE = 500
"""Parts written by one statement."""


@dataclass(frozen=True, slots=True)
class Text:
    """One part to be indexed."""

    part: Part
    seq: int
    text: str
    internal: bool = False


def index_part(record: Record, text: Text) -> None:
    """Add one part: one statement."""
    index_texts(record, [text])


def index_texts(record: Record, texts: Iterable[Text]) -> None:
    """Add parts of one record; of what is part of another one nothing is public."""
    rows = [
        (record.pk, int(each.part), each.seq, each.internal or record.host_id is not None,
         stored_words(record.title, each.part, each.text, record.pk, record.organisation_id))
        for each in texts
    ]  # fmt: skip
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            statement = _INSERT.format(rows=", ".join([_ROW] * len(some)))
            cursor.execute(statement, [value for row in some for value in row])


PARTS = ("record", "part", "seq", "internal", "words")


def part_rows(
    record_id: int, organisation_id: int, title: str, texts: Iterable[Text]
) -> Iterator[tuple[int, int, int, bool, str]]:
    """Rows for COPY into the index, in the order of PARTS: for records that arrive by thousands."""
    for each in texts:
        held = stored_words(title, each.part, each.text, record_id, organisation_id)
        yield record_id, int(each.part), each.seq, each.internal, tsvector(held)


def index_record(record: Record, description: str) -> None:
    """Make a record's parts anew: after its title or description changed, or something in it was erased."""
    drop(record)
    index_texts(record, _texts(record, description))


def drop(record: Record) -> None:
    SearchPart.objects.filter(record=record).delete()


def _texts(record: Record, description: str) -> Iterable[Text]:
    """Every part of a record as it stands."""
    yield Text(Part.TITLE, 0, record.title)
    if description:
        yield Text(Part.DESCRIPTION, 0, description)
    internal = dict(
        Entry.objects.filter(record=record)
        .exclude(verb__in=("report", "plan"))
        .values_list("seq", "visibility")
    )
    for body in Body.objects.filter(record=record, text__isnull=False):
        said = json.loads(body.text or "{}").get("text", "")
        if said and body.seq in internal:
            hidden = internal[body.seq] == Visibility.INTERNAL
            yield Text(Part.NOTE if hidden else Part.COMMENT, body.seq, said, hidden)
    for file in Attachment.objects.filter(record=record):
        yield Text(Part.FILE, file.pk % 2**31, file.name, file.visibility == Visibility.INTERNAL)

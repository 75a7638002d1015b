"""Puts parts of records into the index. Always in the transaction that changed the record: a search never lags."""

from collections.abc import Iterable, Iterator

from django.db import connection

from maitre.shared.records.models import Record
from maitre.shared.search.actions.texts import Text, texts_of
from maitre.shared.search.models import SearchPart
from maitre.shared.search.rules import stored_words, tsvector

_ROW = "(%s, %s, %s, %s, array_to_tsvector(%s))"
_INSERT = """
    INSERT INTO search_searchpart (record_id, part, seq, internal, words)
    VALUES {rows}
    ON CONFLICT (record_id, part, seq) DO UPDATE SET words = excluded.words, internal = excluded.internal
"""

AT_ONCE = 500
"""Parts written by one statement."""


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
    index_texts(record, [text for _, text in texts_of([record], {record.pk: description})])


def drop(record: Record) -> None:
    SearchPart.objects.filter(record=record).delete()

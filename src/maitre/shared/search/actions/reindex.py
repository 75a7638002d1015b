"""Brings an index that an older version made up to this one's forms, the newest records first, beside running work.

No record is locked: a part that somebody writes meanwhile is written in the new forms already and is left as it is.
What was done stays done when the process is killed. Until the end older records are found by the forms they
were kept with.
"""

from django.db import connection, transaction
from django.db.models import Max

from maitre.shared.records.models import Record
from maitre.shared.search.actions.lexicon import count_words
from maitre.shared.search.actions.texts import texts_of
from maitre.shared.search.models import IndexState
from maitre.shared.search.rules import FORMS_VERSION, descriptions, kinds, stored_words, tsvector

CHUNK = 200
"""Records brought up to date in one transaction."""
CHUNKS = 50
"""Chunks of one run of the job, which then lets other jobs go first."""

# The version of the row (xmin) that was there before the texts were read: whoever wrote it since knew better.
_AS_THEY_STAND = """
    SELECT record_id, part, seq, xmin::text FROM search_searchpart WHERE record_id = ANY(%s)
"""
_WRITE = """
    UPDATE search_searchpart held SET words = made.words::tsvector
      FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::text[], %s::text[])
           made (record_id, part, seq, version, words)
     WHERE (held.record_id, held.part, held.seq) = (made.record_id, made.part, made.seq)
       AND held.xmin::text = made.version AND held.words <> made.words::tsvector
"""


def reindex(*, chunks: int = CHUNKS) -> int:
    """Bring so many chunks of records up to date, and count words anew after them. How many records may be left."""
    left = records_left()
    if not left:
        return 0
    while chunks and left:
        left = _next_chunk()
        chunks -= 1
    count_words()
    return left


def reindex_all_again() -> None:
    """Let every record count as not up to date."""
    IndexState.objects.all().delete()


def records_left() -> int:
    """How many record numbers lie before those that are up to date: no more records than that are to be done."""
    state = IndexState.objects.filter(version=FORMS_VERSION).first()
    return state.below - 1 if state else Record.objects.aggregate(newest=Max("pk"))["newest"] or 0


@transaction.atomic
def _next_chunk() -> int:
    """The newest records not done yet. One process at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('maitre reindex', 0))")
    below = records_left() + 1
    ids = list(Record.objects.filter(pk__lt=below).order_by("-pk").values_list("pk", flat=True)[:CHUNK])
    _bring_up_to_date(ids)
    below = ids[-1] if ids else 1
    IndexState.objects.update_or_create(pk=1, defaults={"version": FORMS_VERSION, "below": below})
    return below - 1


def _bring_up_to_date(ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_AS_THEY_STAND, [ids])
        versions = {(record_id, part, seq): version for record_id, part, seq, version in cursor.fetchall()}
    records = list(Record.objects.filter(pk__in=ids))
    described: dict[int, str] = {}
    for kind in kinds():
        described |= descriptions(kind, [record.pk for record in records if record.kind == kind])
    rows = []
    for record, text in texts_of(records, described):
        if version := versions.get((record.pk, int(text.part), text.seq)):
            held = stored_words(record.title, text.part, text.text, record.pk, record.organisation_id)
            rows.append((record.pk, int(text.part), text.seq, version, tsvector(held)))
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [list(column) for column in zip(*rows, strict=True)] or [[]] * 5)

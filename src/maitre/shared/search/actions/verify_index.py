"""Compare the index with the records."""

from django.db import connection

from maitre.shared.audit.rules import Examination
from maitre.shared.records.rules import PREFIXES
from maitre.shared.search.actions.reindex import records_left
from maitre.shared.search.models import SearchPart
from maitre.shared.search.rules import Part, kinds

_NOT_FOUND = """
    SELECT record.kind, record.number FROM records_record record
     WHERE record.kind = ANY(%s) AND NOT EXISTS (
           SELECT 1 FROM search_searchpart part WHERE part.record_id = record.id AND part.part = %s)
     ORDER BY record.id
"""


def verify_index() -> Examination:
    """Every record can be found by its title; of an index that is being brought up to date it is said how far it is."""
    found = Examination("search")
    found.counted = SearchPart.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(_NOT_FOUND, [list(kinds()), int(Part.TITLE)])
        for kind, number in cursor.fetchall():
            found.blame(f"{PREFIXES[kind]}-{number}", "cannot be found by its title")
    if left := records_left():
        found.remarks.append(f"The index of the older {left:,} records is being brought up to this version.")
    return found

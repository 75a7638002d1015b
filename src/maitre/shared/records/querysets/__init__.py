"""The vocabulary for asking about records: what a person may see, and pages of it."""

from maitre.shared.records.querysets.names import names_like
from maitre.shared.records.querysets.pages import (
    Listing,
    Page,
    board_of,
    count_of,
    listing_of,
    newer_than,
    newest_of,
    page_of,
)
from maitre.shared.records.querysets.rows import ListRow
from maitre.shared.records.querysets.statements import THESE, rows_among
from maitre.shared.records.querysets.views import (
    Furniture,
    KeptView,
    OwnTeam,
    SavedViewQuerySet,
    counts,
    furniture_of,
    pulse,
)
from maitre.shared.records.querysets.visibility import (
    RecordQuerySet,
    branch_condition,
    reads_internal,
    seen_by,
    standing,
    worked_by,
    works_inside,
)
from maitre.shared.records.querysets.whole import among, numbered

__all__ = [
    "THESE",
    "Furniture",
    "KeptView",
    "ListRow",
    "Listing",
    "OwnTeam",
    "Page",
    "RecordQuerySet",
    "SavedViewQuerySet",
    "among",
    "board_of",
    "branch_condition",
    "count_of",
    "counts",
    "furniture_of",
    "listing_of",
    "names_like",
    "newer_than",
    "newest_of",
    "numbered",
    "page_of",
    "pulse",
    "reads_internal",
    "rows_among",
    "seen_by",
    "standing",
    "worked_by",
    "works_inside",
]

"""The vocabulary for asking about records: what a person may see, and pages of it."""

from maitre.shared.records.querysets.visibility import (
    RecordQuerySet,
    branch_condition,
    reads_internal,
    standing,
)

__all__ = ["RecordQuerySet", "branch_condition", "reads_internal", "standing"]

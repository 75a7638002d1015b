"""Pure decisions about families of records: which part one plays in them, and what merging needs."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError
from maitre.shared.practice.rules import Families, FamilyPhrases, Subject, practice_of

CHILDREN_LIMIT = 500
"""Children of one record: what happens to all of them at once must fit into one call."""


class Part(StrEnum):
    """What a record is in a family; never two at once, so a family is one step deep."""

    PARENT = "parent"
    CHILD = "child"
    MERGED = "merged"


def part_of(parent_id: int | None, child_count: int, merged_into_id: int | None) -> Part | None:
    """The part that the columns of a record tell; None for the many that have no family."""
    if merged_into_id is not None:
        return Part.MERGED
    if parent_id is not None:
        return Part.CHILD
    return Part.PARENT if child_count else None


def families_of(kind: str) -> Families:
    """What a practice says of families. ValueError where it says nothing and its life cycle has such a verb."""
    families = practice_of(kind).families
    if families is None:
        raise ValueError(f"{kind}: say what differs in its families")
    return families


def phrases_of(kind: str) -> FamilyPhrases:
    return families_of(kind).phrases


def lives_elsewhere(fields: Mapping[str, object]) -> bool:
    """Whether what figures know of a record tells that it was merged: it is counted as what it lives on as."""
    return fields.get("merged_into_id") is not None


def lacks_survivor(subject: object, given: Mapping[str, object]) -> FieldError | None:
    return None if given.get("into") else FieldError("into", "required", _("say what it is merged into"))


def lacks_merger(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    if subject.merged_into_id is not None:
        return None
    return FieldError("state", "not_merged", str(phrases_of(subject.record.kind).not_merged))


def lacks_life_of_its_own(subject: Subject, given: Mapping[str, object]) -> FieldError | None:
    if subject.merged_into_id is None:
        return None
    return FieldError("state", "merged", str(phrases_of(subject.record.kind).merged))

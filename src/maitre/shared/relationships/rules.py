"""Pure decisions about families of incidents: which part one plays in them, and what merging needs."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError

CHILDREN_LIMIT = 500
"""Children of one incident: what happens to all of them at once must fit into one call."""


class Part(StrEnum):
    """What an incident is in a family; never two at once, so a family is one step deep."""

    PARENT = "parent"
    CHILD = "child"
    MERGED = "merged"


def part_of(parent_id: int | None, child_count: int, merged_into_id: int | None) -> Part | None:
    """The part that the columns of an incident tell; None for the many that have no family."""
    if merged_into_id is not None:
        return Part.MERGED
    if parent_id is not None:
        return Part.CHILD
    return Part.PARENT if child_count else None


def lacks_survivor(subject: object, given: Mapping[str, object]) -> FieldError | None:
    return None if given.get("into") else FieldError("into", "required", _("say what it is merged into"))


def lacks_merger(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if getattr(subject, "merged_into_id", None) is not None:
        return None
    return FieldError("state", "not_merged", _("was not merged into another incident"))


def lacks_life_of_its_own(subject: object, given: Mapping[str, object]) -> FieldError | None:
    if getattr(subject, "merged_into_id", None) is None:
        return None
    return FieldError("state", "merged", _("was merged into another incident; work goes on there"))

"""By what records are grouped: what each is, as it stands. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facets:
    """What one record is. None and "" mean that it is not known.

    The first four are the record's own; the words are whatever its practice has of the sort.
    """

    category_id: int | None = None
    priority: int | None = None
    assignee_id: int | None = None
    requester_organisation_id: int | None = None
    type: str = ""
    service: str = ""
    location: str = ""
    channel: str = ""
    code: str = ""
    cause: str = ""


FacetReader = Callable[[Sequence[int]], Mapping[int, Mapping[str, str]]]
"""Words of records by their ids, as they stand: facet to its value."""


def no_facets(ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """Of a practice whose records have none."""
    return {}

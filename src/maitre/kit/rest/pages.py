"""Pages of lists that are not records: by key, so that nothing is skipped or told twice while rows come and go."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from maitre.kernel.errors import FieldError, Invalid
from maitre.kit.rest.shapes import LARGEST_ID

M = TypeVar("M", bound=Model)


def page_by(
    rows: QuerySet[M], order: Mapping[str, type], *, cursor: str | None, limit: int
) -> tuple[list[M], str | None]:
    """One page of `rows` in `order` (columns to their types, "-" for descending; the last one unique)."""
    if cursor:
        rows = rows.filter(_beyond(order, _position(cursor, order)))
    found = list(rows.order_by(*order)[: limit + 1])
    if len(found) <= limit:
        return found, None
    place = [getattr(found[limit - 1], column.lstrip("-")) for column in order]
    return found[:limit], urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _position(cursor: str, order: Mapping[str, type]) -> list[object]:
    try:
        place = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if [type(value) for value in place] != list(order.values()):
            raise ValueError
        if any(abs(value) > LARGEST_ID if isinstance(value, int) else "\0" in value for value in place):
            raise ValueError
    except (ValueError, TypeError, RecursionError):
        raise Invalid(
            "This place in the list is not known; start at its first page.",
            errors=[FieldError("cursor", "unknown", "not a cursor of this list")],
        ) from None
    return list(place)


def _beyond(order: Mapping[str, type], place: list[object]) -> Q:
    """Everything after `place`: equal in the first columns, beyond in the next."""
    found, equal = Q(pk__in=[]), Q()
    for column, value in zip(order, place, strict=True):
        name = column.lstrip("-")
        found |= equal & Q(**{f"{name}__{'lt' if column[0] == '-' else 'gt'}": value})
        equal &= Q(**{name: value})
    return found

"""What names in a body stand for. What does not exist and what is hidden are refused in the same words."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.access.models import Circle
from maitre.shared.access.querysets import (
    circles_visible_to,
    organisations_visible_to,
    people_visible_to,
    teams_visible_to,
)
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Organisation, Person, Team

M = TypeVar("M", bound=Model)


def unknown(field: str) -> Invalid:
    sentence = "does not exist, or is not open to you"
    return Invalid(f"{field}: {sentence}", errors=[FieldError(field, "unknown", sentence)])


def one_of(rows: QuerySet[M], reference: int | str, field: str, *, name: str = "key") -> M:
    """The one of `rows` with this id, or this `name` whatever its case."""
    condition = Q(pk=reference) if isinstance(reference, int) else Q(**{f"{name}__iexact": reference})
    found = rows.filter(condition).first()
    if found is None:
        raise unknown(field)
    return found


def person_named(reference: int | str, actor: Actor, field: str) -> Person:
    return one_of(people_visible_to(actor).filter(is_active=True), reference, field, name="email")


def team_named(reference: int | str, actor: Actor, field: str) -> Team:
    return one_of(teams_visible_to(actor).filter(is_active=True), reference, field)


def organisation_named(reference: int | str, actor: Actor, field: str) -> Organisation:
    return one_of(organisations_visible_to(actor), reference, field)


def circle_named(reference: int | str, actor: Actor, field: str) -> Circle:
    return one_of(circles_visible_to(actor), reference, field)

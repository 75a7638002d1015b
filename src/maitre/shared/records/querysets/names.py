"""Names written in a query: to ids, and from their beginning, among what the person may see.

Hidden and unknown are the same. A whole name or key means what bears it; else a beginning means the one that begins so.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from maitre.kernel.query import Key, Resolver, Several
from maitre.shared.access.querysets import organisations_visible_to, people_visible_to, teams_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Person

SUGGESTED = 8


MOST_NAMED = 5
"""Names told when a beginning could mean several."""


def resolver(actor: Actor) -> Resolver:
    """(source, written name) to the ids it means for this person. Raises Several."""

    def ids_of(source: str, name: str) -> Sequence[Key]:
        if source == "number":
            digits = name.rsplit("-", 1)[-1]
            return [int(digits)] if digits.isdecimal() and len(digits) < 19 else []
        if source == "person":
            return _people(people_visible_to(actor), name)
        there = organisations_visible_to(actor)
        match source:
            case "team":
                return _named(teams_visible_to(actor), name)
            case "organisation":
                return _named(there, name)
            case "category":
                categories = apps.get_model("records", "Category").objects
                return _named(categories.filter(organisation__in=there), name)
        raise LookupError(f"no names of {source!r} are known")

    return ids_of


def _people(people: "QuerySet[Person]", name: str) -> Sequence[Key]:
    """By address or whole name; else by the beginning of a first or last name, or of an address."""
    whole = people.filter(Q(email__iexact=name) | Q(folded_name=name.casefold()))
    begun = name.casefold()
    begins = Q(folded_name__startswith=begun) | Q(folded_name__contains=f" {begun}")
    return _only(whole, people.filter(begins | Q(email__istartswith=f"{name}@")), "folded_name")


def _named(rows: "QuerySet[Any]", name: str) -> Sequence[Key]:
    """By key or whole name; else by the beginning of the name."""
    whole = rows.filter(Q(key=name.lower()) | Q(name__iexact=name))
    return _only(whole, rows.filter(name__istartswith=name), "name")


def _only(whole: "QuerySet[Any]", begun: "QuerySet[Any]", order: str) -> Sequence[Key]:
    """What bears the whole name, or the one thing whose name begins so. Raises Several where there are more."""
    if found := list(whole.values_list("pk", flat=True)[:50]):
        return found
    near = list(begun.order_by(order).values_list("pk", "name").distinct()[: MOST_NAMED + 1])
    if len(near) > 1:
        more = ["…"] if len(near) > MOST_NAMED else []
        raise Several([name for _, name in near[:MOST_NAMED]] + more)
    return [pk for pk, _ in near]


def names_like(actor: Actor) -> Callable[[str, str], Sequence[str]]:
    """(source, beginning) to a few names that begin so, for suggestions."""

    def names(source: str, begun: str) -> Sequence[str]:
        if source == "person":
            people = people_visible_to(actor).filter(is_active=True, folded_name__startswith=begun.casefold())
            return list(people.order_by("folded_name").values_list("name", flat=True)[:SUGGESTED])
        there = organisations_visible_to(actor)
        found: dict[str, QuerySet[Any]] = {
            "team": teams_visible_to(actor).filter(is_active=True),
            "organisation": there,
            "category": apps.get_model("records", "Category").objects.filter(organisation__in=there),
        }
        if source not in found:
            return []
        begins = found[source].filter(name__istartswith=begun).order_by("name")
        return list(begins.values_list("name", flat=True)[:SUGGESTED])

    return names

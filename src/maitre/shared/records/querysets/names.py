"""Names written in a query: to ids, and from their beginning, among what the person may see.

Hidden and unknown are the same.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from maitre.kernel.query import Key, Resolver
from maitre.shared.access.querysets import organisations_visible_to, people_visible_to, teams_visible_to
from maitre.shared.access.rules import Actor

SUGGESTED = 8


def resolver(actor: Actor) -> Resolver:
    """(source, written name) to the ids it means for this person."""

    def ids_of(source: str, name: str) -> Sequence[Key]:
        if source == "number":
            digits = name.rsplit("-", 1)[-1]
            return [int(digits)] if digits.isdecimal() and len(digits) < 19 else []
        if source == "person":
            people = people_visible_to(actor).filter(Q(email__iexact=name) | Q(folded_name=name.casefold()))
            return list(people.values_list("pk", flat=True)[:50])
        named = Q(key=name.lower()) | Q(name__iexact=name)
        if source == "team":
            return list(teams_visible_to(actor).filter(named).values_list("pk", flat=True)[:50])
        if source == "organisation":
            return list(organisations_visible_to(actor).filter(named).values_list("pk", flat=True)[:50])
        if source == "category":
            there = Q(organisation__in=organisations_visible_to(actor))
            found = apps.get_model("records", "Category").objects.filter(named & there)
            return list(found.values_list("pk", flat=True)[:50])
        raise LookupError(f"no names of {source!r} are known")

    return ids_of


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

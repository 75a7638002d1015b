"""From a number in an address to a record: only ever through what the caller may see."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from maitre.kernel.errors import NotFound
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.access.rest.references import one_of, unknown
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Organisation
from maitre.shared.records.models import Category, Record
from maitre.shared.records.querysets import reads_internal, standing


@dataclass(frozen=True, slots=True)
class Seen:
    """A record, who looks at it, and what they are to it."""

    record: Record
    actor: Actor
    roles: frozenset[str]

    @property
    def internal(self) -> bool:
        return reads_internal(self.roles)


def record_in(request: HttpRequest, number: str) -> Seen:
    """The record with this number; NotFound where there is none for the caller."""
    actor = actor_of(request)
    record = Record.objects.labelled(number, actor)
    return Seen(record, actor, standing(actor, record))


def record_named(reference: int | str, actor: Actor, field: str) -> Record:
    """A record another one shall point at."""
    visible = Record.objects.visible_to(actor)
    if isinstance(reference, int):
        return one_of(visible, reference, field)
    try:
        return Record.objects.labelled(reference, actor)
    except NotFound:
        raise unknown(field) from None


def category_named(reference: int | str, organisation: Organisation, field: str) -> Category:
    """A category valid for records of `organisation`: its own, or one of what it belongs to."""
    above = [int(step) for step in organisation.path.split("/") if step]
    return one_of(Category.objects.filter(is_active=True, organisation__in=above), reference, field)


Words = Callable[[Mapping[str, Any] | None], str]

_words: dict[str, Words] = {}


def explains(kind: str, words: Words) -> None:
    """Declare how the explanations of this kind of record are said."""
    _words[kind] = words


def said(kind: str, why: Mapping[str, Any]) -> str:
    return _words[kind](why) if kind in _words else ""

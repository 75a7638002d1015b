"""What stands beside a record, whatever its kind: linked records and who follows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from maitre.shared.access.rules import Actor
from maitre.shared.conversation.querysets import following, links_of
from maitre.shared.conversation.rules import LINK_KINDS
from maitre.shared.records.models import Record


@dataclass(frozen=True, slots=True)
class Beside:
    """A record page as panels need it: the record, who looks, what they are to it, and its files."""

    record: Record
    actor: Actor
    roles: frozenset[str]
    files: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Linked:
    """A link seen from one end."""

    pk: int
    kind: str
    other: Record


def linked_to(record: Record, actor: Actor) -> list[Linked]:
    """Links whose other end `actor` may see: one statement, and one more where there are any."""
    found = links_of(record)
    ends = [other.pk for *_, other in found]
    seen = (
        set(Record.objects.visible_to(actor).filter(pk__in=ends).values_list("pk", flat=True)) if ends else ()
    )
    return [
        Linked(pk, kind if outward else LINK_KINDS[kind], other)
        for pk, kind, outward, other in found
        if other.pk in seen
    ]


def watchers_of(record: Record) -> Mapping[int, str]:
    """Who follows it, by id."""
    return dict(following(record))

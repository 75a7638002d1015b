"""What stands beside a record, whatever its kind: linked records and who follows it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from maitre.shared.access.rules import Actor
from maitre.shared.conversation.models import Link
from maitre.shared.conversation.rules import LINK_KINDS
from maitre.shared.records.models import Participation, Record
from maitre.shared.records.querysets import standing


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
    """Links whose other end `actor` may see: one statement, and one more for ends only taking part can open."""
    rows = Link.objects.filter(Q(source=record) | Q(target=record)).select_related("source", "target")
    found = []
    for row in rows.order_by("pk"):
        outward = row.source_id == record.pk
        other = row.target if outward else row.source
        if standing(actor, other):
            found.append(Linked(row.pk, row.kind if outward else LINK_KINDS[row.kind], other))
    return found


def watchers_of(record: Record) -> Mapping[int, str]:
    """Who follows it, by id."""
    rows = Participation.objects.filter(record=record, role=Participation.As.WATCHER)
    return dict(rows.order_by("person__folded_name").values_list("person_id", "person__name"))

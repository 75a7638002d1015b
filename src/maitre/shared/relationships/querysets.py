"""The vocabulary for asking about families of records. Which table they stand in, the practice's own queryset says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import connection, models

from maitre.kernel.query import Field, Kind
from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import standing
from maitre.shared.relationships.rules import Part

if TYPE_CHECKING:
    from maitre.shared.relationships.models import Related

M = TypeVar("M", bound="Related")

_LIVED_ON = """
    WITH RECURSIVE whole(id) AS (
        SELECT %s::bigint UNION
        SELECT own.record_id FROM {table} own JOIN whole ON own.merged_into_id = whole.id
    ) SELECT id FROM whole
"""
_MERGED = "SELECT record_id FROM {table} WHERE record_id = ANY(%s) AND merged_into_id IS NOT NULL"


class RelatedQuerySet(models.QuerySet[M]):
    """What a practice's own queryset takes along. It has `labelled` itself."""

    if TYPE_CHECKING:

        def labelled(self, label: str, actor: Actor) -> M: ...

    def counted(self) -> Self:
        """Those that figures count: what was merged into another record is counted there, once."""
        return self.filter(merged_into=None)

    def children_of(self, parent: M, actor: Actor) -> Self:
        """Children that `actor` may see."""
        return self.filter(parent=parent, record__in=Record.objects.visible_to(actor))

    def parents_of(self, ids: Collection[int]) -> list[int]:
        """Ids of the parents that these have."""
        found = self.filter(pk__in=ids, parent__isnull=False)
        return [pk for pk in found.values_list("parent_id", flat=True) if pk is not None]

    def families_of(self, ids: Collection[int], ends: Collection[int]) -> set[int]:
        """All that merging these into `ends` touches: themselves, parents, children, what each end lives on as."""
        children = self.filter(parent__in=ids).values_list("pk", flat=True)
        survivors = [self.survivor_of(each).pk for each in self.select_related("record").filter(pk__in=ends)]
        return {*ids, *children, *self.parents_of(ids), *survivors}

    def merged_into(self, ids: Collection[int]) -> Self:
        """Those merged into one of these, the oldest first; who may see each is for the caller to ask."""
        return self.filter(merged_into__in=ids).select_related("record").order_by("pk")

    def survivor_of(self, subject: M) -> M:
        """What lives on of it: itself, or where it was merged into, however many times."""
        survivor: Any = subject
        while survivor.merged_into_id is not None:
            survivor = self.select_related("record").get(pk=survivor.merged_into_id)
        living: M = survivor
        return living

    def lived_on_as(self, pk: int) -> list[int]:
        """Ids of what was merged into this one, however many times, and its own."""
        with connection.cursor() as cursor:
            cursor.execute(_LIVED_ON.format(table=self.model._meta.db_table), [pk])
            return [each for (each,) in cursor.fetchall()]

    def surviving(self, label: str, actor: Actor) -> M:
        """The record that lives on under this number, for `actor`.

        Where they may not see what it was merged into, it stays the merged one, which they may. NotFound as `labelled`.
        """
        asked = self.labelled(label, actor)
        survivor: Any = self.survivor_of(asked)
        return survivor if survivor is asked or standing(actor, survivor.record) else asked

    def survivors(self, ids: Collection[int], actor: Actor) -> Mapping[int, M]:
        """By id, what those among `ids` that were merged live on as, where `actor` may see it."""
        with connection.cursor() as cursor:  # asked by every search, and nearly always empty
            cursor.execute(_MERGED.format(table=self.model._meta.db_table), [list(ids)])
            gone = [pk for (pk,) in cursor.fetchall()]
        merged = self.filter(pk__in=gone).select_related("record") if gone else ()
        found: dict[int, Any] = {each.pk: self.survivor_of(each) for each in merged}
        return {pk: survivor for pk, survivor in found.items() if standing(actor, survivor.record)}


def labels_of_relatives(subjects: Iterable[Any], actor: Actor) -> Mapping[int | None, str]:
    """Numbers of parents and of what was merged into, where `actor` sees them; no statement without a family."""
    ids = {pk for each in subjects for pk in (each.parent_id, each.merged_into_id) if pk is not None}
    visible = Record.objects.visible_to(actor).filter(pk__in=ids) if ids else ()
    return {record.pk: record.label for record in visible}


def family_fields(table: str) -> Sequence[Field]:
    """How one asks for the part in a family, and for the children of a record."""
    part = (
        f"(SELECT CASE WHEN kin.merged_into_id IS NOT NULL THEN '{Part.MERGED}'"
        f" WHEN kin.parent_id IS NOT NULL THEN '{Part.CHILD}' WHEN kin.child_count > 0 THEN '{Part.PARENT}' END"
        f" FROM {table} kin WHERE kin.record_id = records_record.id)"
    )
    parent = (
        f"(SELECT above.number FROM {table} kin JOIN records_record above ON above.id = kin.parent_id"
        " WHERE kin.record_id = records_record.id)"
    )
    return [
        Field(
            name="family",
            kind=Kind.CHOICE,
            sql=part,
            nullable=True,
            choices={each.value: each.value for each in Part},
        ),
        Field(name="parent", kind=Kind.REFERENCE, sql=parent, source="number", nullable=True),
    ]

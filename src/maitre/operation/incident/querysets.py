"""The vocabulary for asking about incidents."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotFound
from maitre.operation.incident.rules import Major
from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import worked_by
from maitre.shared.relationships.querysets import RelatedQuerySet
from maitre.shared.relationships.rules import Part, part_of
from maitre.shared.workflow.querysets import DescribedQuerySet, HeldQuerySet

if TYPE_CHECKING:
    from maitre.operation.incident.models import (  # noqa: F401 - named in strings below
        Duty,
        ExpectedImpact,
        Incident,
        MajorIncident,
    )

_MARKS = """
    SELECT record_id, parent_id, child_count, merged_into_id, major FROM incident_incident WHERE record_id = ANY(%s)
       AND (parent_id IS NOT NULL OR merged_into_id IS NOT NULL OR child_count > 0 OR major <> '')
"""


_FACETS = """
    SELECT own.record_id, own.kind, own.service, own.location, own.channel,
           coalesce(ended.code, ''), coalesce(ended.cause, '')
      FROM incident_incident own
      LEFT JOIN incident_resolution ended ON ended.incident_id = own.record_id AND ended.undone_at IS NULL
     WHERE own.record_id = ANY(%s)
"""


def facets(ids: Sequence[int]) -> Mapping[int, Mapping[str, str]]:
    """What figures are grouped by, of incidents as they stand."""
    names = ("type", "service", "location", "channel", "code", "cause")
    with connection.cursor() as cursor:
        cursor.execute(_FACETS, [list(ids)])
        return {pk: dict(zip(names, words, strict=True)) for pk, *words in cursor.fetchall()}


class MajorIncidentQuerySet(models.QuerySet["MajorIncident"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those an actor works on or may look at from inside; taking part alone shows the portal's banner only."""
        return self if actor.is_system else self.filter(worked_by(actor, "incident__record__"))

    def live(self) -> Self:
        """Declared, and the service is not restored yet."""
        return self.filter(incident__major=Major.DECLARED, ended_at__isnull=True)

    def proposed(self) -> Self:
        return self.filter(incident__major=Major.PROPOSED)

    def to_review(self) -> Self:
        """Over, and what was learned is not written down yet."""
        return self.filter(
            Q(review__isnull=True) | Q(review__finished_at__isnull=True),
            incident__major=Major.DECLARED,
            ended_at__isnull=False,
        )

    def unsettled(self) -> Self:
        """Live, proposed or to review; what ended last is last."""
        found = self.live() | self.proposed() | self.to_review()
        return found.order_by(F("ended_at").asc(nulls_first=True), "pk")

    def affecting(self, organisations: Iterable[int]) -> Self:
        """Live, not confidential, and of one of these organisations."""
        return self.live().filter(
            incident__record__organisation_id__in=list(organisations), incident__record__circle__isnull=True
        )

    def with_parts(self) -> Self:
        """With whoever plays a part in it."""
        return self.select_related("manager", "technical_lead", "communications", "scribe")

    def with_people(self) -> Self:
        return self.with_parts().select_related(
            "incident__record__team", "incident__record__assignee", "incident__record__organisation", "review"
        )


class DutyQuerySet(models.QuerySet["Duty"]):
    def open(self) -> Self:
        return self.filter(done_at__isnull=True, lapsed_at__isnull=True)

    def overdue(self, now: datetime) -> Self:
        return self.open().filter(due_at__lte=now)


class ExpectedImpactQuerySet(models.QuerySet["ExpectedImpact"]):
    def of(self, path: str) -> Self:
        """Lines that hold for the organisation at `path`: its own, those of what it belongs to, those of all."""
        above = [int(step) for step in path.split("/") if step]
        return self.filter(Q(organisation__isnull=True) | Q(organisation_id__in=above))


class IncidentQuerySet(  # type: ignore[override]
    DescribedQuerySet["Incident"], HeldQuerySet["Incident"], RelatedQuerySet["Incident"]
):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(record__in=Record.objects.visible_to(actor))

    def labelled(self, label: str, actor: Actor) -> "Incident":
        """The incident called INC-1042; NotFound where the record is none of `actor`'s, or no incident."""
        record = Record.objects.labelled(label, actor, own="incident")
        found: Incident | None = getattr(record, "incident", None)
        if found is None:
            raise NotFound(
                _("There is no incident %(label)s, or it is not open to you.") % {"label": label[:40]}
            )
        return found

    def with_names(self) -> Self:
        """Everything a page or an answer shows, in one statement."""
        return self.select_related(
            "record__requester", "record__team", "record__assignee", "record__organisation", "record__category",
            "record__circle",
        )  # fmt: skip

    def marks(self, ids: Collection[int]) -> tuple[Mapping[int, Part], frozenset[int]]:
        """The part each of these plays in a family, of the few that play one; and the major ones: one statement."""
        with connection.cursor() as cursor:
            cursor.execute(_MARKS, [list(ids)])
            found = cursor.fetchall()
        parts = {pk: part_of(parent, count, into) for pk, parent, count, into, _ in found}
        families = {pk: part for pk, part in parts.items() if part is not None}
        return families, frozenset(pk for pk, *_, major in found if major == Major.DECLARED)

"""The vocabulary for asking about incidents."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotFound
from maitre.kernel.states import OPEN_PHASES
from maitre.operation.incident.lifecycle import IN_PROGRESS, LIFECYCLE, PENDING, RESOLVED, WORKERS
from maitre.operation.incident.rules import Major, Part, PauseReason, part_of
from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import THESE, standing, worked_by

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


# Person by person: what one has open is looked up in its own index. Asked for all of them at once, the share they have
# in the whole history spoke for reading everything that is open. Words of ours stand in the text, for the same index.
OPEN_OF = f"""
    SELECT of.person, load.total, load.active FROM ({THESE}) AS of(person) CROSS JOIN LATERAL (
        SELECT count(*) AS total, count(*) FILTER (WHERE r.state = '{IN_PROGRESS}') AS active FROM records_record r
         WHERE r.assignee_id = of.person AND r.kind = '{LIFECYCLE.kind}'
           AND r.phase IN ({", ".join(f"'{phase}'" for phase in OPEN_PHASES)})
    ) load
"""


def workloads(people: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """By person, how many incidents they have open, and in how many of those they are at work."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_OF, [sorted(people)])
        return {person: (total, active) for person, total, active in cursor.fetchall()}


# Begins with the few whom the team and the skills name. Put together by the ORM, it began with everybody's grants, and
# took longer to put together than to ask.
_IN_QUESTION = """
    SELECT p.id, p.name, p.email, named.in_team
      FROM (SELECT person_id, bool_or(in_team) AS in_team
              FROM (SELECT person_id, TRUE AS in_team FROM organisation_team_members WHERE team_id = %(team)s
                    UNION ALL SELECT unnest(%(skilled)s::bigint[]), FALSE) each
             GROUP BY person_id) named
      JOIN organisation_person p ON p.id = named.person_id
     WHERE p.is_active AND (%(everybody)s OR p.organisation_id = ANY(%(reach)s) OR p.id = %(asking)s)
       AND EXISTS (SELECT 1 FROM access_grant g WHERE g.person_id = p.id AND g.role = ANY(%(roles)s)
                      AND g.organisation_id = ANY(%(above)s) AND (g.team_id IS NULL OR g.team_id = %(team)s))
       AND (%(circle)s::bigint IS NULL OR EXISTS
            (SELECT 1 FROM access_circle_members m WHERE m.person_id = p.id AND m.circle_id = %(circle)s))
     ORDER BY p.id
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


class InQuestion(NamedTuple):
    """Somebody who could be given a record; `in_team`: of the team, else only for what they know."""

    pk: int
    name: str
    email: str
    in_team: bool


def in_question(record: Record, team: int | None, skilled: Collection[int], actor: Actor) -> list[InQuestion]:
    """Active people of the team or among the skilled, whom `actor` knows of and whose grant lets them work on it,
    were it the team's."""
    parameters = {
        "team": team,
        "skilled": list(skilled),
        "everybody": actor.is_system,
        "reach": sorted(actor.reach()),
        "asking": actor.person_id,
        "roles": [str(role) for role in WORKERS],
        "above": [int(each) for each in record.organisation.path.split("/") if each],
        "circle": record.circle_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_IN_QUESTION, parameters)
        return [InQuestion._make(row) for row in cursor.fetchall()]


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


_LIVED_ON = """
    WITH RECURSIVE whole(id) AS (
        SELECT %s::bigint UNION
        SELECT own.record_id FROM incident_incident own JOIN whole ON own.merged_into_id = whole.id
    ) SELECT id FROM whole
"""
_MERGED = "SELECT record_id FROM incident_incident WHERE record_id = ANY(%s) AND merged_into_id IS NOT NULL"


class IncidentQuerySet(models.QuerySet["Incident"]):
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

    def asking_requester(self, ids: Iterable[int]) -> "models.QuerySet[Incident, int]":
        """Ids of those among `ids` that wait for an answer of their requester."""
        return self.filter(pk__in=ids, pause_reason=PauseReason.REQUESTER).values_list("pk", flat=True)

    def to_wake(self, now: datetime) -> Self:
        """Paused until a moment that has come."""
        return self.filter(wakes_at__lte=now, record__state=PENDING).select_related("record")

    def to_close(self, now: datetime) -> Self:
        """Resolved, and nobody objected in time."""
        return self.filter(closes_at__lte=now, record__state=RESOLVED).select_related("record")

    def counted(self) -> Self:
        """Those that figures count: what was merged into another incident is counted there, once."""
        return self.filter(merged_into=None)

    def children_of(self, parent: "Incident", actor: Actor) -> Self:
        """Children that `actor` may see."""
        return self.filter(parent=parent).visible_to(actor)

    def parents_of(self, ids: Collection[int]) -> list[int]:
        """Ids of the parents that these have."""
        found = self.filter(pk__in=ids, parent__isnull=False)
        return [pk for pk in found.values_list("parent_id", flat=True) if pk is not None]

    def marks(self, ids: Collection[int]) -> tuple[Mapping[int, Part], frozenset[int]]:
        """The part each of these plays in a family, of the few that play one; and the major ones: one statement."""
        with connection.cursor() as cursor:
            cursor.execute(_MARKS, [list(ids)])
            found = cursor.fetchall()
        parts = {pk: part_of(parent, count, into) for pk, parent, count, into, _ in found}
        families = {pk: part for pk, part in parts.items() if part is not None}
        return families, frozenset(pk for pk, *_, major in found if major == Major.DECLARED)

    def families_of(self, ids: Collection[int], ends: Collection[int]) -> set[int]:
        """All that merging these into `ends` touches: themselves, parents, children, what each end lives on as."""
        children = self.filter(parent__in=ids).values_list("pk", flat=True)
        survivors = [self.survivor_of(each).pk for each in self.select_related("record").filter(pk__in=ends)]
        return {*ids, *children, *self.parents_of(ids), *survivors}

    def merged_into(self, ids: Collection[int]) -> Self:
        """Those merged into one of these, the oldest first; who may see each is for the caller to ask."""
        return self.filter(merged_into__in=ids).select_related("record").order_by("pk")

    def survivor_of(self, incident: "Incident") -> "Incident":
        """What lives on of it: itself, or where it was merged into, however many times."""
        survivor = incident
        while survivor.merged_into_id is not None:
            survivor = self.select_related("record").get(pk=survivor.merged_into_id)
        return survivor

    def lived_on_as(self, pk: int) -> list[int]:
        """Ids of what was merged into this one, however many times, and its own."""
        with connection.cursor() as cursor:
            cursor.execute(_LIVED_ON, [pk])
            return [each for (each,) in cursor.fetchall()]

    def surviving(self, label: str, actor: Actor) -> "Incident":
        """The incident that lives on under this number, for `actor`.

        Where they may not see what it was merged into, it stays the merged one, which they may. NotFound as `labelled`.
        """
        asked = self.labelled(label, actor)
        survivor = self.survivor_of(asked)
        return survivor if survivor is asked or standing(actor, survivor.record) else asked

    def survivors(self, ids: Collection[int], actor: Actor) -> Mapping[int, "Incident"]:
        """By id, what those among `ids` that were merged live on as, where `actor` may see it."""
        with connection.cursor() as cursor:  # asked by every search, and nearly always empty
            cursor.execute(_MERGED, [list(ids)])
            gone = [pk for (pk,) in cursor.fetchall()]
        merged = self.filter(pk__in=gone).select_related("record") if gone else ()
        found = {each.pk: self.survivor_of(each) for each in merged}
        return {pk: survivor for pk, survivor in found.items() if standing(actor, survivor.record)}

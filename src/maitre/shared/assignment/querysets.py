"""The vocabulary for asking who could have a record, what they have already, and who leads where it is."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from maitre.kernel.query import Field, Kind
from maitre.kernel.states import OPEN_PHASES, Phase
from maitre.shared.access.models import Grant
from maitre.shared.access.rules import Actor, Role
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import THESE
from maitre.shared.workflow.lifecycle import WORKERS
from maitre.shared.workflow.querysets import own_column


@cache
def open_of(kind: str) -> str:
    """What people have open of a kind, person by person: it is looked up in the index of each.

    Asked for all of them at once, the share they have in the whole history spoke for reading everything that is open.
    Words of ours stand in the text, for the same index.
    """
    return f"""
    SELECT of.person, load.total, load.active FROM ({THESE}) AS of(person) CROSS JOIN LATERAL (
        SELECT count(*) AS total, count(*) FILTER (WHERE r.phase = '{Phase.ACTIVE}') AS active FROM records_record r
         WHERE r.assignee_id = of.person AND r.kind = '{practice_of(kind).kind}'
           AND r.phase IN ({", ".join(f"'{phase}'" for phase in OPEN_PHASES)})
    ) load
"""


def workloads(kind: str, people: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """By person, how many records of this kind they have open, and in how many of those they are at work."""
    with connection.cursor() as cursor:
        cursor.execute(open_of(kind), [sorted(people)])
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


def leads_of(record: Record) -> set[int]:
    """Those who lead there; where nobody does, those who administer."""
    above = [int(each) for each in record.organisation.path.split("/") if each]
    team = Q(team__isnull=True) | Q(team=record.team_id) if record.team_id else Q(team__isnull=True)
    grants = Grant.objects.filter(team, organisation__in=above, person__is_active=True)
    if record.circle_id is not None:
        grants = grants.filter(person__circles=record.circle_id)
    for role in (Role.LEAD, Role.ADMIN):
        if people := set(grants.filter(role=role).values_list("person_id", flat=True)):
            return people
    return set()


def hand_over_fields(table: str) -> Sequence[Field]:
    """How one asks for the columns of `Assigned`."""
    return [
        Field(name=name, kind=Kind.NUMBER, sql=own_column(table, name)) for name in ("handoffs", "returns")
    ]

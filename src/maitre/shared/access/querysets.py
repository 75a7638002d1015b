"""Who somebody is, in one statement: grants expanded to organisations, and circles. What it means is in rules."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet

from maitre.shared.access.rules import Actor, Role, Scope
from maitre.shared.organisation.models import Organisation, Person, Team

if TYPE_CHECKING:
    from maitre.shared.access.models import Circle

_STANDING = """
    (SELECT path FROM organisation_organisation home WHERE home.id = person.organisation_id),
    (SELECT json_agg(json_build_array(g.role, g.team_id, ARRAY(
              SELECT below.id FROM organisation_organisation root, organisation_organisation below
               WHERE root.id = g.organisation_id AND below.path LIKE root.path || '%%')))
       FROM access_grant g WHERE g.person_id = person.id),
    ARRAY(SELECT m.circle_id FROM access_circle_members m WHERE m.person_id = person.id)
"""
_KEPT = "_standing"


def actor_for(person: Person, *, via: str = "page", readonly: bool = False) -> Actor:
    """The person with all grants expanded: one statement, or none for somebody `signed_in` has just loaded."""
    kept: Actor | None = getattr(person, _KEPT, None)
    if kept is None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {_STANDING} FROM organisation_person person WHERE person.id = %s", [person.pk]
            )
            kept = _actor(person, *cursor.fetchone())
    return replace(kept, via=via, readonly=readonly)


def signed_in(person_id: int) -> Person | None:
    """The person and what they may see, in one statement: every page begins with it."""
    fields = Person._meta.concrete_fields
    columns = ", ".join(f'person."{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, {_STANDING} FROM organisation_person person WHERE person.id = %s", [person_id]
        )
        row = cursor.fetchone()
    if row is None:
        return None
    person = Person.from_db(connection.alias, [field.attname for field in fields], row[: len(fields)])
    setattr(person, _KEPT, _actor(person, *row[len(fields) :]))
    return person


def _actor(
    person: Person, path: str, grants: Sequence[tuple[str, int | None, list[int]]] | None, circles: list[int]
) -> Actor:
    scopes = [Scope(Role(role), frozenset(reach), team) for role, team, reach in grants or ()]
    return Actor(
        person_id=person.pk,
        name=person.name,
        organisation_id=person.organisation_id,
        organisation_path=path,
        scopes=tuple(scopes),
        circles=frozenset(circles),
        zone=person.zone,
        language=person.language,
    )


def organisations_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """Those within reach of a grant, one's own, and what one's own belongs to."""
    if actor.is_system:
        return Organisation.objects.all()
    above = [int(step) for step in actor.organisation_path.split("/") if step]
    return Organisation.objects.filter(pk__in=actor.reach() | set(above))


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """Staff see the people of their organisations; everybody sees themselves."""
    if actor.is_system:
        return Person.objects.all()
    return Person.objects.filter(Q(organisation_id__in=actor.reach()) | Q(pk=actor.person_id))


def teams_visible_to(actor: Actor) -> QuerySet[Team]:
    if actor.is_system:
        return Team.objects.all()
    return Team.objects.filter(
        Q(organisation_id__in=actor.reach()) | Q(members=actor.person_id or 0)
    ).distinct()


def teams_led_by(actor: Actor) -> QuerySet[Team]:
    """Teams whose replies, macros and other tools are theirs to define, as lead or administrator."""
    if actor.is_system:
        return Team.objects.all()
    leading = [scope for scope in actor.scopes if scope.role in (Role.LEAD, Role.ADMIN)]
    wide = frozenset[int]().union(*(scope.organisations for scope in leading if scope.team is None))
    own = [scope.team for scope in leading if scope.team is not None]
    return Team.objects.filter(Q(organisation_id__in=wide) | Q(pk__in=own))


def circles_visible_to(actor: Actor) -> "QuerySet[Circle]":
    circles: QuerySet[Circle] = apps.get_model("access", "Circle").objects.all()
    return circles if actor.is_system else circles.filter(pk__in=actor.circles)

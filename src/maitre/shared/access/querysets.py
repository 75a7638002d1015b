"""Who somebody is, in one statement: grants expanded to organisations, and circles. What it means is in rules."""

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection
from django.db.models import Q, QuerySet

from maitre.shared.access.rules import Actor, Role, Scope
from maitre.shared.organisation.models import Organisation, Person, Team

if TYPE_CHECKING:
    from maitre.shared.access.models import Circle

_STANDING = """
    SELECT g.role, g.team_id, array_agg(below.id), NULL
      FROM access_grant g
      JOIN organisation_organisation root ON root.id = g.organisation_id
      JOIN organisation_organisation below ON below.path LIKE root.path || '%%'
     WHERE g.person_id = %(person)s
     GROUP BY g.id, g.role, g.team_id
     UNION ALL
    SELECT NULL, NULL, NULL, m.circle_id FROM access_circle_members m WHERE m.person_id = %(person)s
     UNION ALL
    SELECT o.path, NULL, NULL, NULL FROM organisation_organisation o WHERE o.id = %(home)s
"""


def actor_for(person: Person, *, via: str = "page", readonly: bool = False) -> Actor:
    """The person with all grants expanded: one statement, whatever the depth of the tree."""
    scopes: list[Scope] = []
    circles: list[int] = []
    path = "/"
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"person": person.pk, "home": person.organisation_id})
        for role, team, reach, circle in cursor.fetchall():
            if circle is not None:
                circles.append(circle)
            elif reach is not None:
                scopes.append(Scope(Role(role), frozenset(reach), team))
            else:
                path = role
    return Actor(
        person_id=person.pk,
        name=person.name,
        organisation_id=person.organisation_id,
        organisation_path=path,
        scopes=tuple(scopes),
        circles=frozenset(circles),
        zone=person.zone,
        language=person.language,
        via=via,
        readonly=readonly,
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


def circles_visible_to(actor: Actor) -> "QuerySet[Circle]":
    circles: QuerySet[Circle] = apps.get_model("access", "Circle").objects.all()
    return circles if actor.is_system else circles.filter(pk__in=actor.circles)

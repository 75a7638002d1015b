"""Who somebody is, in one statement: grants expanded to organisations, and circles. What it means is in rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import connection, models
from django.db.models import Q, QuerySet
from django.utils import timezone

from maitre.shared.access.rules import Actor, Role, Scope
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.organisation.querysets import any_of

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

M = TypeVar("M", bound=models.Model)


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


@dataclass(frozen=True, slots=True)
class Bearing:
    """Who came with a token, when that ends, and what it is for."""

    person: Person
    ends: datetime
    scopes: list[str]


def signed_in(person_id: int) -> Person | None:
    """The person, where they belong and what they may see, in one statement."""
    row = _one_row("organisation_person person", "person.id = %s", [person_id])
    return _known(row) if row else None


@dataclass(frozen=True, slots=True)
class Held:
    """A session: who was noted as signed in by it, what Django signed, and when it ends."""

    person: Person | None
    data: str
    ends: datetime


def held(key: str, now: datetime) -> Held | None:
    """The session with this key and the same of whoever signed in by it: every page begins with it. None where it has
    ended. A note is no proof: who signed in stands in the signed data."""
    row = _one_row(
        "django_session session"
        " LEFT JOIN usersessions_usersession noted ON noted.session_key = session.session_key"
        " LEFT JOIN organisation_person person ON person.id = noted.user_id",
        "session.session_key = %s AND session.expire_date > %s",
        [key, now],
        more=", session.session_data, session.expire_date",
    )
    return Held(_known(row), *row[-2:]) if row else None


def bearing(digest: bytes, now: datetime) -> Bearing | None:
    """The same of whoever the token with this digest stands for: every call begins with it. None where it has ended."""
    row = _one_row(
        "access_token token JOIN organisation_person person ON person.id = token.person_id",
        "token.digest = %s AND token.revoked_at IS NULL AND token.expires_at > %s",
        [digest, now],
        more=", token.expires_at, ARRAY(SELECT jsonb_array_elements_text(token.scopes))",
    )
    person = _known(row) if row else None
    return Bearing(person, *row[-2:]) if row and person else None


def _one_row(source: str, condition: str, parameters: Sequence[Any], more: str = "") -> Sequence[Any] | None:
    """The person of `source`, their organisation and standing, and the columns of `more`."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_columns(Person, 'person')}, {_columns(Organisation, 'home')}, {_STANDING}{more} FROM {source}"
            f" LEFT JOIN organisation_organisation home ON home.id = person.organisation_id WHERE {condition}",
            parameters,
        )
        found: Sequence[Any] | None = cursor.fetchone()
    return found


def _known(row: Sequence[Any]) -> Person | None:
    """The person a row begins with; None where it has none."""
    person, row = _taken(Person, row)
    if person.pk is None:
        return None
    person.organisation, row = _taken(Organisation, row)
    setattr(person, _KEPT, _actor(person, *row[:3]))
    return person


@cache
def _columns(model: type[models.Model], alias: str) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)


def _taken(model: type[M], row: Sequence[Any]) -> tuple[M, Sequence[Any]]:
    """The row of a model that the first columns hold, and the columns after them."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, names, row[: len(names)]), row[len(names) :]


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


_SESSIONS = """
    SELECT noted.*, kept.session_data FROM usersessions_usersession noted
      LEFT JOIN django_session kept ON kept.session_key = noted.session_key AND kept.expire_date > %s
     WHERE noted.user_id = %s
"""


def noted_sessions(person: Person) -> list[UserSession]:
    """Where `person` signed in, each with what its session holds (`session_data`); None where it has ended."""
    return list(UserSession.objects.raw(_SESSIONS, [timezone.now(), person.pk]))


def organisations_visible_to(actor: Actor) -> QuerySet[Organisation]:
    """Those within reach of a grant, one's own, and what one's own belongs to."""
    if actor.is_system:
        return Organisation.objects.all()
    above = [int(step) for step in actor.organisation_path.split("/") if step]
    return Organisation.objects.filter(pk__in=any_of(actor.reach() | set(above)))


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """Staff see the people of their organisations; everybody sees themselves."""
    if actor.is_system:
        return Person.objects.all()
    return Person.objects.filter(Q(organisation_id__in=actor.reach()) | Q(pk=actor.person_id))


def workers_visible_to(actor: Actor) -> QuerySet[Person]:
    """Whom one may give work to: the active ones who hold a grant, by name."""
    holding = people_visible_to(actor).filter(is_active=True, grants__isnull=False)
    return holding.distinct().order_by("folded_name")


def teams_visible_to(actor: Actor) -> QuerySet[Team]:
    if actor.is_system:
        return Team.objects.all()
    there = Q(organisation_id__in=any_of(actor.reach()))
    return Team.objects.filter(there | Q(members=actor.person_id or 0)).distinct()


def teams_led_by(actor: Actor) -> QuerySet[Team]:
    """Teams whose replies, macros and other tools are theirs to define, as lead or administrator."""
    if actor.is_system:
        return Team.objects.all()
    leading = [scope for scope in actor.scopes if scope.role in (Role.LEAD, Role.ADMIN)]
    wide = frozenset[int]().union(*(scope.organisations for scope in leading if scope.team is None))
    own = [scope.team for scope in leading if scope.team is not None]
    return Team.objects.filter(Q(organisation_id__in=any_of(wide)) | Q(pk__in=own))


def circles_visible_to(actor: Actor) -> "QuerySet[Circle]":
    circles: QuerySet[Circle] = apps.get_model("access", "Circle").objects.all()
    return circles if actor.is_system else circles.filter(pk__in=actor.circles)

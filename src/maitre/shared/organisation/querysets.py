"""The vocabulary for asking about organisations, people and teams."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models.expressions import RawSQL

from maitre.kernel.business_time import Calendar
from maitre.shared.calendars.rules import OFFICE_WEEK

if TYPE_CHECKING:
    from maitre.shared.organisation.models import (  # noqa: F401 - named in strings below
        Absence,
        Organisation,
        Person,
        Team,
    )


def any_of(ids: Iterable[int]) -> RawSQL:
    """What `__in` takes for many ids, as one parameter: written out, each is built, sent and planned by itself.

    For tables that are small: of a large one PostgreSQL could not tell beforehand how many rows that will be.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", [sorted(ids)])


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def under(self, path: str) -> Self:
        """The organisation at `path` and everything beneath it."""
        return self.filter(path__startswith=path)

    def above(self, path: str) -> Self:
        """The organisation at `path` and everything it belongs to."""
        ids = [int(step) for step in path.split("/") if step]
        return self.filter(pk__in=ids)


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def of(self, organisations: Iterable[int]) -> Self:
        return self.filter(organisation_id__in=list(organisations))


class TeamQuerySet(models.QuerySet["Team"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def of(self, organisations: Iterable[int]) -> Self:
        return self.filter(organisation_id__in=list(organisations))


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def at(self, now: datetime) -> Self:
        return self.filter(since__lte=now, until__gt=now)

    def to_come(self, now: datetime) -> Self:
        """Those that are not over."""
        return self.filter(until__gt=now)


def calendar_of(organisation: "Organisation") -> Calendar:
    """The default calendar of an organisation: its own, or that of the nearest one it belongs to."""
    above = (
        type(organisation).objects.above(organisation.path).exclude(calendar=None).select_related("calendar")
    )
    nearest = max(above, key=lambda step: len(step.path), default=None)
    if nearest is None or nearest.calendar is None:
        return OFFICE_WEEK
    return nearest.calendar.working_time()


_NEAREST = """
    SELECT DISTINCT ON (home.id) home.id AS home_id, calendar.*
      FROM organisation_organisation home
      JOIN organisation_organisation above ON above.id = ANY(string_to_array(trim(home.path, '/'), '/')::bigint[])
      JOIN calendars_calendar calendar ON calendar.id = above.calendar_id
     WHERE home.id = ANY(%s) ORDER BY home.id, length(above.path) DESC
"""


def calendars_of(organisations: Collection[int]) -> Mapping[int, Calendar]:
    """The same for several by their ids: one statement."""
    stored: Iterable[Any] = apps.get_model("calendars", "Calendar").objects.raw(
        _NEAREST, [sorted(organisations)]
    )
    found = {each.home_id: each.working_time() for each in stored}
    return {pk: found.get(pk, OFFICE_WEEK) for pk in organisations}

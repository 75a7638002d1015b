"""People, teams, organisations and calendars: those the caller may know of, and oneself."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Router
from pydantic import ConfigDict, Field

from maitre.kernel.errors import FieldError, Invalid, NotFound
from maitre.kit.rest.pages import page_by
from maitre.kit.rest.shapes import Cursor, Given, Id, Limit, Listed, Question
from maitre.shared.access.models import Grant
from maitre.shared.access.querysets import organisations_visible_to, people_visible_to, teams_visible_to
from maitre.shared.access.rest.callers import actor_of, caller_id
from maitre.shared.access.rest.shapes import (
    CalendarOut,
    GrantOut,
    MeOut,
    Named,
    OrganisationOut,
    PersonOut,
    TeamOut,
)
from maitre.shared.audit.actions import note
from maitre.shared.calendars.models import Calendar
from maitre.shared.organisation.actions import prefer
from maitre.shared.organisation.models import Organisation, Person, Team

router = Router(tags=["People"])

BY_NAME = {"name": str, "pk": int}


class Preferences(Given):
    """What one sets for oneself. Everything else about a person is not theirs to set here."""

    # Open, so that whatever else was tried can be written into the audit book before it is refused.
    model_config = ConfigDict(extra="allow", json_schema_extra={"additionalProperties": False})

    language: str | None = Field(None, max_length=10, examples=["de"])
    zone: str | None = Field(None, max_length=60, examples=["Europe/Lisbon"])
    theme: str | None = Field(None, max_length=10, examples=["dark"])


@router.get(
    "/people", response=Listed[PersonOut], operation_id="people_list", summary="People you may know of"
)
def people(
    request: HttpRequest, q: Question = "", cursor: Cursor = None, limit: Limit = 50
) -> Listed[PersonOut]:
    """Sorted by name; `q` finds the beginning of a name or of an e-mail address."""
    rows = people_visible_to(actor_of(request)).select_related("organisation")
    if q:
        rows = rows.filter(Q(folded_name__startswith=q.casefold()) | Q(email__istartswith=q))
    found, following = page_by(rows, {"folded_name": str, "pk": int}, cursor=cursor, limit=limit)
    return Listed[PersonOut](items=[PersonOut.told(person) for person in found], next=following)


@router.get("/people/me", response=MeOut, operation_id="people_me", summary="Yourself")
def me(request: HttpRequest) -> MeOut:
    person = Person.objects.get_queryset().select_related("organisation").get(pk=caller_id(request))
    grants = (
        Grant.objects.filter(person=person).select_related("person", "organisation", "team").order_by("pk")
    )
    return MeOut(
        **PersonOut.told(person).model_dump(),
        language=person.language,
        zone=person.zone,
        theme=person.theme,
        grants=[GrantOut.told(grant) for grant in grants],
        teams=[Named.sure(team) for team in person.teams.active().order_by("name")],
    )


@router.patch("/people/me", response=MeOut, operation_id="people_me_change", summary="Set your preferences")
def change_me(request: HttpRequest, body: Preferences) -> MeOut:
    """Language, time zone and theme. Trying anything else is refused and written into the audit book."""
    person = Person.objects.get(pk=caller_id(request))
    if strange := [name[:100] for name in body.model_extra or {}]:
        note(
            "profile_refused",
            person.email,
            by_id=person.pk,
            by_name=person.name,
            detail={"fields": strange[:20]},
        )
        sentence = "is no field here, or not yours to set"
        raise Invalid(
            f"{strange[0]}: {sentence}",
            errors=[FieldError(name, "unknown_field", sentence) for name in strange],
        )
    prefer(person, language=body.language, zone=body.zone, theme=body.theme)
    return me(request)


@router.get("/people/{id}", response=PersonOut, operation_id="people_show", summary="One person")
def person(request: HttpRequest, id: Id) -> PersonOut:
    found = people_visible_to(actor_of(request)).select_related("organisation").filter(pk=id).first()
    if found is None:
        raise NotFound("There is no such person, or you may not know of them.")
    return PersonOut.told(found)


def _teams(request: HttpRequest) -> QuerySet[Team]:
    # The vocabulary joins members, so its rows are taken as ids: pages by key need each once and unjoined.
    visible = teams_visible_to(actor_of(request)).values("pk")
    return Team.objects.filter(pk__in=visible).select_related("organisation").prefetch_related("members")


@router.get("/teams", response=Listed[TeamOut], operation_id="teams_list", summary="Teams you may know of")
def teams(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Listed[TeamOut]:
    found, following = page_by(_teams(request), BY_NAME, cursor=cursor, limit=limit)
    return Listed[TeamOut](items=[TeamOut.told(team) for team in found], next=following)


@router.get("/teams/{key}", response=TeamOut, operation_id="teams_show", summary="One team")
def team(request: HttpRequest, key: str) -> TeamOut:
    found = _teams(request).filter(key=key).first()
    if found is None:
        raise NotFound("There is no such team, or you may not know of it.")
    return TeamOut.told(found)


def _organisations(request: HttpRequest) -> QuerySet[Organisation]:
    return organisations_visible_to(actor_of(request)).select_related("parent", "calendar")


@router.get(
    "/organisations",
    response=Listed[OrganisationOut],
    operation_id="organisations_list",
    summary="Organisations you may know of",
)
def organisations(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Listed[OrganisationOut]:
    found, following = page_by(_organisations(request), BY_NAME, cursor=cursor, limit=limit)
    return Listed[OrganisationOut](items=[OrganisationOut.told(each) for each in found], next=following)


@router.get(
    "/organisations/{key}",
    response=OrganisationOut,
    operation_id="organisations_show",
    summary="One organisation",
)
def organisation(request: HttpRequest, key: str) -> OrganisationOut:
    found = _organisations(request).filter(key=key).first()
    if found is None:
        raise NotFound("There is no such organisation, or you may not know of it.")
    return OrganisationOut.told(found)


def _calendars(request: HttpRequest) -> QuerySet[Calendar]:
    """Calendars that an organisation one may know of works by."""
    visible = organisations_visible_to(actor_of(request)).exclude(calendar=None)
    return Calendar.objects.filter(pk__in=visible.values("calendar"))


def _calendar_out(calendar: Calendar) -> CalendarOut:
    return CalendarOut(
        id=calendar.pk,
        key=calendar.key,
        name=calendar.name,
        zone=calendar.zone,
        week=calendar.week,
        exceptions=calendar.exceptions,
        version=calendar.version,
    )


@router.get(
    "/calendars", response=Listed[CalendarOut], operation_id="calendars_list", summary="Working hours"
)
def calendars(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Listed[CalendarOut]:
    found, following = page_by(_calendars(request), BY_NAME, cursor=cursor, limit=limit)
    return Listed[CalendarOut](items=[_calendar_out(each) for each in found], next=following)


@router.get("/calendars/{key}", response=CalendarOut, operation_id="calendars_show", summary="One calendar")
def calendar(request: HttpRequest, key: str) -> CalendarOut:
    found = _calendars(request).filter(key=key).first()
    if found is None:
        raise NotFound("There is no such calendar, or you may not know of it.")
    return _calendar_out(found)

"""Founds the demo's organisations, people, teams, calendars, categories, circle and grants from company.yaml."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import holidays
import yaml
from django.contrib.auth.hashers import make_password

from maitre.kernel.errors import FieldError, Invalid
from maitre.product.demo.sign_ins import LOGINS, PASSWORD
from maitre.shared.access.actions import grant
from maitre.shared.access.models import Circle
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.calendars.models import Calendar
from maitre.shared.organisation.actions import found_organisation, welcome_person
from maitre.shared.organisation.models import Organisation, Person, Team
from maitre.shared.records.models import Category

HERE = Path(__file__).parent
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Definitions = Mapping[str, Mapping[str, Any]]


class Member(NamedTuple):
    """Somebody of the cast."""

    name: str
    organisation: str
    language: str
    teams: tuple[str, ...]


@cache
def company() -> Mapping[str, Definitions]:
    """company.yaml as it stands."""
    read: Mapping[str, Definitions] = yaml.safe_load((HERE / "company.yaml").read_text(encoding="utf-8"))
    return read


@cache
def cast() -> Mapping[str, Member]:
    """Everybody by address."""
    listed: Mapping[str, Any] = company()["people"]
    return {
        email: Member(name, organisation, language, tuple(teams))
        for email, (name, organisation, language, *teams) in listed.items()
    }


def found(today: date) -> None:
    """Everything but the incidents. Raises Invalid when somebody else holds one of the names."""
    _refuse_taken_names()
    calendars = {key: _calendar(key, given, today) for key, given in company()["calendars"].items()}
    organisations: dict[str, Organisation] = {}
    for key, given in company()["organisations"].items():
        organisations[key] = found_organisation(
            key, given["name"], parent=organisations.get(given.get("parent", ""))
        )
        if "calendar" in given:
            organisations[key].calendar = calendars[given["calendar"]]
            organisations[key].save(update_fields=["calendar"])
    teams = {
        key: Team.objects.create(
            key=key, name=given["name"], organisation=organisations[given["organisation"]]
        )
        for key, given in company()["teams"].items()
    }
    _categories(organisations)
    people = _people(organisations, teams)
    for key, given in company()["circles"].items():
        circle = Circle.objects.create(
            key=key, name=given["name"], organisation=organisations["linden-hotels"]
        )
        circle.members.set([people[email] for email in given["members"]])
    for email, words in company()["grants"].items():
        role, organisation, *team = str(words).split()
        held = teams[team[0]] if team else None
        grant(people[email], Role(role), organisations[organisation], by=SYSTEM_ACTOR, team=held)


def _refuse_taken_names() -> None:
    emails = Person.objects.filter(email__in=list(cast())).values_list("email", flat=True)
    taken = [*emails]
    kinds = (
        ("calendars", Calendar),
        ("organisations", Organisation),
        ("teams", Team),
        ("categories", Category),
    )
    for name, model in (*kinds, ("circles", Circle)):
        taken += model.objects.filter(key__in=list(company()[name])).values_list("key", flat=True)
    if taken:
        sentence = f"The demo company needs names that are in use here: {', '.join(sorted(taken))}."
        raise Invalid(sentence, errors=[FieldError("", "taken", name) for name in sorted(taken)])


def _calendar(key: str, given: Mapping[str, str], today: date) -> Calendar:
    """Last year, this one and the next have their public holidays."""
    years = range(today.year - 1, today.year + 2)
    working = given["days"].split()
    return Calendar.objects.create(
        key=key,
        name=given["name"],
        zone=given["zone"],
        week={day: [given["hours"]] if day in working else [] for day in DAYS},
        exceptions={
            day.isoformat(): [] for day in sorted(holidays.country_holidays(given["holidays"], years=years))
        },
    )


def _categories(organisations: Mapping[str, Organisation]) -> None:
    made: dict[str, Category] = {}
    for key, given in company()["categories"].items():
        made[key] = Category.objects.create(
            key=key,
            name=given["name"],
            organisation=organisations[given["organisation"]],
            parent=made.get(given.get("parent", "")),
        )


def _people(organisations: Mapping[str, Organisation], teams: Mapping[str, Team]) -> dict[str, Person]:
    """Those who can sign in share one hash: the password is public, and hashing it ten times takes seconds."""
    people = {}
    for email, member in cast().items():
        people[email] = welcome_person(
            email,
            member.name,
            organisations[member.organisation],
            language=member.language,
            zone=zone_of(member.organisation),
        )
        for team in member.teams:
            teams[team].members.add(people[email])
    Person.objects.filter(email__in=list(LOGINS)).update(password=make_password(PASSWORD))
    return people


def zone_of(organisation: str) -> str:
    """The zone of the calendar that an organisation of ours uses."""
    given = company()["organisations"][organisation]
    if "calendar" not in given:
        return zone_of(given["parent"])
    return str(company()["calendars"][given["calendar"]]["zone"])

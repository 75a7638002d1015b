"""Verbs on organisations and people: found one, welcome one, let one go. Teams come from definitions.

Who may do so is asked in shared/access, which knows grants.
"""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kernel.zones import zones
from maitre.shared.organisation.models import Absence, Organisation, Person
from maitre.shared.organisation.rules import farewells

NOWHERE = "erased.invalid"
"""Where nobody has an address (RFC 2606)."""


@transaction.atomic
def found_organisation(key: str, name: str, *, parent: Organisation | None = None) -> Organisation:
    """Create an organisation under `parent`; the path is fixed here and nowhere else."""
    organisation = Organisation.objects.create(key=key, name=name, parent=parent)
    organisation.path = f"{parent.path if parent else '/'}{organisation.pk}/"
    organisation.save(update_fields=["path"])
    return organisation


def welcome_person(
    email: str,
    name: str,
    organisation: Organisation,
    *,
    password: str | None = None,
    language: str = "en",
    zone: str = "UTC",
) -> Person:
    """Create a person. Without a password they cannot sign in with one."""
    email = email.strip().lower()
    if Person.objects.filter(email=email).exists():
        raise Invalid(f"{email} is already known.", errors=[FieldError("email", "taken", "already in use")])
    person = Person(email=email, name=name, organisation=organisation, language=language, zone=zone)
    person.set_password(password)
    person.save()
    return person


@transaction.atomic
def deactivate(person: Person) -> bool:
    """Let a person go: they cannot sign in, and others find what they had in hand. False: gone already."""
    if not Person.objects.get_queryset().filter(pk=person.pk, is_active=True).update(is_active=False):
        return False
    person.is_active = False
    person.absences.all().delete()
    for farewell in farewells():
        farewell(person)
    return True


def reactivate(person: Person) -> bool:
    """Let them in again, with the grants and teams they had. False: they never were out."""
    came_back = Person.objects.get_queryset().filter(pk=person.pk, is_active=False).update(is_active=True)
    person.is_active = True
    return bool(came_back)


@transaction.atomic
def anonymise(person: Person) -> None:
    """Take everything off a person that says who they were. The row stays, so whatever counts them still does."""
    deactivate(person)
    person.teams.clear()
    person.name = f"Erased person {person.pk}"
    person.email = f"{person.pk}@{NOWHERE}"
    person.language, person.zone = "en", "UTC"
    person.set_unusable_password()
    person.save()


@transaction.atomic
def be_absent(person: Person, since: datetime, until: datetime) -> Absence:
    """Nothing is suggested to them meanwhile. Raises Invalid where it ends before it begins."""
    if until <= since:
        raise Invalid(
            _("An absence ends after it begins."),
            errors=[FieldError("until", "reversed", _("must lie after the beginning"))],
        )
    return Absence.objects.create(person=person, since=since, until=until)


def come_back(absence: Absence) -> None:
    """They are not away after all."""
    absence.delete()


def prefer(
    person: Person,
    *,
    language: str | None = None,
    zone: str | None = None,
    theme: str | None = None,
    density: str | None = None,
    single_keys: bool | None = None,
) -> None:
    """Set how the product speaks to `person`; None leaves a preference as it is. Raises Invalid naming each.

    `single_keys` False keeps single letters from running commands (WCAG 2.1.4).
    """
    known: dict[str, tuple[str | bool | None, Collection[str | bool]]] = {
        "language": (language, dict(settings.LANGUAGES)),
        "zone": (zone, zones()),
        "theme": (theme, dict(Person.THEMES)),
        "density": (density, dict(Person.DENSITIES)),
        "single_keys": (single_keys, (True, False)),
    }
    chosen = {name: value for name, (value, _known) in known.items() if value is not None}
    errors = [
        FieldError(name, "unknown", "is not offered")
        for name, value in chosen.items()
        if value not in known[name][1]
    ]
    if errors:
        raise Invalid(f"{errors[0].field}: {errors[0].message}", errors=errors)
    for name, value in chosen.items():
        setattr(person, name, value)
    if chosen:
        person.save(update_fields=list(chosen))

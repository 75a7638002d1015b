"""Verbs on organisations and people: found one, welcome one. Teams come from definitions."""

from collections.abc import Collection
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.organisation.models import Organisation, Person


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
        "zone": (zone, available_timezones()),
        "theme": (theme, dict(Person.THEMES)),
        "density": (density, dict(Person.DENSITIES)),
        "single_keys": (single_keys, (True, False)),
    }
    chosen = {name: value for name, (value, _) in known.items() if value is not None}
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

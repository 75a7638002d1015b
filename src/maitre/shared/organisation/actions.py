"""Verbs on organisations and people: found one, welcome one. Teams come from definitions."""

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

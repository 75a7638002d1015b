"""The first administrator of an installation, and the starter pack beneath: verbs of the rooms, put together."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from maitre.kernel.errors import FieldError, Invalid
from maitre.product.starter import apply_starter
from maitre.shared.access.actions import grant
from maitre.shared.access.rules import SYSTEM_ACTOR, Role
from maitre.shared.declarations.actions import define
from maitre.shared.organisation.contributions.people import PersonDefinition
from maitre.shared.organisation.models import Organisation, Person


@transaction.atomic
def create_administrator(email: str, name: str, password: str, organisation: str | None = None) -> Person:
    """A person with the admin role over `organisation` and everything beneath it. Somebody known is refused."""
    email = email.strip().lower()
    if Person.objects.filter(email=email).exists():
        raise Invalid(
            f"{email} exists already. Nothing was changed.",
            errors=[FieldError("email", "taken", "is in use")],
        )
    _check_password(password, email, name)
    if not Organisation.objects.exists():
        apply_starter()
    home = _organisation(organisation)
    define(_definition(email, name, home), by=SYSTEM_ACTOR)
    person = Person.objects.select_related("organisation").get(email=email)
    person.set_password(password)
    person.save(update_fields=["password"])
    grant(person, Role.ADMIN, home, by=SYSTEM_ACTOR)
    return person


def _definition(email: str, name: str, home: Organisation) -> PersonDefinition:
    from pydantic import ValidationError as Unfit

    try:
        return PersonDefinition(kind="person", key=email, name=name.strip(), organisation=home.key)
    except Unfit as error:
        fields = [
            FieldError(str(it["loc"][0]).replace("key", "email"), it["type"], it["msg"])
            for it in error.errors()
        ]
        raise Invalid(f"“{email}” cannot be created.", errors=fields) from None


def _organisation(key: str | None) -> Organisation:
    tops = list(Organisation.objects.filter(parent=None).order_by("pk"))
    if key is None and len(tops) == 1:
        return tops[0]
    found = Organisation.objects.filter(key=key).first()
    if found is None:
        said = f"There is no organisation “{key}”" if key else "There are several organisations"
        known = ", ".join(top.key for top in tops)
        raise Invalid(f"{said}; name one with --organisation. At the top stand: {known}.")
    return found


def _check_password(password: str, email: str, name: str) -> None:
    try:
        validate_password(password, Person(email=email, name=name))
    except ValidationError as error:
        fields = [FieldError("password", "weak", message) for message in error.messages]
        raise Invalid("This password is too easy to guess.", errors=fields) from None

"""People as definitions: who they are and where they belong. Passwords are never in files."""

from collections.abc import Iterator
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from pydantic import Field

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.declarations.rules import Definition, Email, Key, LongName, Reference
from maitre.shared.organisation.actions import deactivate, reactivate, welcome_person
from maitre.shared.organisation.models import Organisation, Person


class PersonDefinition(Definition):
    """Somebody, by e-mail address. Without a password they cannot sign in with one until they are given it."""

    kind: Literal["person"]
    key: Email
    name: LongName
    organisation: Key
    language: str = Field(default="en", max_length=10)
    zone: str = Field(default="UTC", max_length=60, description="IANA time zone, such as Europe/Vienna")
    active: bool = Field(default=True, description="False: they cannot sign in; what they did stays")

    def references(self) -> Iterator[Reference]:
        yield Reference(("organisation",), "organisation", self.organisation)

    def check(self) -> None:
        known = [code for code, _ in settings.LANGUAGES]
        if self.language not in known:
            sentence = f"“{self.language}” is not one of {', '.join(known)}"
            raise Invalid(f"{self.key}: {sentence}.", errors=[FieldError("language", "unknown", sentence)])
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):  # unknown, not a name, a folder of zones
            sentence = f"there is no time zone “{self.zone}”"
            raise Invalid(
                f"{self.key}: {sentence}.", errors=[FieldError("zone", "unknown", sentence)]
            ) from None


def read() -> dict[str, PersonDefinition]:
    rows = Person.objects.values_list("email", "name", "organisation__key", "language", "zone", "is_active")
    return {
        email: PersonDefinition.model_construct(
            kind="person",
            key=email,
            name=name,
            organisation=organisation,
            language=language,
            zone=zone,
            active=active,
        )
        for email, name, organisation, language, zone, active in rows
    }


def write(definition: PersonDefinition) -> None:
    organisation = Organisation.objects.get(key=definition.organisation)
    row = Person.objects.filter(email=definition.key).first()
    if row is None:
        row = welcome_person(definition.key, definition.name, organisation)
    row.name, row.organisation = definition.name, organisation
    row.language, row.zone = definition.language, definition.zone
    row.save(update_fields=["name", "folded_name", "organisation", "language", "zone"])
    (reactivate if definition.active else deactivate)(row)


def remove(key: str) -> None:
    raise Invalid(f"{key} is not removed, for timelines name them: write “active: false” instead.")

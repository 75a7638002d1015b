"""Organisations as definitions: the tree, and each one's calendar."""

from collections.abc import Iterator
from typing import Literal

from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from pydantic import Field

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.calendars.models import Calendar
from maitre.shared.declarations.actions import delete_row
from maitre.shared.declarations.rules import Definition, Key, LongName, Reference
from maitre.shared.organisation.actions import found_organisation
from maitre.shared.organisation.models import Organisation


class OrganisationDefinition(Definition):
    """A company or a part of one."""

    kind: Literal["organisation"]
    name: LongName
    parent: Key | None = Field(default=None, description="The organisation it is a part of")
    calendar: Key | None = Field(
        default=None, description="Its working hours; without, those of the nearest one above"
    )

    def references(self) -> Iterator[Reference]:
        if self.parent:
            yield Reference(("parent",), "organisation", self.parent)
        if self.calendar:
            yield Reference(("calendar",), "calendar", self.calendar)


def read() -> dict[str, OrganisationDefinition]:
    rows = Organisation.objects.values_list("key", "name", "parent__key", "calendar__key")
    return {
        key: OrganisationDefinition.model_construct(
            kind="organisation", key=key, name=name, parent=parent, calendar=calendar
        )
        for key, name, parent, calendar in rows
    }


def write(definition: OrganisationDefinition) -> None:
    parent = Organisation.objects.get(key=definition.parent) if definition.parent else None
    row = Organisation.objects.filter(key=definition.key).first()
    if row is None:
        row = found_organisation(definition.key, definition.name, parent=parent)
    elif row.parent_id != (parent and parent.pk):
        _move(row, parent)
    row.name = definition.name
    row.calendar = Calendar.objects.get(key=definition.calendar) if definition.calendar else None
    row.save(update_fields=["name", "calendar"])


def remove(key: str) -> None:
    row = Organisation.objects.filter(key=key).first()
    if row is None:
        raise Invalid(f"There is no organisation “{key}”.")
    delete_row(row, f"The organisation “{key}”")


def _move(row: Organisation, parent: Organisation | None) -> None:
    """Put it and everything beneath it under another parent."""
    if parent is not None and parent.path.startswith(row.path):
        sentence = f"“{parent.key}” is a part of “{row.key}” itself"
        raise Invalid(f"“{row.key}” cannot move there.", errors=[FieldError("parent", "circle", sentence)])
    old, new = row.path, f"{parent.path if parent else '/'}{row.pk}/"
    Organisation.objects.under(old).update(path=Concat(Value(new), Substr(F("path"), len(old) + 1)))
    row.parent, row.path = parent, new
    row.save(update_fields=["parent"])

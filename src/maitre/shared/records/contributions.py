"""What records add elsewhere: categories as definitions, and the jobs of the room."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from maitre.kernel.errors import Invalid
from maitre.shared.declarations.actions import delete_row
from maitre.shared.declarations.rules import Definition, Key, Kind, Name, Reference, declare
from maitre.shared.organisation.models import Organisation
from maitre.shared.records import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.records.models import Category


class CategoryDefinition(Definition):
    """What a record is about, for an organisation and everything beneath it."""

    kind: Literal["category"]
    name: Name
    organisation: Key
    parent: Key | None = Field(default=None, description="The category it is a finer part of")
    active: bool = Field(default=True, description="False: nothing new is sorted under it")

    def references(self) -> Iterator[Reference]:
        yield Reference(("organisation",), "organisation", self.organisation)
        if self.parent:
            yield Reference(("parent",), "category", self.parent)


def read() -> dict[str, CategoryDefinition]:
    rows = Category.objects.values_list("key", "name", "organisation__key", "parent__key", "is_active")
    return {
        key: CategoryDefinition.model_construct(
            kind="category", key=key, name=name, organisation=organisation, parent=parent, active=active
        )
        for key, name, organisation, parent, active in rows
    }


def write(definition: CategoryDefinition) -> None:
    values = {
        "name": definition.name,
        "organisation": Organisation.objects.get(key=definition.organisation),
        "parent": Category.objects.get(key=definition.parent) if definition.parent else None,
        "is_active": definition.active,
    }
    Category.objects.update_or_create(key=definition.key, defaults=values)


def remove(key: str) -> None:
    row = Category.objects.filter(key=key).first()
    if row is None:
        raise Invalid(f"There is no category “{key}”.")
    delete_row(row, f"The category “{key}”")


declare(Kind("category", CategoryDefinition, read, write, remove))

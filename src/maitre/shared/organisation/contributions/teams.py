"""Teams as definitions: their name, their organisation, who belongs to them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from maitre.kernel.errors import Invalid
from maitre.shared.declarations.actions import delete_row
from maitre.shared.declarations.rules import Definition, Email, Key, LongName, Reference, each_once
from maitre.shared.organisation.models import Organisation, Person, Team


class TeamDefinition(Definition):
    """People who share a queue."""

    kind: Literal["team"]
    name: LongName
    organisation: Key
    members: Annotated[list[Email], AfterValidator(each_once)] = Field(
        default=[], description="E-mail addresses"
    )
    active: bool = Field(default=True, description="False: nothing new goes to its queue")

    def references(self) -> Iterator[Reference]:
        yield Reference(("organisation",), "organisation", self.organisation)
        for place, member in enumerate(self.members):
            yield Reference(("members", place), "person", member)


def read() -> dict[str, TeamDefinition]:
    rows = Team.objects.select_related("organisation").prefetch_related("members")
    return {
        each.key: TeamDefinition.model_construct(
            kind="team",
            key=each.key,
            name=each.name,
            organisation=each.organisation.key,
            members=sorted(member.email for member in each.members.all()),
            active=each.is_active,
        )
        for each in rows
    }


def write(definition: TeamDefinition) -> None:
    values = {
        "name": definition.name,
        "organisation": Organisation.objects.get(key=definition.organisation),
        "is_active": definition.active,
    }
    row, _ = Team.objects.update_or_create(key=definition.key, defaults=values)
    row.members.set(Person.objects.filter(email__in=definition.members))


def remove(key: str) -> None:
    row = Team.objects.filter(key=key).first()
    if row is None:
        raise Invalid(f"There is no team “{key}”.")
    delete_row(row, f"The team “{key}”")

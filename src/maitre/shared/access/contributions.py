"""What access adds elsewhere: circles and grants as definitions."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Strict

from maitre.kernel.errors import Invalid
from maitre.shared.access import jobs  # noqa: F401  (declares the jobs)
from maitre.shared.access.models import Circle, Grant
from maitre.shared.access.rules import Role
from maitre.shared.declarations.actions import delete_row
from maitre.shared.declarations.rules import Definition, Email, Key, Kind, Name, Reference, declare, each_once
from maitre.shared.organisation.models import Organisation, Person, Team


class CircleDefinition(Definition):
    """People who alone see the confidential records of the circle."""

    kind: Literal["circle"]
    name: Name
    organisation: Key
    members: Annotated[list[Email], AfterValidator(each_once)] = Field(
        default=[], description="E-mail addresses"
    )

    def references(self) -> Iterator[Reference]:
        yield Reference(("organisation",), "organisation", self.organisation)
        for place, member in enumerate(self.members):
            yield Reference(("members", place), "person", member)


def read_circles() -> dict[str, CircleDefinition]:
    rows = Circle.objects.select_related("organisation").prefetch_related("members")
    return {
        each.key: CircleDefinition.model_construct(
            kind="circle",
            key=each.key,
            name=each.name,
            organisation=each.organisation.key,
            members=sorted(member.email for member in each.members.all()),
        )
        for each in rows
    }


def write_circle(definition: CircleDefinition) -> None:
    values = {"name": definition.name, "organisation": Organisation.objects.get(key=definition.organisation)}
    row, _ = Circle.objects.update_or_create(key=definition.key, defaults=values)
    row.members.set(Person.objects.filter(email__in=definition.members))


def remove_circle(key: str) -> None:
    row = Circle.objects.filter(key=key).first()
    if row is None:
        raise Invalid(f"There is no circle “{key}”.")
    delete_row(row, f"The circle “{key}”")


class Granted(BaseModel):
    """One role over an organisation and everything beneath it, for one team's records only when a team is named."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    role: Annotated[Role, Strict(False)]
    organisation: Key
    team: Key | None = None

    def __lt__(self, other: "Granted") -> bool:
        return (self.organisation, self.role, self.team or "") < (
            other.organisation,
            other.role,
            other.team or "",
        )


class GrantDefinition(Definition):
    """Everything one person is granted; what is not listed is taken away."""

    kind: Literal["grant"]
    key: Email
    grants: Annotated[list[Granted], Field(min_length=1), AfterValidator(each_once)]

    def references(self) -> Iterator[Reference]:
        yield Reference(("key",), "person", self.key)
        for place, grant in enumerate(self.grants):
            yield Reference(("grants", place, "organisation"), "organisation", grant.organisation)
            if grant.team:
                yield Reference(("grants", place, "team"), "team", grant.team)


def read_grants() -> dict[str, GrantDefinition]:
    rows = Grant.objects.values_list("person__email", "role", "organisation__key", "team__key")
    by_person: dict[str, list[Granted]] = {}
    for email, role, organisation, team in rows:
        granted = Granted.model_construct(role=Role(role), organisation=organisation, team=team)
        by_person.setdefault(email, []).append(granted)
    return {
        email: GrantDefinition.model_construct(kind="grant", key=email, grants=sorted(grants))
        for email, grants in by_person.items()
    }


def write_grants(definition: GrantDefinition) -> None:
    person = Person.objects.get(email=definition.key)
    organisations = dict(Organisation.objects.values_list("key", "pk"))
    teams = dict(Team.objects.values_list("key", "pk"))
    wanted = {
        (each.role, organisations[each.organisation], teams[each.team] if each.team else None)
        for each in definition.grants
    }
    for row in person.grants.all():
        if (row.role, row.organisation_id, row.team_id) not in wanted:
            row.delete()
        wanted.discard((row.role, row.organisation_id, row.team_id))
    Grant.objects.bulk_create(
        Grant(person=person, role=Role(role), organisation_id=organisation, team_id=team)
        for role, organisation, team in wanted
    )


def remove_grants(key: str) -> None:
    Grant.objects.filter(person__email=key).delete()


declare(Kind("circle", CircleDefinition, read_circles, write_circle, remove_circle))
declare(Kind("grant", GrantDefinition, read_grants, write_grants, remove_grants))

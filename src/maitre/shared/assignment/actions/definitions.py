"""Skills as definitions in files: read, written, removed."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from maitre.kernel.errors import Invalid
from maitre.shared.assignment.models import Skill
from maitre.shared.declarations.actions import delete_row
from maitre.shared.declarations.rules import Definition, Email, Key, Kind, Name, Reference, each_once
from maitre.shared.organisation.models import Person
from maitre.shared.records.models import Category


class SkillDefinition(Definition):
    """Something people know, and the categories that ask for it."""

    kind: Literal["skill"]
    name: Name
    people: Annotated[list[Email], AfterValidator(each_once)] = Field(
        default=[], description="E-mail addresses of those who know it"
    )
    categories: Annotated[list[Key], AfterValidator(each_once)] = Field(
        default=[], description="Categories whose records ask for it"
    )

    def references(self) -> Iterator[Reference]:
        for place, person in enumerate(self.people):
            yield Reference(("people", place), "person", person)
        for place, category in enumerate(self.categories):
            yield Reference(("categories", place), "category", category)


def read_skills() -> dict[str, SkillDefinition]:
    rows = Skill.objects.prefetch_related("people", "categories")
    return {
        each.key: SkillDefinition.model_construct(
            kind="skill",
            key=each.key,
            name=each.name,
            people=sorted(person.email for person in each.people.all()),
            categories=sorted(category.key for category in each.categories.all()),
        )
        for each in rows
    }


def write_skill(definition: SkillDefinition) -> None:
    row, _made = Skill.objects.update_or_create(key=definition.key, defaults={"name": definition.name})
    row.people.set(Person.objects.get_queryset().filter(email__in=definition.people))
    row.categories.set(Category.objects.filter(key__in=definition.categories))


def remove_skill(key: str) -> None:
    row = Skill.objects.filter(key=key).first()
    if row is None:
        raise Invalid(f"There is no skill “{key}”.")
    delete_row(row, f"The skill “{key}”")


SKILLS = Kind("skill", SkillDefinition, read_skills, write_skill, remove_skill)

"""Task templates as definitions."""

from collections.abc import Iterator
from typing import Annotated, Literal

from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from maitre.kernel.business_time import always_open
from maitre.kernel.errors import Invalid
from maitre.shared.declarations.actions import delete_row
from maitre.shared.declarations.rules import Definition, Key, Kind, LongName, Name, Reference, declare
from maitre.shared.organisation.models import Organisation
from maitre.shared.tasks.models import Template
from maitre.shared.tasks.rules import ITEM_LIMIT, TITLE_LIMIT, due_after


class Planned(BaseModel):
    """One task of a template."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    title: Annotated[LongName, Field(max_length=TITLE_LIMIT)]
    description: str = Field(default="", max_length=10_000)
    team: Key | None = None
    due: str = Field(
        default="", description="4h: working hours, 2d: business days after it is planned; empty: none"
    )
    blocks: bool = Field(default=False, description="True: the record cannot be resolved while it is open")
    checklist: list[Annotated[LongName, Field(max_length=ITEM_LIMIT)]] = Field(default=[], max_length=100)


class TemplateDefinition(Definition):
    """Tasks that are planned together under a record, in this order."""

    kind: Literal["task_template"]
    name: Name
    organisation: Key
    tasks: list[Planned] = Field(min_length=1, max_length=50)
    active: bool = Field(default=True, description="False: nothing new is planned by it")

    def references(self) -> Iterator[Reference]:
        yield Reference(("organisation",), "organisation", self.organisation)
        for place, task in enumerate(self.tasks):
            if task.team:
                yield Reference(("tasks", place, "team"), "team", task.team)

    def check(self) -> None:
        for task in self.tasks:
            if task.due:
                due_after(task.due, timezone.now(), always_open())


def read() -> dict[str, TemplateDefinition]:
    return {
        each.key: TemplateDefinition.model_construct(
            kind="task_template",
            key=each.key,
            name=each.name,
            organisation=each.organisation.key,
            tasks=[Planned.model_validate(task) for task in each.tasks],
            active=each.is_active,
        )
        for each in Template.objects.select_related("organisation")
    }


def write(definition: TemplateDefinition) -> None:
    values = {
        "name": definition.name,
        "organisation": Organisation.objects.get(key=definition.organisation),
        "tasks": [task.model_dump(mode="json") for task in definition.tasks],
        "is_active": definition.active,
    }
    Template.objects.update_or_create(key=definition.key, defaults=values)


def remove(key: str) -> None:
    row = Template.objects.filter(key=key).first()
    if row is None:
        raise Invalid(f"There is no task template “{key}”.")
    delete_row(row, f"The task template “{key}”")


declare(Kind("task_template", TemplateDefinition, read, write, remove))

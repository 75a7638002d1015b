"""Shapes of tasks: what comes in and what goes out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StrictBool

from maitre.kit.rest.shapes import Given, Instant, Reference
from maitre.shared.access.rest.shapes import PersonBrief
from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Record
from maitre.shared.records.rest.shapes import RecordOut, identity
from maitre.shared.tasks.models import Item, Task
from maitre.shared.tasks.notices.row import hosts_of

Line = Annotated[str, Field(min_length=1, max_length=300)]
Words = Annotated[str, Field(max_length=50_000)]


class ItemOut(BaseModel):
    id: int
    text: str
    ticked_at: datetime | None
    ticked_by: PersonBrief | None


class TaskOut(RecordOut):
    """A task. `record` is what it is part of, null for who may not see that; `next_deadline` is when it is due."""

    description: str
    blocks: bool = Field(description="The record cannot be resolved while this is open")
    record: str | None
    checklist: list[ItemOut]


class TaskIn(Given):
    """A new task under a record."""

    title: Line = Field(examples=["Swap the access point"])
    description: Words = ""
    team: Reference | None = None
    assignee: Reference | None = None
    due_at: Instant | None = None
    blocks: StrictBool = False
    checklist: list[Line] = Field([], max_length=100)


class TaskPatch(Given):
    """What may be corrected; what is left out stays."""

    title: str = Field("", max_length=300)
    description: Words = ""
    due_at: Instant | None = None
    blocks: StrictBool = False


class TaskAssignmentIn(Given):
    """A team, a person, both; neither: nobody has it."""

    team: Reference | None = None
    assignee: Reference | None = Field(
        None, description="Who holds no grant for the record sees this task alone"
    )


class FromTemplateIn(Given):
    template: Line = Field(examples=["new-colleague"])


class ItemIn(Given):
    text: Line


class TickIn(Given):
    ticked: StrictBool


def task_outs(records: Sequence[Record], actor: Actor) -> list[TaskOut]:
    """Records (loaded with_names) as tasks, in their order: four statements, however many."""
    ids = [record.pk for record in records]
    own = Task.objects.in_bulk(ids)
    hosts = hosts_of(ids, actor)
    items: dict[int, list[ItemOut]] = {}
    for item in Item.objects.filter(task__in=ids).select_related("ticked_by").order_by("place", "pk"):
        items.setdefault(item.task_id, []).append(item_out(item))
    return [
        TaskOut(
            **identity(record, actor),
            description=own[record.pk].description,
            blocks=own[record.pk].blocks,
            record=hosts[record.pk].label if record.pk in hosts else None,
            checklist=items.get(record.pk, []),
        )
        for record in records
    ]


def item_out(item: Item) -> ItemOut:
    by = PersonBrief.of(item.ticked_by)
    return ItemOut(id=item.pk, text=item.text, ticked_at=item.ticked_at, ticked_by=by)

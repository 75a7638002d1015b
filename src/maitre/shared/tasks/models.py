"""Tables of tasks: a task's own row, its checklist, templates. Number, state, people and due time are the record's."""

from datetime import datetime

from django.db import models

from maitre.shared.records.models import NO_DEADLINE, Record
from maitre.shared.tasks.querysets import ItemQuerySet, TaskQuerySet, TemplateQuerySet


class Task(models.Model):
    """One task. The record it is part of is `record.host`; when it is due is `record.next_deadline`."""

    record = models.OneToOneField(Record, primary_key=True, on_delete=models.PROTECT, related_name="task")
    description = models.TextField(blank=True, default="")
    blocks = models.BooleanField(default=False)
    place = models.IntegerField(default=0)
    origin = models.ForeignKey(Record, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    """The record it was planned for, where it went along to another one since."""

    objects = TaskQuerySet.as_manager()

    def __str__(self) -> str:
        return self.record.label

    @property
    def due_at(self) -> datetime | None:
        """When it is due, or None."""
        return None if self.record.next_deadline >= NO_DEADLINE else self.record.next_deadline

    @property
    def open_items(self) -> int:
        """How many items of the checklist are not ticked."""
        return self.items.open().count()


class Item(models.Model):
    """One line of a checklist, and who ticked it when."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="items")
    place = models.IntegerField()
    text = models.CharField(max_length=300)
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.ForeignKey(
        "organisation.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ItemQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text


class Template(models.Model):
    """Tasks that are planned together, again and again. `tasks` is the list as its definition has it."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    organisation = models.ForeignKey("organisation.Organisation", on_delete=models.PROTECT, related_name="+")
    tasks = models.JSONField()
    is_active = models.BooleanField(default=True)

    objects = TemplateQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

"""The vocabulary for asking about tasks: those of a record, those that hold it up, one by its number."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Self

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, NotFound
from maitre.kernel.query import Field, Kind
from maitre.kernel.states import OPEN_PHASES, Need
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Organisation
from maitre.shared.records.models import NO_DEADLINE, Record
from maitre.shared.records.rules import PREFIXES, WORKS

if TYPE_CHECKING:
    from maitre.shared.tasks.models import Item, Task, Template  # noqa: F401 - named in strings below

_KEPT = "_parts"


class TaskQuerySet(models.QuerySet["Task"]):
    def labelled(self, label: str, actor: Actor) -> "Task":
        """The task called TSK-7; NotFound where it is none of `actor`'s, or no task."""
        record = Record.objects.labelled(label, actor, own="task")
        found: Task | None = getattr(record, "task", None)
        if found is None:
            raise NotFound(_("There is no task %(label)s, or it is not open to you.") % {"label": label[:40]})
        return found

    def unfinished_of(self, host_id: int) -> Self:
        """Tasks of a record that somebody still has to do."""
        return self.filter(record__host=host_id, record__phase__in=OPEN_PHASES).select_related("record")


class ItemQuerySet(models.QuerySet["Item"]):
    def of(self, task_id: int) -> Self:
        return self.filter(task_id=task_id).order_by("place", "pk")

    def open(self) -> Self:
        return self.filter(ticked_at__isnull=True)


class TemplateQuerySet(models.QuerySet["Template"]):
    def usable_in(self, organisation: Organisation) -> Self:
        """Of the organisation itself or of what it belongs to."""
        above = Organisation.objects.above(organisation.path)
        return self.filter(is_active=True, organisation__in=above).order_by("name")


class Part(NamedTuple):
    """A task as its record shows it."""

    id: int
    number: int
    title: str
    state: str
    phase: str
    due: datetime
    blocks: bool
    place: int
    team_name: str | None
    assignee_name: str | None
    items: int
    ticked: int

    @property
    def label(self) -> str:
        return f"{PREFIXES['task']}-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.phase in OPEN_PHASES

    @property
    def due_at(self) -> datetime | None:
        return None if self.due >= NO_DEADLINE else self.due


_PARTS = """
    SELECT r.id, r.number, r.title, r.state, r.phase, r.next_deadline, t.blocks, t.place, team.name, assignee.name,
           (SELECT count(*) FROM tasks_item i WHERE i.task_id = r.id),
           (SELECT count(*) FROM tasks_item i WHERE i.task_id = r.id AND i.ticked_at IS NOT NULL)
      FROM records_record r JOIN tasks_task t ON t.record_id = r.id
      LEFT JOIN organisation_team team ON team.id = r.team_id
      LEFT JOIN organisation_person assignee ON assignee.id = r.assignee_id
     WHERE r.host_id = %s ORDER BY t.place, r.id
"""


def parts_of(record: Record) -> Sequence[Part]:
    """The tasks of a record in their order: one statement, asked once for each time the record is loaded."""
    kept: Sequence[Part] | None = getattr(record, _KEPT, None)
    if kept is None:
        with connection.cursor() as cursor:
            cursor.execute(_PARTS, [record.pk])
            kept = [Part._make(row) for row in cursor.fetchall()]
        setattr(record, _KEPT, kept)
    return kept


def asked_anew(record: Record) -> Sequence[Part]:
    """The same as it is now, whatever was known before."""
    if hasattr(record, _KEPT):
        delattr(record, _KEPT)
    return parts_of(record)


class _WentAlong(Exception):
    """The task is part of another record by now."""


def hold_host(task: "Task") -> Record:
    """The record a task is part of, its row held; that of now, wherever it was when the task was loaded.

    Host first, then task: everybody locks so. Call inside a transaction.
    """
    while True:
        part = Record.objects.only("host_id").get(pk=task.pk)
        try:
            with transaction.atomic():
                host = Record.objects.select_for_update(no_key=True).get(pk=part.host_id or 0)
                if not Record.objects.filter(pk=task.pk, host=host).exists():
                    raise _WentAlong
                return host
        except _WentAlong:
            continue


def lacks_finished_tasks(subject: object, given: Mapping[str, object]) -> FieldError | None:
    """What a record cannot be done without, is done first; says which tasks are not."""
    record: Record = subject.record  # type: ignore[attr-defined]
    waiting = [part for part in parts_of(record) if part.blocks and part.is_open]
    if not waiting:
        return None
    named = ", ".join(f"{part.label} {part.title}" for part in waiting[:3])
    if len(waiting) > 3:
        named = _("%(tasks)s and %(more)s more") % {"tasks": named, "more": len(waiting) - 3}
    return FieldError("tasks", "open_tasks", _("waits for %(tasks)s") % {"tasks": named})


TASKS_FINISHED = Need("tasks", lacks_finished_tasks, given=False)
"""For the life cycles of practices: what ends a record, waits for the tasks that hold it up."""


def teams_of(person_id: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT team_id FROM organisation_team_members WHERE person_id = %s", [person_id])
        return [row[0] for row in cursor.fetchall()]


_FILES = (
    "(EXISTS (SELECT 1 FROM conversation_attachment file WHERE file.record_id = records_record.id"
    f" AND file.visibility {{test}}) AND ({WORKS} OR EXISTS (SELECT 1 FROM conversation_attachment shown"
    " WHERE shown.record_id = records_record.id AND shown.visibility = 'public')))"
)
"""That it has one is asked by itself first: so the few that have some are found from there, where with its visibility
beside it every record would be looked at."""
_TASKS = (
    "EXISTS (SELECT 1 FROM records_record task WHERE task.host_id = records_record.id"
    f" AND {WORKS} AND task.kind {{test}})"
)
"""Like internal files, tasks are there only for who works on the record."""
HAS_FIELDS = (
    Field(
        name="has",
        kind=Kind.CHOICE,
        sql="",
        named={"file": "files:public,internal", "task": "tasks:task"},
    ),
    Field(
        name="files",
        kind=Kind.CHOICE,
        sql=_FILES,
        choices={"public": "public", "internal": "internal"},
        internal=True,
    ),
    Field(name="tasks", kind=Kind.CHOICE, sql=_TASKS, choices={"task": "task"}, internal=True),
)
"""How one asks for records that have a file or a task."""

"""What every call on a task begins and ends with: the task as far as the caller may see it, and its JSON."""

from django.http import HttpRequest, HttpResponse

from maitre.kit.rest.versions import answer, seen
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.rest.verbs import takes_verbs
from maitre.shared.records.models import Record
from maitre.shared.records.rest.loading import explains
from maitre.shared.tasks.models import Task
from maitre.shared.tasks.notices import why
from maitre.shared.tasks.rest.shapes import task_outs


def own_row(record: Record) -> Task:
    """The task that hangs on `record`."""
    task = Task.objects.get(pk=record.pk)
    task.record = record
    return task


takes_verbs("task", own_row)
explains("task", why)


def task_in(request: HttpRequest, number: str) -> tuple[Task, Actor, int | None]:
    """The task, who calls, and the version they insist on."""
    actor = actor_of(request)
    task = Task.objects.labelled(number, actor)
    return task, actor, seen(request.headers.get("If-Match"), task.record.version, task.record.label)


def told(task: Task, actor: Actor, *, status: int = 200, located: bool = False) -> HttpResponse:
    """The task as it is now; whoever just acted is told, even where the verb took it out of their sight."""
    [record] = Record.objects.filter(pk=task.pk).with_names()
    [body] = task_outs([record], actor)
    location = f"/api/v1/tasks/{body.number}" if located else ""
    return answer(body, status=status, version=body.version, location=location)

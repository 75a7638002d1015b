"""The tasks of a record: listed, planned one by one or by a template."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from maitre.kernel.errors import NotFound
from maitre.kit.rest.repeats import IdempotencyKey
from maitre.kit.rest.shapes import Listed
from maitre.kit.rest.versions import answer
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.access.rest.references import one_of, person_named, team_named
from maitre.shared.access.rest.repeats import once
from maitre.shared.records.models import Record
from maitre.shared.records.rest.loading import Seen, record_in
from maitre.shared.tasks import actions
from maitre.shared.tasks.models import Template
from maitre.shared.tasks.querysets import parts_of
from maitre.shared.tasks.rest.loading import told
from maitre.shared.tasks.rest.shapes import FromTemplateIn, TaskIn, TaskOut, task_outs

router = Router(tags=["Tasks"])


def _worked(request: HttpRequest, number: str) -> Seen:
    """Tasks of a record are for who works on it; for others the record has no such place."""
    seen = record_in(request, number)
    if not seen.internal:
        raise NotFound(f"There is no {number[:40]}, or it is not open to you.")
    return seen


@router.get(
    "/{number}/tasks", response=Listed[TaskOut], operation_id="records_tasks", summary="Tasks of a record"
)
def tasks(request: HttpRequest, number: str) -> Listed[TaskOut]:
    """In their order; all of them."""
    seen = _worked(request, number)
    ids = [part.id for part in parts_of(seen.record)]
    records = {record.pk: record for record in Record.objects.filter(pk__in=ids).with_names()}
    return Listed[TaskOut](items=task_outs([records[pk] for pk in ids], seen.actor))


@router.post(
    "/{number}/tasks", response={201: TaskOut}, operation_id="records_plan_task", summary="Plan a task"
)
def plan(
    request: HttpRequest, number: str, body: TaskIn, idempotency_key: IdempotencyKey = None
) -> HttpResponse:
    """Under this record, after its other tasks."""
    seen = _worked(request, number)
    actor = actor_of(request)

    def planned() -> HttpResponse:
        task = actions.plan(
            seen.record,
            by=actor,
            title=body.title,
            description=body.description,
            team=None if body.team is None else team_named(body.team, actor, "team"),
            assignee=None if body.assignee is None else person_named(body.assignee, actor, "assignee"),
            due_at=body.due_at,
            blocks=body.blocks,
            checklist=body.checklist,
        )
        return told(task, actor, status=201, located=True)

    return once(request, planned)


@router.post(
    "/{number}/tasks/from-template",
    response={201: Listed[TaskOut]},
    operation_id="records_plan_template",
    summary="Plan the tasks of a template",
)
def plan_template(request: HttpRequest, number: str, body: FromTemplateIn) -> HttpResponse:
    """All of them or none, in the template's order."""
    seen = _worked(request, number)
    template = one_of(Template.objects.usable_in(seen.record.organisation), body.template, "template")
    ids = [task.pk for task in actions.apply_template(seen.record, template, by=seen.actor)]
    records = {record.pk: record for record in Record.objects.filter(pk__in=ids).with_names()}
    return answer(Listed[TaskOut](items=task_outs([records[pk] for pk in ids], seen.actor)), status=201)

"""Tasks themselves: list, show, correct, and their checklists."""

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from maitre.kernel.errors import NotFound
from maitre.kit.rest.shapes import Cursor, Id, Limit, Listed
from maitre.kit.rest.versions import IfMatch, IfNoneMatch, answer, unchanged
from maitre.shared.access.rest.callers import actor_of
from maitre.shared.conversation.rest.verbs import VerbOut, verbs_of
from maitre.shared.records.querysets import page_of
from maitre.shared.records.rest.asked import Q, Sort
from maitre.shared.tasks import actions
from maitre.shared.tasks.models import Item, Task
from maitre.shared.tasks.rest.loading import task_in, told
from maitre.shared.tasks.rest.shapes import ItemIn, ItemOut, TaskOut, TaskPatch, TickIn, item_out, task_outs

router = Router(tags=["Tasks"])


class TaskList(Listed[TaskOut]):
    unknown: list[str] = Field([], description="Names in `q` that mean nothing you may see")


@router.get("", response=TaskList, operation_id="tasks_list", summary="Tasks you may see")
def tasks(
    request: HttpRequest, q: Q = "", sort: Sort = "newest", cursor: Cursor = None, limit: Limit = 50
) -> TaskList:
    """A page at a time; what you may not see is neither listed nor counted."""
    actor = actor_of(request)
    page = page_of("task", actor, query=q, sort=sort, cursor=cursor, limit=limit)
    items = task_outs(page.records, actor)
    return TaskList(items=items, next=page.next, unknown=list(page.unknown))


@router.get("/{number}", response={200: TaskOut, 304: None}, operation_id="tasks_show", summary="One task")
def show(request: HttpRequest, number: str, if_none_match: IfNoneMatch = None) -> HttpResponse:
    actor = actor_of(request)
    task = Task.objects.labelled(number, actor)
    return unchanged(request, task.record.version) or told(task, actor)


@router.patch("/{number}", response=TaskOut, operation_id="tasks_change", summary="Correct a task")
def change(request: HttpRequest, number: str, body: TaskPatch, if_match: IfMatch = None) -> HttpResponse:
    """With If-Match it acts only on the version you saw. Without, fields you leave out keep what others wrote."""
    task, actor, seen = task_in(request, number)
    actions.edit(task, body.model_dump(exclude_unset=True), by=actor, seen=seen)
    return told(task, actor)


@router.get(
    "/{number}/verbs", response=list[VerbOut], operation_id="tasks_verbs", summary="What you may do now"
)
def verbs(request: HttpRequest, number: str) -> list[VerbOut]:
    """Verbs you could ever take here, open ones first, and what blocks the others."""
    task, actor, _ = task_in(request, number)
    return verbs_of(task.record, actor)


@router.post(
    "/{number}/items", response={201: ItemOut}, operation_id="tasks_add_item", summary="Add to the checklist"
)
def add_item(request: HttpRequest, number: str, body: ItemIn) -> HttpResponse:
    task, actor, _ = task_in(request, number)
    return answer(item_out(actions.add_item(task, body.text, by=actor)), status=201)


@router.put(
    "/{number}/items/{id}", response=ItemOut, operation_id="tasks_tick", summary="Tick an item, or untick it"
)
def tick(request: HttpRequest, number: str, id: Id, body: TickIn) -> ItemOut:
    """Sending what it is already changes nothing."""
    task, actor, _ = task_in(request, number)
    item = _item(task, id)
    if body.ticked != (item.ticked_at is not None):
        (actions.tick if body.ticked else actions.untick)(item, by=actor)
    return item_out(_item(task, id))


@router.delete(
    "/{number}/items/{id}", response={204: None}, operation_id="tasks_drop_item", summary="Take an item off"
)
def drop_item(request: HttpRequest, number: str, id: Id) -> HttpResponse:
    task, actor, _ = task_in(request, number)
    actions.drop_item(_item(task, id), by=actor)
    return HttpResponse(status=204)


def _item(task: Task, id: int) -> Item:
    found = Item.objects.filter(task=task, pk=id).select_related("ticked_by").first()
    if found is None:
        raise NotFound("There is no such item, or it is not open to you.")
    found.task = task
    return found

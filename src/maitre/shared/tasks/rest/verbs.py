"""The verbs of tasks as nouns: POST a completion to finish, DELETE it to reopen."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from maitre.kit.rest.shapes import Given, Reason
from maitre.kit.rest.versions import IfMatch
from maitre.shared.access.rest.references import person_named, team_named
from maitre.shared.tasks import actions
from maitre.shared.tasks.rest.loading import task_in, told
from maitre.shared.tasks.rest.shapes import TaskAssignmentIn, TaskOut

router = Router(tags=["Tasks"])


class MoveIn(Given):
    to: Literal["up", "down"]


@router.post("/{number}/start", response=TaskOut, operation_id="tasks_start", summary="Begin with it")
def post_start(request: HttpRequest, number: str, if_match: IfMatch = None) -> HttpResponse:
    """A task that nobody has becomes yours."""
    task, actor, seen = task_in(request, number)
    actions.start(task, by=actor, seen=seen)
    return told(task, actor)


@router.post("/{number}/completion", response=TaskOut, operation_id="tasks_finish", summary="It is done")
def post_completion(request: HttpRequest, number: str, if_match: IfMatch = None) -> HttpResponse:
    """Every item of its checklist is ticked first."""
    task, actor, seen = task_in(request, number)
    actions.finish(task, by=actor, seen=seen)
    return told(task, actor)


@router.delete("/{number}/completion", response=TaskOut, operation_id="tasks_reopen", summary="Reopen")
def delete_completion(
    request: HttpRequest,
    number: str,
    reason: Annotated[str, Query(max_length=2000, description="Why")] = "",
    if_match: IfMatch = None,
) -> HttpResponse:
    """It is not done after all, or is needed again."""
    task, actor, seen = task_in(request, number)
    actions.reopen(task, by=actor, reason=reason, seen=seen)
    return told(task, actor)


@router.post("/{number}/assignment", response=TaskOut, operation_id="tasks_assign", summary="Say who does it")
def post_assignment(
    request: HttpRequest, number: str, body: TaskAssignmentIn, if_match: IfMatch = None
) -> HttpResponse:
    """A team, a person, both, or nobody."""
    task, actor, seen = task_in(request, number)
    actions.assign(
        task,
        by=actor,
        team=None if body.team is None else team_named(body.team, actor, "team"),
        assignee=None if body.assignee is None else person_named(body.assignee, actor, "assignee"),
        seen=seen,
    )
    return told(task, actor)


@router.post(
    "/{number}/cancellation", response=TaskOut, operation_id="tasks_cancel", summary="It is not needed"
)
def post_cancellation(
    request: HttpRequest, number: str, body: Reason, if_match: IfMatch = None
) -> HttpResponse:
    task, actor, seen = task_in(request, number)
    actions.cancel(task, by=actor, reason=body.reason, seen=seen)
    return told(task, actor)


@router.post("/{number}/place", response=TaskOut, operation_id="tasks_move", summary="One place up or down")
def post_place(request: HttpRequest, number: str, body: MoveIn) -> HttpResponse:
    task, actor, _ = task_in(request, number)
    actions.move(task, by=actor, up=body.to == "up")
    return told(task, actor)

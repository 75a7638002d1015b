"""The checklist of a task: ticked in place, added to, shortened."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.page import SignedInRequest, complained, signed_in
from maitre.shared.tasks import actions
from maitre.shared.tasks.models import Item, Task


def _item(task: Task, pk: int) -> Item:
    found = Item.objects.filter(task=task, pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise NotFound("There is no such item, or it is not open to you.")
    found.task = task
    return found


def _back(label: str) -> HttpResponse:
    return redirect(f"{reverse('task:show', args=[label])}#checklist")


@require_POST
@signed_in
def add(request: SignedInRequest, label: str) -> HttpResponse:
    task = Task.objects.labelled(label, request.actor)
    try:
        actions.add_item(task, request.POST.get("text", ""), by=request.actor)
    except MaitreError as error:
        complained(request, error.sentence)
    return _back(label)


@require_POST
@signed_in
def turn(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    """Tick, or take the tick away, as the form says: pressing twice does not turn it back."""
    item = _item(Task.objects.labelled(label, request.actor), pk)
    try:
        (actions.untick if request.POST.get("to") == "open" else actions.tick)(item, by=request.actor)
    except MaitreError as error:
        complained(request, error.sentence)
    return _back(label)


@require_POST
@signed_in
def drop(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    item = _item(Task.objects.labelled(label, request.actor), pk)
    try:
        actions.drop_item(item, by=request.actor)
    except MaitreError as error:
        complained(request, error.sentence)
    return _back(label)

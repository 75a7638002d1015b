"""The tasks of a record beside it: done with one click, planned in a line, put in order."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from markupsafe import Markup

from maitre.kernel.errors import MaitreError
from maitre.kit.web.fields import MomentField, PersonField
from maitre.kit.web.page import SignedInRequest, complained, signed_in
from maitre.kit.web.slots import Panel
from maitre.shared.access.querysets import people_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.notices import Beside
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import reads_internal
from maitre.shared.records.rules import HOSTED
from maitre.shared.tasks import actions
from maitre.shared.tasks.lifecycle import PLANNERS
from maitre.shared.tasks.models import Task
from maitre.shared.tasks.notices import STATES, due_look
from maitre.shared.tasks.notices.row import hosts_of
from maitre.shared.tasks.querysets import Part, parts_of
from maitre.shared.tasks.rules import ENDED


class QuickForm(forms.Form):
    """A task in one line."""

    title = forms.CharField(max_length=300)
    assignee = PersonField(required=False)
    due_at = MomentField(
        required=False,
        label=gettext_lazy("Due"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )
    blocks = forms.BooleanField(required=False)


def tasks(request: HttpRequest, beside: Beside) -> Panel | None:
    """For those who work on the record. Nothing where there is none and one may plan none."""
    record = beside.record
    if record.kind in HOSTED or not reads_internal(beside.roles):
        return None
    may_plan = bool(beside.roles & PLANNERS) and not beside.actor.readonly and record.phase not in ENDED
    parts = parts_of(record)
    if not parts and not may_plan:
        return None
    may_do = bool(beside.roles & PLANNERS) and not beside.actor.readonly
    given = {
        "tasks": [
            shown(part, may_do=may_do and (part.is_open or record.phase not in ENDED)) for part in parts
        ],
        "add_url": reverse("task:add", args=[record.label]) if may_plan else "",
        "template_url": reverse("task:template", args=[record.label]) if may_plan else "",
        "number": record.label,
    }
    html = Markup(render_to_string("shared/tasks/pages/panel.html", given, request))  # noqa: S704 - the template escapes
    unfinished = sum(part.is_open for part in parts)
    return Panel("tasks", _("Tasks"), html, unfinished if parts else None)


def shown(part: Part, *, may_do: bool) -> dict[str, Any]:
    verb = "finish" if part.is_open else "reopen"
    return {
        "number": part.label,
        "title": part.title,
        "url": reverse("task:show", args=[part.label]),
        "phase": part.phase,
        "state": STATES[part.state],
        "is_open": part.is_open,
        "who": part.assignee_name or part.team_name or "",
        "due": part.due_at,
        "look": due_look(part.due_at, is_open=part.is_open),
        "blocks": part.blocks,
        "lines": part.items,
        "ticked": part.ticked,
        "turn_url": reverse("task:verb", args=[part.label, verb]) if may_do else "",
        "place_url": reverse("task:place", args=[part.label]) if may_do else "",
    }


def back_to(record: Record, anchor: str = "tasks") -> HttpResponse:
    return redirect(f"{reverse(f'{record.kind}:show', args=[record.label])}#{anchor}")


def back_to_host(task: Task, actor: Actor) -> HttpResponse:
    """To the record a task is part of; to the task for who may not see that one."""
    host = hosts_of([task.pk], actor).get(task.pk)
    return back_to(host) if host else redirect("task:show", label=task.record.label)


@require_POST
@signed_in
def add(request: SignedInRequest, label: str) -> HttpResponse:
    """Plan a task in a line; what is wrong with it is said above the page."""
    record = Record.objects.labelled(label, request.actor)
    form = QuickForm(request.POST)
    form.fields["assignee"].queryset = people_visible_to(request.actor).filter(is_active=True)  # type: ignore[attr-defined]
    if form.is_valid():
        try:
            actions.plan(record, by=request.actor, **form.cleaned_data)
        except MaitreError as error:
            complained(request, error.sentence)
    else:
        complained(request, str(next(iter(form.errors.values()))[0]))
    return back_to(record)


@require_POST
@signed_in
def place(request: SignedInRequest, label: str) -> HttpResponse:
    """One up or down."""
    task = Task.objects.labelled(label, request.actor)
    try:
        actions.move(task, by=request.actor, up=request.POST.get("to") != "down")
    except MaitreError as error:
        complained(request, error.sentence)
    return back_to_host(task, request.actor)

"""The verbs of a task: one click where nothing is needed, a form where something is."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.fields import MomentField, PersonField, RowField
from maitre.kit.web.page import SignedInRequest, complained, explain, said, signed_in
from maitre.shared.access.querysets import people_visible_to, teams_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Team
from maitre.shared.records.models import NO_DEADLINE
from maitre.shared.tasks import actions
from maitre.shared.tasks.models import Task
from maitre.shared.tasks.notices import STATES
from maitre.shared.tasks.pages.panel import back_to_host

AT_ONCE: Mapping[str, Callable[..., object]] = {
    "start": actions.start,
    "finish": actions.finish,
    "reopen": actions.reopen,
}
"""Verbs that need nothing but a click."""


@require_POST
@signed_in
def take_verb(request: SignedInRequest, label: str, verb: str) -> HttpResponse:
    """One click; back to where it was given: the task, or the record it is part of."""
    if verb not in AT_ONCE:
        raise NotFound(f"There is no verb “{verb[:40]}”.")
    task = Task.objects.labelled(label, request.actor)
    try:
        AT_ONCE[verb](task, by=request.actor)
    except NotFound:
        raise
    except MaitreError as error:
        complained(request, error.sentence)
    else:
        said(request, _("%(number)s: %(state)s") % {"number": label, "state": STATES[task.record.state]})
    if request.POST.get("back") == "host":
        return back_to_host(task, request.actor)
    if request.POST.get("back") == "mine":
        return redirect("task:mine")
    return redirect("task:show", label=label)


class EditForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    due_at = MomentField(
        label=gettext_lazy("Due"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    blocks = forms.BooleanField(
        label=gettext_lazy("The record cannot be resolved while this is open"), required=False
    )


class AssignForm(forms.Form):
    team = RowField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("No team of its own"),
    )
    assignee = PersonField(
        label=gettext_lazy("Person"),
        required=False,
        help_text=gettext_lazy("Name or e-mail address. Who has no part in the record sees this task alone."),
    )

    def __init__(self, *args: Any, actor: Actor, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        record = task.record
        self.fields["team"].queryset = teams_visible_to(actor).filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
        self.fields["team"].initial = record.team_id
        self.fields["assignee"].queryset = people_visible_to(actor).filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["assignee"].initial = record.assignee


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 4}))


def _form_page(
    request: SignedInRequest,
    task: Task,
    form: forms.Form,
    act: Callable[[Mapping[str, Any]], object],
    heading: str,
    label: str,
) -> HttpResponse:
    """Show the form, or act and go back to the task. What was typed survives every refusal."""
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
            return redirect("task:show", label=task.record.label)
        except NotFound:
            raise
        except MaitreError as error:
            explain(form, error)
            status = error.status
    context = {
        "form": form,
        "heading": heading,
        "action_label": label,
        "number": task.record.label,
        "title": task.record.title,
        "task_url": reverse("task:show", args=[task.record.label]),
    }
    return render(request, "shared/tasks/pages/verb.html", context, status=status)


@signed_in
def edit_page(request: SignedInRequest, label: str) -> HttpResponse:
    task = Task.objects.labelled(label, request.actor)
    record = task.record
    due = None if record.next_deadline >= NO_DEADLINE else record.next_deadline
    known = {"title": record.title, "description": task.description, "due_at": due, "blocks": task.blocks}
    form = EditForm(request.POST or None, initial=known)
    return _form_page(
        request,
        task,
        form,
        lambda given: actions.edit(task, given, by=request.actor),
        _("Edit the task"),
        _("Save"),
    )


@signed_in
def assign_page(request: SignedInRequest, label: str) -> HttpResponse:
    task = Task.objects.labelled(label, request.actor)
    form = AssignForm(request.POST or None, actor=request.actor, task=task)
    return _form_page(
        request,
        task,
        form,
        lambda given: actions.assign(task, by=request.actor, **given),
        _("Assign the task"),
        _("Assign"),
    )


@signed_in
def cancel_page(request: SignedInRequest, label: str) -> HttpResponse:
    task = Task.objects.labelled(label, request.actor)
    form = ReasonForm(request.POST or None)
    return _form_page(
        request,
        task,
        form,
        lambda given: actions.cancel(task, by=request.actor, **given),
        _("Cancel the task"),
        _("Cancel the task"),
    )

"""Reminders: asked for beside a record, all of one's own on a page."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from markupsafe import Markup

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.environment import clock_time
from maitre.kit.web.fields import MomentField
from maitre.kit.web.page import SignedInRequest, complained, said, signed_in
from maitre.kit.web.slots import Panel
from maitre.shared.conversation.notices import Beside
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import reads_internal
from maitre.shared.reminders import actions
from maitre.shared.reminders.models import Reminder


class RemindForm(forms.Form):
    at = MomentField()
    note = forms.CharField(max_length=300, required=False)
    exactly = forms.BooleanField(required=False)


def panel(request: HttpRequest, beside: Beside) -> Panel | None:
    """The form alone: one's reminders stand on a page of their own, so it costs a page nothing."""
    if not reads_internal(beside.roles) or beside.actor.readonly:
        return None
    given = {"url": reverse("reminders:add", args=[beside.record.label]), "mine": reverse("reminders:mine")}
    html = Markup(render_to_string("shared/reminders/pages/panel.html", given, request))  # noqa: S704 - escaped there
    return Panel("reminders", _("Reminders"), html)


@require_POST
@signed_in
def add(request: SignedInRequest, label: str) -> HttpResponse:
    """When it comes is said; what is wrong with it is said above the page."""
    record = Record.objects.labelled(label, request.actor)
    form = RemindForm(request.POST)
    try:
        if form.is_valid():
            made = actions.remind_me(record, by=request.actor, **form.cleaned_data)
            said(request, _("You will be reminded: %(when)s") % {"when": clock_time(made.due_at).striptags()})
        else:
            complained(request, str(next(iter(form.errors.values()))[0]))
    except NotFound:
        raise
    except MaitreError as error:
        complained(request, error.sentence)
    return redirect("portal:go", label=record.label)


@signed_in
def mine(request: SignedInRequest) -> HttpResponse:
    """What waits, the next first. What is no longer open to one is told by its number alone."""
    waiting = list(
        Reminder.objects.of(request.actor).waiting().select_related("record").order_by("due_at")[:200]
    )
    visible = {
        record.pk
        for record in Record.objects.visible_to(request.actor).filter(
            pk__in=[each.record_id for each in waiting]
        )
    }
    shown: list[dict[str, Any]] = [
        {
            "number": each.record.label,
            "title": each.record.title,
            "url": reverse("portal:go", args=[each.record.label]),
            "note": each.note,
            "due_at": each.due_at,
            "moved": each.due_at != each.asked_at,
            "drop_url": reverse("reminders:drop", args=[each.pk]),
        }
        for each in waiting
        if each.record_id in visible
    ]
    return render(request, "shared/reminders/pages/mine.html", {"reminders": shown})


@require_POST
@signed_in
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    found = Reminder.objects.of(request.actor).waiting().filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise NotFound(_("There is no such reminder, or it is not yours."))
    actions.forget(found, by=request.actor)
    return redirect("reminders:mine")


urls = [
    path("reminders", mine, name="mine"),
    path("reminders/<int:pk>/removal", drop, name="drop"),
    path("records/<str:label>/reminders", add, name="add"),
]

"""What the pages of single verbs share: load the incident, put in what was drafted, take the verb, and where something
happened meanwhile show it beside what was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from maitre.kernel.errors import AlreadyChanged, IllegalTransition, MaitreError, NotFound
from maitre.kit.web.drafts import keep_drafts
from maitre.kit.web.page import SignedInRequest, explain, said
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import STATES, why
from maitre.operation.incident.pages.show import header
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import drop_drafts
from maitre.shared.conversation.notices import Shown, between, drafts_on
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import works_inside

Act = Callable[[Incident, Actor, Mapping[str, Any]], object]


def verb_page(
    request: SignedInRequest,
    label: str,
    verb: str,
    make: Callable[[Incident], forms.Form],
    act: Act,
    *,
    incident: Incident | None = None,
    **context: Any,
) -> HttpResponse:
    """Show the form of a verb, or take it and go back. Context: heading, action_label, words?, below? (safe)

    `incident` where it was loaded already. Somebody who only takes part is led to the portal, as from the page of the
    record; a form sent here finds nothing.
    """
    incident = incident or Incident.objects.labelled(label, request.actor)
    if not works_inside(request.actor, incident.record):
        if request.method == "POST":
            raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
        return redirect("portal:show", label=incident.record.label)
    form = make(incident)
    keep_drafts(form, verb, drafts_on(incident.record, request.actor), record=incident.record.label)
    status, happened = 200 if request.method != "POST" else 422, []
    if request.method == "POST" and form.is_valid():
        try:
            act(incident, request.actor, form.cleaned_data)
            return done(request, incident, form)
        except NotFound:
            raise
        except MaitreError as error:
            explain(form, error)
            status = error.status
            if isinstance(error, AlreadyChanged | IllegalTransition):
                happened = since(incident.record, request.actor, request.POST.get("seen", ""))
    given = {
        "record": header(incident),
        "form": form,
        "seen": seen_by(request, incident),
        "happened": happened,
    }
    path = "operation/incident/pages/verb.html"
    return render(request, path, given | {"verb": verb} | context, status=status)


def done(request: SignedInRequest, incident: Incident, form: forms.Form) -> HttpResponse:
    """Back to the incident; the drafts of what was sent are done with."""
    texts = [value for value in form.cleaned_data.values() if isinstance(value, str)]
    drop_drafts(request.POST.getlist("draft"), by=request.actor, said=texts)
    label = incident.record.label
    said(request, _("%(number)s: %(state)s") % {"number": label, "state": STATES[incident.record.state]})
    return redirect(reverse("incident:show", args=[label]))


def seen_by(request: SignedInRequest, incident: Incident) -> int:
    """The last entry the person knows of: that of the page they opened."""
    seen = request.POST.get("seen", "")
    known = seen.isdecimal() and len(seen) < 10
    return int(seen) if known else incident.record.head_seq


def since(record: Record, actor: Actor, seen: str) -> list[Shown]:
    """What happened after the entry `seen`, as the person may read it."""
    if not (seen.isdecimal() and len(seen) < 10):
        return []
    fresh = Record.objects.filter(pk=record.pk).values_list("head_seq", flat=True)[0]
    internal = works_inside(actor, record)
    return between(record, actor, (int(seen), fresh), internal=internal, why=why)

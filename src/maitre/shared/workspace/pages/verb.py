"""The page of a verb: what was drafted is put in, the verb is taken, and where something happened meanwhile it is shown
beside what was typed."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kernel.errors import AlreadyChanged, IllegalTransition, MaitreError, NotFound
from maitre.kit.web.drafts import keep_drafts
from maitre.kit.web.page import SignedInRequest, explain, said, signed_in
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import drop_drafts
from maitre.shared.conversation.notices import Shown, between, drafts_on
from maitre.shared.fields.forms import form_of
from maitre.shared.practice.rules import Practice, Subject, Verb, practice_of
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import works_inside
from maitre.shared.workspace.pages.children import report_outcomes, with_children

Act = Callable[[Subject, Actor, Mapping[str, Any]], object]
View = Callable[..., HttpResponseBase]


def one_click(practice: Practice) -> View:
    """Take a verb that needs nothing, and go back to the record."""
    known = {verb.name: verb for verb in practice.verbs if verb.takes is None}

    @require_POST
    @signed_in
    def taken(request: SignedInRequest, label: str, verb: str) -> HttpResponse:
        if verb not in known:
            raise NotFound(f"There is no verb “{verb}”.")
        subject = practice.subject(label, request.actor)
        known[verb].act(subject, by=request.actor)
        tell(request, subject.record)
        return redirect(f"{practice.kind}:show", label=label)

    return taken


def form_page(practice: Practice, verb: Verb) -> View:
    """A verb that asks for something first."""

    @signed_in
    def asked(request: SignedInRequest, label: str) -> HttpResponse:
        def act(subject: Subject, by: Actor, given: Mapping[str, Any]) -> None:
            own = {name: value for name, value in given.items() if name != "children"}
            verb.act(subject, by=by, **own)
            if verb.children and given.get("children"):
                report_outcomes(request, verb.children.act(subject, by=by, **own), str(verb.children.done))

        return verb_page(
            request,
            practice.subject(label, request.actor),
            verb.name,
            lambda subject: _form(request, verb, subject),
            act,
            heading=verb.heading or verb.label,
            action_label=verb.button or verb.heading or verb.label,
            words=verb.intro,
        )

    return asked


def _form(request: SignedInRequest, verb: Verb, subject: Subject) -> forms.Form:
    initial = verb.initial(subject) if verb.initial else {}
    data = request.POST if request.method == "POST" else None
    form = form_of(verb.fields, by=request.actor, data=data, initial=initial, order=verb.order)
    if verb.adapt:
        verb.adapt(form, subject, request.actor)
    if verb.children:
        with_children(form, verb.children, subject, request.actor)
    return form


def verb_page(
    request: SignedInRequest,
    subject: Subject,
    verb: str,
    make: Callable[[Subject], forms.Form],
    act: Act,
    **context: Any,
) -> HttpResponse:
    """Show the form of a verb, or take it and go back. Context: heading, action_label, words?, below? (safe)

    Somebody who only takes part is led to the portal, as from the page of the record; a form sent here finds nothing.
    """
    record = subject.record
    practice = practice_of(record.kind)
    if not works_inside(request.actor, record):
        if request.method == "POST":
            raise NotFound(f"There is no {record.label}, or it is not open to you.")
        return redirect("portal:show", label=record.label)
    form = make(subject)
    keep_drafts(form, verb, drafts_on(record, request.actor), record=record.label)
    status, happened = 200 if request.method != "POST" else 422, []
    if request.method == "POST" and form.is_valid():
        try:
            act(subject, request.actor, form.cleaned_data)
            return done(request, record, form)
        except NotFound:
            raise
        except MaitreError as error:
            explain(form, error)
            status = error.status
            if isinstance(error, AlreadyChanged | IllegalTransition):
                happened = since(record, request.actor, request.POST.get("seen", ""))
    given = {
        "practice": practice,
        "record": record,
        "record_url": reverse(f"{practice.kind}:show", args=[record.label]),
        "list_url": reverse(f"{practice.kind}:list"),
        "form": form,
        "seen": seen_by(request, record),
        "happened": happened,
        "verb": verb,
    }
    return render(request, "shared/workspace/pages/verb.html", given | context, status=status)


def done(request: SignedInRequest, record: Record, form: forms.Form) -> HttpResponse:
    """Back to the record; the drafts of what was sent are done with."""
    texts = [value for value in form.cleaned_data.values() if isinstance(value, str)]
    drop_drafts(request.POST.getlist("draft"), by=request.actor, said=texts)
    tell(request, record)
    return redirect(reverse(f"{record.kind}:show", args=[record.label]))


def tell(request: SignedInRequest, record: Record) -> None:
    """What the record is now, on the next page."""
    words = {"number": record.label, "state": practice_of(record.kind).states[record.state]}
    said(request, _("%(number)s: %(state)s") % words)


def seen_by(request: SignedInRequest, record: Record) -> int:
    """The last entry the person knows of: that of the page they opened."""
    seen = request.POST.get("seen", "")
    known = seen.isdecimal() and len(seen) < 10
    return int(seen) if known else record.head_seq


def since(record: Record, actor: Actor, seen: str) -> list[Shown]:
    """What happened after the entry `seen`, as the person may read it."""
    if not (seen.isdecimal() and len(seen) < 10):
        return []
    fresh = Record.objects.filter(pk=record.pk).values_list("head_seq", flat=True)[0]
    internal = works_inside(actor, record)
    return between(record, actor, (int(seen), fresh), internal=internal, why=practice_of(record.kind).why)

"""Verbs for many incidents at once: each is taken by itself, and a page says what became of every one."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kernel.errors import (
    AlreadyChanged,
    IllegalTransition,
    Invalid,
    MaitreError,
    NotAllowed,
    NotFound,
)
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import STATES
from maitre.operation.incident.pages.bulk_forms import (
    AssignMany,
    EditMany,
    MacroMany,
    MergeMany,
    NoteMany,
    PrioritiseMany,
    ReplyMany,
)
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import comment
from maitre.shared.fields.forms import form_of
from maitre.shared.macros.actions import run_macro
from maitre.shared.notifications.actions import gathered
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.models import Visibility
from maitre.shared.workspace.notices import row
from maitre.shared.workspace.pages.list_query import way_back

MOST_AT_ONCE = 100
KEPT = "bulk"
"""Where a session keeps the last outcome, so that its page can be read again."""

Act = Callable[[Incident, Actor, Mapping[str, Any]], object]


def _note(incident: Incident, by: Actor, given: Mapping[str, Any]) -> object:
    return comment(incident.record, given["text"], by=by, visibility=Visibility.INTERNAL)


def _reply(incident: Incident, by: Actor, given: Mapping[str, Any]) -> object:
    return comment(incident.record, given["text"], by=by)


def _macro(incident: Incident, by: Actor, given: Mapping[str, Any]) -> object:
    incident.record = run_macro(given["macro"], incident.record.label, by=by).record
    return incident


ACTS: dict[str, Act] = {
    "take": lambda incident, by, given: actions.take(incident, by=by),
    "assign": lambda incident, by, given: actions.assign(incident, by=by, **given),
    "prioritise": lambda incident, by, given: actions.prioritise(incident, by=by, **given),
    "edit": lambda incident, by, given: actions.edit(incident, given, by=by),
    "note": _note,
    "reply": _reply,
    "macro": _macro,
    "pause": lambda incident, by, given: actions.pause(incident, by=by, **given),
    "resume": lambda incident, by, given: actions.resume(incident, by=by),
    "resolve": lambda incident, by, given: actions.resolve(incident, by=by, **given),
    "merge": lambda incident, by, given: actions.merge(incident, by=by, **given),
    "close": lambda incident, by, given: actions.close(incident, by=by),
    "cancel": lambda incident, by, given: actions.cancel(incident, by=by, **given),
}


def _form_of(verb: str, request: SignedInRequest) -> forms.Form:
    """What a verb asks for on the page of one record."""
    asked = practice_of("incident").verb(verb)
    return form_of(asked.fields, by=request.actor, data=request.POST or None, order=asked.order)


FORMS: dict[str, Callable[[SignedInRequest], forms.Form]] = {
    "assign": lambda request: AssignMany(request.POST or None, actor=request.actor),
    "prioritise": lambda request: PrioritiseMany(request.POST or None),
    "note": lambda request: NoteMany(request.POST or None),
    "edit": lambda request: EditMany(request.POST or None, actor=request.actor),
    "reply": lambda request: ReplyMany(request.POST or None),
    "macro": lambda request: MacroMany(request.POST or None, actor=request.actor),
    "merge": lambda request: MergeMany(request.POST or None, actor=request.actor),
    **{verb: partial(_form_of, verb) for verb in ("pause", "resolve", "cancel")},
}
"""Verbs that ask for something first."""


@require_POST
@signed_in
def start(request: SignedInRequest) -> HttpResponse:
    """What the bulk bar sends: a verb and the ticked rows. Those that need nothing more are taken at once."""
    verb, labels = request.POST.get("verb", ""), _labels(request.POST.getlist("record"))
    if verb not in ACTS:
        raise NotFound(f"There is no verb “{verb[:40]}”.")
    if verb in FORMS:
        asked = urlencode({"record": labels, "back": way_back(practice_of("incident"), request)}, doseq=True)
        return redirect(f"{reverse('incident:bulk_form', args=[verb])}?{asked}")
    return _run(request, verb, labels, {})


@signed_in
def form_page(request: SignedInRequest, verb: str) -> HttpResponse:
    """What a verb needs to know, once for all of them."""
    if verb not in FORMS:
        raise NotFound(f"There is no verb “{verb[:40]}”.")
    given = request.POST if request.method == "POST" else request.GET
    labels = _labels(given.getlist("record"))
    form = FORMS[verb](request)
    if request.method == "POST" and form.is_valid():
        return _run(request, verb, _concerned(labels, form.cleaned_data), form.cleaned_data)
    context = {
        "form": form,
        "verb": _label(verb),
        "rows": _found(labels, request.actor),
        "back": way_back(practice_of("incident"), request),
    }
    status = 422 if form.errors else 200
    return render(request, "operation/incident/pages/bulk.html", context, status=status)


@signed_in
def outcome(request: SignedInRequest) -> HttpResponse:
    """What became of each row of the last bulk verb."""
    kept = request.session.get(KEPT)
    if not kept:
        return redirect("incident:list")
    return render(
        request,
        "operation/incident/pages/outcome.html",
        {**kept, "verb": _label(kept["name"]), "base": reverse("incident:list"), "states": STATES},
    )


def _concerned(labels: Sequence[str], given: Mapping[str, Any]) -> Sequence[str]:
    """Without what the others are merged into: whoever ticks all of them ticks that as well."""
    into = given.get("into")
    return labels if into is None else [each for each in labels if each.upper() != into.record.label]


def _label(verb: str) -> str:
    named = {
        "take": _("Assign to me"),
        "note": _("Internal note"),
        "edit": _("Change fields"),
        "reply": _("Reply"),
        "macro": _("Run a macro"),
    }
    return named.get(verb) or str(practice_of("incident").verb(verb).label)


def _labels(given: Sequence[str]) -> list[str]:
    labels = list(dict.fromkeys(given))
    if not labels:
        raise Invalid(_("Nothing was selected. Tick a row first."))
    if len(labels) > MOST_AT_ONCE:
        raise Invalid(_("At most %(most)s at once; select fewer.") % {"most": MOST_AT_ONCE})
    return labels


def _found(labels: Sequence[str], actor: Actor) -> list[Any]:
    found = []
    for label in labels:
        try:
            found.append(row(Incident.objects.labelled(label, actor).record))
        except NotFound:
            continue
    return found


@gathered()
def _run(
    request: SignedInRequest, verb: str, labels: Sequence[str], given: Mapping[str, Any]
) -> HttpResponse:
    """Take the verb on each: what is refused is named, the others are done."""
    done, refused = [], []
    for label in labels:
        title, state = "", ""
        try:
            incident = Incident.objects.labelled(label, request.actor)
            title, state = incident.record.title, incident.record.state
            ACTS[verb](incident, request.actor, given)
            done.append({"number": label, "title": title, "state": incident.record.state,
                         "phase": incident.record.phase})  # fmt: skip
        except MaitreError as error:
            refused.append({"number": label, "title": title, "why": _because(error, state)})
    back = way_back(practice_of("incident"), request)
    if not refused and len(done) == 1:
        said(request, _("%(number)s: %(state)s") % {"number": labels[0], "state": STATES[done[0]["state"]]})
        return redirect(back)
    request.session[KEPT] = {"name": verb, "done": done, "refused": refused, "back": back}
    return redirect("incident:bulk_outcome")


def _because(error: MaitreError, state: str) -> str:
    """Why one was refused, in the reader's words."""
    match error:
        case NotFound():
            return _("It does not exist, or it is not open to you.")
        case IllegalTransition():
            return _("Not possible while it is: %(state)s") % {"state": STATES.get(state, state)}
        case NotAllowed():
            return _("Not with your role there.")
        case AlreadyChanged():
            return _("Somebody else changed it at the same moment.")
    return error.sentence

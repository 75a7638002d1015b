"""Macros on the desk: kept and changed on a page, offered on a record, shown beforehand, run."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kernel.errors import IllegalTransition, MaitreError, NotAllowed, NotFound
from maitre.kit.web.page import SignedInRequest, explain, said, signed_in
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import STATES
from maitre.operation.incident.pages.macro_form import MacroForm
from maitre.shared.conversation.actions import is_favourite
from maitre.shared.conversation.rules import PLACEHOLDERS
from maitre.shared.macros.actions import Foreseen, drop_macro, keep_macro, look_ahead, run_macro
from maitre.shared.macros.models import Macro
from maitre.shared.macros.rules import read_steps
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.notices import row

SHOWN = 200


@signed_in
def macros_page(request: SignedInRequest) -> HttpResponse:
    """What one uses and defines."""
    _staff_only(request)
    rows = Macro.objects.of_kind("incident").shown_to(request.actor).select_related("team", "owner")[:SHOWN]
    mine = set(Macro.objects.changed_by(request.actor).values_list("pk", flat=True))
    macros = [{"macro": each, "told": _told(each), "may_change": each.pk in mine} for each in rows]
    return render(request, "operation/incident/pages/macros.html", {"macros": macros})


def _told(macro: Macro) -> list[str]:
    try:
        return [step.kind.told(step.given) for step in read_steps(macro.kind, macro.steps)]
    except MaitreError as error:
        return [error.sentence]


@signed_in
def new_page(request: SignedInRequest) -> HttpResponse:
    _staff_only(request)
    return _form_page(request, None)


@signed_in
def change_page(request: SignedInRequest, pk: int) -> HttpResponse:
    _staff_only(request)
    macro = Macro.objects.changed_by(request.actor).one("incident", pk)
    return _form_page(request, macro)


def _form_page(request: SignedInRequest, macro: Macro | None) -> HttpResponse:
    form = MacroForm(request.POST or None, actor=request.actor, macro=macro)
    if request.method == "POST" and form.is_valid():
        try:
            steps = form.steps(macro.steps if macro else ())
            name, team = form.cleaned_data["name"], form.cleaned_data["owner"]
            keep_macro(name, "incident", steps, by=request.actor, team=team, macro=macro)
        except MaitreError as error:
            explain(form, error)
        else:
            said(request, _("Kept."))
            return redirect("incident:macros")
    context = {"form": form, "macro": macro, "placeholders": [f"{{{{{name}}}}}" for name in PLACEHOLDERS]}
    status = 422 if request.method == "POST" else 200
    return render(request, "operation/incident/pages/macro.html", context, status=status)


@require_POST
@signed_in
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    drop_macro(pk, by=request.actor)
    said(request, _("The macro is gone."))
    return redirect("incident:macros")


@signed_in
def tools(request: SignedInRequest, label: str) -> HttpResponse:
    """What the menu of a record offers beside its verbs, asked for when it is opened."""
    incident = _worked_on(request, label)
    context = {
        "macros": Macro.objects.of_kind("incident").open_to(request.actor)[:SHOWN],
        "label": incident.record.label,
        "starred": is_favourite(incident.record, by=request.actor),
    }
    return render(request, "operation/incident/pages/tools.html", context)


@signed_in
def run_page(request: SignedInRequest, label: str, macro: int) -> HttpResponse:
    """What would happen, and what stands in the way; sent back, it happens, all of it or nothing."""
    incident = _worked_on(request, label)
    chosen = Macro.objects.open_to(request.actor).one("incident", macro)
    refused, status = "", 200
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        try:
            version = int(seen) if seen.isdecimal() and len(seen) < 10 else None
            run_macro(chosen, label, by=request.actor, seen=version)
        except NotFound:
            raise
        except MaitreError as error:
            refused, status = error.sentence, error.status
        else:
            said(request, _("%(macro)s: done") % {"macro": chosen.name})
            return redirect("incident:show", label=label)
    ahead = look_ahead(chosen, label, by=request.actor)
    record = row(incident.record)
    context: Mapping[str, Any] = {
        "record": record,
        "macro": chosen,
        "ahead": ahead,
        "steps": [(step, _because(step)) for step in ahead.steps],
        "then": STATES[ahead.state] if ahead.is_open else "",
        "refused": refused,
        "run_url": reverse("incident:run_macro", args=[label, chosen.pk]),
    }
    return render(request, "operation/incident/pages/macro_ahead.html", context, status=status)


def _because(step: Foreseen) -> str:
    """What stands in a step's way, in the reader's words."""
    if step.code == IllegalTransition.code:
        return _("Not possible while it is: %(state)s") % {"state": STATES.get(step.state, step.state)}
    return _("Not with your role there.") if step.code == NotAllowed.code else step.blocked


def _worked_on(request: SignedInRequest, label: str) -> Incident:
    """The incident for those who work on it; who only takes part has no macros."""
    incident = Incident.objects.labelled(label, request.actor)
    if not reads_internal(standing(request.actor, incident.record)):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    return incident


def _staff_only(request: SignedInRequest) -> None:
    if not request.actor.is_staff:
        raise NotFound("There is no such page.")

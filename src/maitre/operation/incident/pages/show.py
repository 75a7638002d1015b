"""One incident on the desk: conversation, history, properties, and the verbs open to this person."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kernel.errors import FieldError, MaitreError, NotFound
from maitre.kit.web.environment import clock_time
from maitre.kit.web.markup import paragraphs
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.operation.incident import actions
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import (
    CAUSES,
    CODES,
    KINDS,
    LEVELS,
    PAUSE_REASONS,
    STATES,
    VERBS,
    row,
    why,
)
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import attach, comment
from maitre.shared.conversation.notices import shown
from maitre.shared.conversation.rules import WHO
from maitre.shared.lifecycle.actions import offers
from maitre.shared.records.models import Visibility
from maitre.shared.records.querysets import reads_internal, standing

AT_ONCE = {"take": actions.take, "close": actions.close, "resume": actions.resume}
"""Verbs that need nothing but a click; the others have a page."""


@signed_in
def show(request: SignedInRequest, label: str) -> HttpResponse:
    """Somebody who only takes part sees it in the portal."""
    incident = Incident.objects.labelled(label, request.actor)
    if not reads_internal(standing(request.actor, incident.record)):
        return redirect("portal:show", label=incident.record.label)
    return page(request, incident)


def page(
    request: HttpRequest, incident: Incident, *, draft: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    """The page, with what was typed put back where a reply was refused."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    record = incident.record
    roles = standing(actor, record)
    label = record.label
    composer = {
        "reply_url": reverse("incident:reply", args=[label]) if roles & WHO["comment"] else None,
        "note_url": reverse("incident:note", args=[label]) if roles & WHO["note"] else None,
        "draft": draft,
        "error": error,
    }
    context = {
        "record": header(incident),
        "entries": shown(record, actor, internal=True, why=why),
        "verbs": verbs(incident, actor),
        "properties": _properties(incident),
        "panels": [],
        "composer": composer if not actor.readonly else None,
        "list_url": reverse("incident:list"),
        "edit_url": reverse("incident:edit", args=[label]) if roles & {"agent", "lead", "admin"} else "",
    }
    return render(request, "operation/incident/pages/show.html", context, status=status)


def header(incident: Incident) -> dict[str, Any]:
    record = incident.record
    shown_row = row(record)
    return {name: getattr(shown_row, name) for name in shown_row.__slots__} | {
        "description": incident.description,
        "description_html": paragraphs(incident.description),
        "circle_name": record.circle.name if record.circle else "",
    }


def _properties(incident: Incident) -> list[dict[str, Any]]:
    record = incident.record
    resolution = incident.resolutions.filter(undone_at=None).first()
    lines: list[dict[str, Any]] = [
        {"label": _("Requester"), "value": record.requester.name if record.requester else ""},
        {"label": _("Organisation"), "value": record.organisation.name},
        {"label": _("Team"), "value": record.team.name if record.team else ""},
        {"label": _("Assignee"), "value": record.assignee.name if record.assignee else ""},
        {"label": _("Type"), "value": KINDS[incident.kind]},
        {"label": _("Impact"), "value": LEVELS[incident.impact]},
        {"label": _("Urgency"), "value": LEVELS[incident.urgency]},
        {"label": _("Category"), "value": record.category.name if record.category else ""},
        {"label": _("Service"), "value": incident.service},
        {"label": _("Item"), "value": incident.item},
    ]
    if incident.pause_reason:
        lines.append({"label": _("Waits for"), "value": PAUSE_REASONS[incident.pause_reason]})
    if incident.wakes_at:
        lines.append({"label": _("Goes on"), "html": clock_time(incident.wakes_at)})
    if resolution:
        lines.append({"label": _("Resolution"), "value": CODES[resolution.code]})
        lines.append({"label": _("Cause"), "value": CAUSES[resolution.cause]})
    if incident.closes_at:
        lines.append({"label": _("Closes"), "html": clock_time(incident.closes_at)})
    return lines


LIKELIEST = (
    "take",
    "resume",
    "resolve",
    "reopen",
    "pause",
    "assign",
    "prioritise",
    "close",
    "edit",
    "confide",
    "cancel",
)


def verbs(incident: Incident, actor: Actor) -> list[dict[str, Any]]:
    """Open verbs first, the likeliest of them primary; blocked ones say what they wait for."""
    found: list[dict[str, Any]] = []
    record = incident.record
    mine = record.assignee_id == actor.person_id
    for offer in sorted(
        offers(incident, by=actor), key=lambda each: (not each.is_open, LIKELIEST.index(each.verb))
    ):
        if offer.verb == "take" and mine and record.state == "in_progress":
            continue
        at_once = offer.verb in AT_ONCE
        name = "incident:verb" if at_once else f"incident:{offer.verb}"
        found.append(
            {
                "name": offer.verb,
                "label": str(VERBS[offer.verb]),
                "url": reverse(name, args=[record.label, *([offer.verb] if at_once else [])]),
                "method": "post" if at_once else "get",
                "blocked": None if offer.is_open else blocked_because(offer.blocked[0]),
                "primary": not found and offer.is_open,
            }
        )
    return found


def blocked_because(lack: FieldError) -> str:
    """In words, what a blocked verb waits for."""
    if lack.code == "illegal_transition":
        states = ", ".join(str(STATES[name]) for name in lack.message.split(", ") if name in STATES)
        return _("Possible when it is: %(states)s") % {"states": states}
    if lack.code == "not_allowed":
        return _("Not with your role in this state")
    return lack.message


@require_POST
@signed_in
def take_verb(request: SignedInRequest, label: str, verb: str) -> HttpResponse:
    """A verb that is one click."""
    if verb not in AT_ONCE:
        raise NotFound(f"There is no verb “{verb}”.")
    incident = Incident.objects.labelled(label, request.actor)
    AT_ONCE[verb](incident, by=request.actor)
    said(request, _("%(number)s: %(state)s") % {"number": label, "state": STATES[incident.record.state]})
    return redirect("incident:show", label=label)


@require_POST
@signed_in
def reply(request: SignedInRequest, label: str) -> HttpResponse:
    return _say(request, label, Visibility.PUBLIC)


@require_POST
@signed_in
def note(request: SignedInRequest, label: str) -> HttpResponse:
    return _say(request, label, Visibility.INTERNAL)


def _say(request: SignedInRequest, label: str, visibility: str) -> HttpResponse:
    """Comment and files together; a refusal gives the text back."""
    incident = Incident.objects.labelled(label, request.actor)
    body, files = request.POST.get("body", ""), request.FILES.getlist("files")
    try:
        if body.strip() or not files:
            comment(incident.record, body, by=request.actor, visibility=visibility)
        if files:
            attach(incident.record, files, by=request.actor, visibility=visibility)
    except NotFound:
        raise
    except MaitreError as error:
        return page(request, incident, draft=body, error=error.sentence, status=error.status)
    return redirect(f"{reverse('incident:show', args=[label])}#write")

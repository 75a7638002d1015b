"""One task: what is to be done, its checklist, what was said, and what it is part of."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.environment import clock_time
from maitre.kit.web.markup import paragraphs
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.kit.web.slots import panels
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import drop_drafts, say_with_files
from maitre.shared.conversation.notices import Beside, composed, timeline_of
from maitre.shared.conversation.rules import NOTE_PLACE, REPLY_PLACE, WHO
from maitre.shared.lifecycle.actions import offers
from maitre.shared.records.models import Visibility
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.tasks.lifecycle import DOERS, PLANNERS
from maitre.shared.tasks.models import Item, Task
from maitre.shared.tasks.notices import STATES, VERBS, due_look, why
from maitre.shared.tasks.notices.row import hosts_of
from maitre.shared.tasks.pages.verbs import AT_ONCE

ORDER = ("start", "finish", "reopen", "assign", "edit", "cancel")
"""The verbs of the bar; ticking has its place on the checklist."""
BLOCKED_WORDS = {"finish": gettext_lazy("Done: tick the checklist first")}


@signed_in
def show(request: SignedInRequest, label: str) -> HttpResponse:
    return page(request, Task.objects.labelled(label, request.actor))


def page(
    request: SignedInRequest,
    task: Task,
    *,
    typed: str = "",
    voice: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """For those who work on it with everything on it; for whom it was given to without a grant, what is public."""
    actor, record = request.actor, task.record
    roles = standing(actor, record)
    internal = reads_internal(roles)
    timeline = timeline_of(
        record, actor, internal=internal, why=why, unfolded=request.GET.get("entries") == "all",
    )  # fmt: skip
    here = reverse("task:show", args=[record.label])
    beside = Beside(record, actor, roles, timeline.files)
    context = {
        "record": header(task, actor),
        "timeline": timeline,
        "folds": {"folded": timeline.folded, "gap_after": timeline.gap[0], "gap_url": f"{here}?entries=all"},
        "verbs": verbs(task, actor, roles),
        "checklist": checklist(task, roles, actor),
        "properties": properties(task),
        "panels": panels("record", request, beside) if internal else [],
        "composer": None if actor.readonly or not roles & WHO["comment"] else {
            "reply_url": reverse("task:reply", args=[record.label]),
            "note_url": reverse("task:note", args=[record.label]) if roles & WHO["note"] else None,
            **composed(record, actor, typed=typed, voice=voice),
            "error": error,
            "people_url": f"{reverse('conversation:people')}?record={record.label}" if internal else "",
        },
    }  # fmt: skip
    face = "show" if internal else "show_alone"
    return render(request, f"shared/tasks/pages/{face}.html", context, status=status)


def header(task: Task, actor: Actor) -> dict[str, Any]:
    record = task.record
    host = hosts_of([record.pk], actor).get(record.pk)
    return {
        "number": record.label,
        "title": record.title,
        "state": STATES[record.state],
        "phase": record.phase,
        "version": record.version,
        "blocks": task.blocks,
        "due": task.due_at,
        "look": due_look(task.due_at, is_open=record.is_open),
        "description_html": paragraphs(task.description),
        "host": {"number": host.label, "title": host.title, "url": reverse("portal:go", args=[host.label])}
        if host
        else None,
    }


def verbs(task: Task, actor: Actor, roles: frozenset[str]) -> list[dict[str, Any]]:
    """Open ones in the order of work, the first of them primary; finishing says what it waits for."""
    found: list[dict[str, Any]] = []
    offered = {offer.verb: offer for offer in offers(task, by=actor, roles=roles)}
    for verb in ORDER:
        offer = offered.get(verb)
        if offer is None or (offer.blocked and offer.blocked[0].code == "illegal_transition"):
            continue
        at_once = verb in AT_ONCE
        name = "task:verb" if at_once else f"task:{verb}"
        entry: dict[str, Any] = {
            "name": {"start": "resume", "finish": "confirm"}.get(verb, verb),
            "label": str(VERBS[verb]),
            "url": reverse(name, args=[task.record.label, *([verb] if at_once else [])]),
            "method": "post" if at_once else "get",
            "blocked": offer.blocked[0].message if offer.blocked else None,
            "primary": offer.is_open and verb in ("start", "finish") and not found,
        }
        if offer.blocked and verb in BLOCKED_WORDS:
            entry["next"] = str(BLOCKED_WORDS[verb])
        found.append(entry)
    return found


def checklist(task: Task, roles: frozenset[str], actor: Actor) -> dict[str, Any]:
    label, is_open = task.record.label, task.record.is_open
    may_do = bool(roles & DOERS) and not actor.readonly and is_open
    may_plan = bool(roles & PLANNERS) and not actor.readonly and is_open
    items = Item.objects.of(task.pk).select_related("ticked_by")
    return {
        "items": [
            {
                "text": item.text,
                "ticked_at": item.ticked_at,
                "ticked_by": item.ticked_by.name if item.ticked_by else "",
                "turn_url": reverse("task:turn_item", args=[label, item.pk]) if may_do else "",
                "drop_url": reverse("task:drop_item", args=[label, item.pk]) if may_plan else "",
            }
            for item in items
        ],
        "add_url": reverse("task:add_item", args=[label]) if may_plan else "",
    }


def properties(task: Task) -> list[dict[str, Any]]:
    record = task.record
    return [
        {"label": _("Assignee"), "value": record.assignee.name if record.assignee else ""},
        {"label": _("Team"), "value": record.team.name if record.team else ""},
        {"label": _("Due"), "html": clock_time(task.due_at) if task.due_at else ""},
        {"label": _("Organisation"), "value": record.organisation.name},
    ]


@require_POST
@signed_in
def reply(request: SignedInRequest, label: str) -> HttpResponse:
    return _say(request, label, Visibility.PUBLIC)


@require_POST
@signed_in
def note(request: SignedInRequest, label: str) -> HttpResponse:
    return _say(request, label, Visibility.INTERNAL)


def _say(request: SignedInRequest, label: str, visibility: Visibility) -> HttpResponse:
    """Comment and files together; a refusal gives the text back."""
    task = Task.objects.labelled(label, request.actor)
    body, files = request.POST.get("body", ""), request.FILES.getlist("files")
    try:
        say_with_files(task.record, body, files, by=request.actor, visibility=visibility)
    except NotFound:
        raise
    except MaitreError as error:
        task = Task.objects.labelled(label, request.actor)  # as it is without what was taken back
        return page(request, task, typed=body, voice=visibility, error=error.sentence, status=error.status)
    place = NOTE_PLACE if visibility == Visibility.INTERNAL else REPLY_PLACE
    said = [body, body.replace("\r\n", "\n")]
    drop_drafts(request.POST.getlist("draft"), place=place, by=request.actor, said=said)
    return redirect(f"{reverse('task:show', args=[label])}#write")

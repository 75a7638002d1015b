"""The family of an incident beside it: its parent or its children, and what was merged into it."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from markupsafe import Markup

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kernel.states import OPEN_PHASES, Phase
from maitre.kit.web.page import SignedInRequest, complained, said, signed_in
from maitre.kit.web.slots import Panel
from maitre.operation.incident.actions import adopt, release
from maitre.operation.incident.lifecycle import LIFECYCLE, WORKERS
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import why
from maitre.operation.incident.notices.kin import line, own_page
from maitre.operation.incident.rules import Part, part_of
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.notices import Beside, shown
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.pages.numbers import named

SHOWN = 8


def family(request: HttpRequest, beside: Beside) -> Panel | None:
    """Costs nothing where there is no family: what it has is written on the incident itself."""
    record = beside.record
    if record.kind != LIFECYCLE.kind or not reads_internal(beside.roles):
        return None
    incident: Incident = record.incident
    works = bool(beside.roles & WORKERS) and not beside.actor.readonly
    part = part_of(incident.parent_id, incident.child_count, incident.merged_into_id)
    joins = works and record.phase not in (Phase.CLOSED, Phase.CANCELLED)
    if part in (None, Part.MERGED) and not incident.took_in and not joins:
        return None
    children = _children(incident, beside.actor, works) if part is Part.PARENT else []
    given: dict[str, Any] = {
        "parent": _parent(incident, beside.actor, works) if part is Part.CHILD else None,
        "children": children[:SHOWN],
        "rest": len(children) - SHOWN,
        "all_url": f"{reverse('incident:list')}?{urlencode({'q': f'parent:{record.label}'})}",
        "over": sum(child["phase"] not in OPEN_PHASES for child in children),
        "count": len(children),
        "merged": _merged(incident, beside.actor) if incident.took_in else [],
        "may_add": joins and part in (None, Part.PARENT),
        "may_join": joins and part is None,
        "number": record.label,
    }
    html = render_to_string("operation/incident/pages/family.html", given, request)
    return Panel("family", _("Family"), Markup(html), len(children) or None)  # noqa: S704 - a template escapes


def _children(incident: Incident, actor: Actor, works: bool) -> list[dict[str, Any]]:
    """Open ones first. Those the person may not see are neither shown nor counted."""
    found = Incident.objects.children_of(incident, actor).select_related("record").order_by("pk")
    lines = [
        line(child, reverse("incident:release", args=[child.record.label]) if works else "")
        for child in found
    ]
    return sorted(lines, key=lambda line: line["phase"] not in OPEN_PHASES)


def _parent(incident: Incident, actor: Actor, works: bool) -> dict[str, Any] | None:
    assert incident.parent_id is not None  # noqa: S101 - part_of said so
    parent = Incident.objects.select_related("record").get(pk=incident.parent_id)
    if not standing(actor, parent.record):
        return None
    return line(parent, reverse("incident:release", args=[incident.record.label]) if works else "")


def _merged(incident: Incident, actor: Actor) -> list[dict[str, Any]]:
    """What was merged into it, also by way of others, and where to read what was said there."""
    found, into = [], [incident.pk]
    while into:
        merged = list(Incident.objects.merged_into(into))
        found += merged
        into = [each.pk for each in merged if each.took_in]
    return [
        line(each)
        | {
            "url": own_page(each.record.label),
            "said_url": reverse("incident:said", args=[each.record.label]),
        }
        for each in found
        if standing(actor, each.record)
    ]


@signed_in
def said_there(request: SignedInRequest, label: str) -> HttpResponse:
    """What people said on an incident, as a piece for the page it was merged into."""
    incident = Incident.objects.labelled(label, request.actor)
    internal = reads_internal(standing(request.actor, incident.record))
    if not internal:
        raise NotFound(_("There is no %(label)s, or it is not open to you.") % {"label": label[:40]})
    told = shown(incident.record, request.actor, internal=internal, why=why)
    # Without their places: those are anchors of another page.
    spoken = [asdict(each) | {"seq": None} for each in told if each.kind == "comment" or each.files]
    context = {"entries": spoken, "description": incident.description, "record": line(incident)}
    return render(request, "operation/incident/pages/said_part.html", context)


@require_POST
@signed_in
def add(request: SignedInRequest, label: str) -> HttpResponse:
    """A child by its number, or (`as` parent) the parent. What does not fit is said above the page."""
    incident = Incident.objects.labelled(label, request.actor)
    try:
        other = Incident.objects.labelled(named("incident", request.POST.get("other", "")), request.actor)
        parent, child = (other, incident) if request.POST.get("as") == "parent" else (incident, other)
        if adopt(parent, child, by=request.actor):
            names = {"child": child.record.label, "parent": parent.record.label}
            said(request, _("%(child)s is a child of %(parent)s now") % names)
    except MaitreError as error:
        complained(request, error.sentence)
    return redirect(f"{reverse('incident:show', args=[label])}#family")


@require_POST
@signed_in
def remove(request: SignedInRequest, label: str) -> HttpResponse:
    """Take this child out of its family; back to the page one was on."""
    child = Incident.objects.labelled(label, request.actor)
    release(child, by=request.actor)
    back = request.POST.get("back", label)
    known = Incident.objects.labelled(back, request.actor).record.label
    return redirect(f"{reverse('incident:show', args=[known])}#family")

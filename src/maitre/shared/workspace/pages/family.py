"""The family of a record beside it: its parent or its children, and what was merged into it."""

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
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.notices import Beside, shown
from maitre.shared.practice.rules import Practice, Subject, practice_named
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.records.rules import PREFIXES
from maitre.shared.relationships.actions import adopt, release
from maitre.shared.relationships.notices import line, own_page
from maitre.shared.relationships.rules import Part, part_of
from maitre.shared.workflow.lifecycle import WORKERS
from maitre.shared.workspace.pages.numbers import named

SHOWN = 8


def family(request: HttpRequest, beside: Beside) -> Panel | None:
    """Costs nothing where there is no family: what it has is written on the record itself."""
    record = beside.record
    practice = practice_named(record.kind)
    if practice is None or practice.families is None or not reads_internal(beside.roles):
        return None
    subject: Subject = getattr(record, practice.own)
    works = bool(beside.roles & WORKERS) and not beside.actor.readonly
    part = part_of(subject.parent_id, subject.child_count, subject.merged_into_id)
    joins = works and record.phase not in (Phase.CLOSED, Phase.CANCELLED)
    if part in (None, Part.MERGED) and not subject.took_in and not joins:
        return None
    children = _children(practice, subject, beside.actor, works) if part is Part.PARENT else []
    given: dict[str, Any] = {
        "parent": _parent(practice, subject, beside.actor, works) if part is Part.CHILD else None,
        "children": children[:SHOWN],
        "rest": len(children) - SHOWN,
        "all_url": f"{reverse(f'{practice.kind}:list')}?{urlencode({'q': f'parent:{record.label}'})}",
        "over": sum(child["phase"] not in OPEN_PHASES for child in children),
        "count": len(children),
        "merged": _merged(practice, subject, beside.actor) if subject.took_in else [],
        "may_add": joins and part in (None, Part.PARENT),
        "may_join": joins and part is None,
        "number": record.label,
        "practice": practice,
        "example": f"{PREFIXES[practice.kind]}-1042",
    }
    html = render_to_string("shared/workspace/pages/family.html", given, request)
    return Panel("family", _("Family"), Markup(html), len(children) or None)  # noqa: S704 - a template escapes


def _children(practice: Practice, subject: Subject, actor: Actor, works: bool) -> list[dict[str, Any]]:
    """Open ones first. Those the person may not see are neither shown nor counted."""
    found = practice.rows().children_of(subject, actor).select_related("record").order_by("pk")
    lines = [
        line(child, reverse(f"{practice.kind}:release", args=[child.record.label]) if works else "")
        for child in found
    ]
    return sorted(lines, key=lambda line: line["phase"] not in OPEN_PHASES)


def _parent(practice: Practice, subject: Subject, actor: Actor, works: bool) -> dict[str, Any] | None:
    parent = practice.rows().select_related("record").get(pk=subject.parent_id)
    if not standing(actor, parent.record):
        return None
    return line(parent, reverse(f"{practice.kind}:release", args=[subject.record.label]) if works else "")


def _merged(practice: Practice, subject: Subject, actor: Actor) -> list[dict[str, Any]]:
    """What was merged into it, also by way of others, and where to read what was said there."""
    found, into = [], [subject.pk]
    while into:
        merged = list(practice.rows().merged_into(into))
        found += merged
        into = [each.pk for each in merged if each.took_in]
    return [
        line(each)
        | {
            "url": own_page(each),
            "said_url": reverse(f"{practice.kind}:said", args=[each.record.label]),
        }
        for each in found
        if standing(actor, each.record)
    ]


@signed_in
def said_there(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """What people said on a record, as a piece for the page it was merged into."""
    subject = practice.subject(label, request.actor)
    internal = reads_internal(standing(request.actor, subject.record))
    if not internal:
        raise NotFound(_("There is no %(label)s, or it is not open to you.") % {"label": label[:40]})
    told = shown(subject.record, request.actor, internal=internal, why=practice.why)
    # Without their places: those are anchors of another page.
    spoken = [asdict(each) | {"seq": None} for each in told if each.kind == "comment" or each.files]
    context = {"entries": spoken, "description": subject.description, "record": line(subject)}
    return render(request, "shared/workspace/pages/said_part.html", context)


@require_POST
@signed_in
def add(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """A child by its number, or (`as` parent) the parent. What does not fit is said above the page."""
    subject = practice.subject(label, request.actor)
    try:
        other = practice.subject(named(practice.kind, request.POST.get("other", "")), request.actor)
        parent, child = (other, subject) if request.POST.get("as") == "parent" else (subject, other)
        if adopt(parent, child, by=request.actor):
            names = {"child": child.record.label, "parent": parent.record.label}
            said(request, _("%(child)s is a child of %(parent)s now") % names)
    except MaitreError as error:
        complained(request, error.sentence)
    return redirect(f"{reverse(f'{practice.kind}:show', args=[label])}#family")


@require_POST
@signed_in
def remove(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """Take this child out of its family; back to the page one was on."""
    child = practice.subject(label, request.actor)
    release(child, by=request.actor)
    back = request.POST.get("back", label)
    known = practice.subject(back, request.actor).record.label
    return redirect(f"{reverse(f'{practice.kind}:show', args=[known])}#family")

"""A record on the desk: conversation, history, properties, and the verbs open to this person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maitre.kernel.errors import NotFound
from maitre.kit.web.addresses import address_of
from maitre.kit.web.environment import clock_time
from maitre.kit.web.markup import paragraphs
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.kit.web.slots import panels
from maitre.shared.conversation.notices import (
    SHOWS,
    Beside,
    Shown,
    Timeline,
    between,
    composed,
    timeline_of,
)
from maitre.shared.conversation.rules import WHO
from maitre.shared.practice.rules import Practice, Property, Subject
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.relationships.notices import merged_into, open_children, split_url
from maitre.shared.workspace.notices import buttons, row
from maitre.shared.workspace.notices.facts import lines_of

EDITORS = frozenset({"agent", "lead", "admin"})


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed and could not be sent: the text comes back, with the reason."""

    text: str = ""
    voice: str = Visibility.PUBLIC
    error: str = ""
    status: int = 200
    happened: list[Shown] = field(default_factory=list)


@signed_in
def show(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """Somebody who only takes part sees it in the portal."""
    subject = practice.subject(label, request.actor)
    roles = standing(request.actor, subject.record)
    if not reads_internal(roles):
        return redirect("portal:show", label=subject.record.label)
    if practice.families and subject.merged_into_id is not None and request.GET.get("merged") != "show":
        survivor = practice.rows().surviving(label, request.actor).record.label
        if survivor != subject.record.label:
            names = {"number": subject.record.label, "survivor": survivor}
            said(request, _("%(number)s was merged; it goes on here, in %(survivor)s") % names)
            return redirect(f"{practice.kind}:show", label=survivor)
    return page(request, practice, subject, roles)


def page(
    request: SignedInRequest,
    practice: Practice,
    subject: Subject,
    roles: frozenset[str],
    typed: Typed | None = None,
) -> HttpResponse:
    """The page, with what was typed put back where a reply was refused."""
    actor, record = request.actor, subject.record
    asked = request.GET.get("show", "all")
    view = asked if asked in SHOWS else "all"
    timeline = timeline_of(
        record,
        actor,
        internal=True,
        why=practice.why,
        show=view,
        unfolded=request.GET.get("entries") == "all",
    )
    editable = bool(roles & EDITORS) and not actor.readonly and record.phase not in ("closed", "cancelled")
    families = practice.families
    context = {
        "practice": practice,
        "record": header(practice, subject),
        "timeline": timeline,
        "folds": folds(practice, record.label, timeline, view),
        "views": views(practice, record.label, view),
        "origin": view in ("all", "conversation"),
        "verbs": buttons(practice, subject, actor, roles),
        "properties": properties(practice, subject, timeline, editable=editable),
        "panels": panels("record", request, Beside(record, actor, roles, timeline.files)),
        "composer": composer(request, practice, subject, roles, typed),
        "presence_url": address_of("conversation:presence", record.label),
        "list_url": address_of(f"{practice.kind}:list"),
        "edit_url": address_of(f"{practice.kind}:edit", record.label) if editable else "",
        "merged_into": merged_into(subject, actor) if families else None,
        "split_url": split_url(subject) if families and roles & EDITORS and not actor.readonly else "",
    }
    status = typed.status if typed else 200
    return render(request, "shared/workspace/pages/record.html", context, status=status)


def composer(
    request: SignedInRequest,
    practice: Practice,
    subject: Subject,
    roles: frozenset[str],
    typed: Typed | None,
) -> dict[str, Any] | None:
    """Where one writes: what was typed just now, and what was kept of either voice."""
    actor, record, families = request.actor, subject.record, practice.families
    if actor.readonly or not roles & (WHO["comment"] | WHO["note"]):
        return None
    if families and subject.merged_into_id is not None:
        return None
    written = (typed.text, typed.voice) if typed else ("", "")
    label = record.label
    return {
        **composed(record, actor, typed=written[0], voice=written[1]),
        "reply_url": address_of(f"{practice.kind}:reply", label) if roles & WHO["comment"] else None,
        "note_url": address_of(f"{practice.kind}:note", label) if roles & WHO["note"] else None,
        "people_url": f"{address_of('conversation:people')}?record={label}",
        "canned_url": f"{address_of('conversation:offered')}?record={label}" if actor.is_staff else "",
        "error": typed.error if typed else "",
        "happened": typed.happened if typed else [],
        "seen": record.head_seq,
        "children": open_children(subject, actor) if families else 0,
    }


def folds(practice: Practice, label: str, timeline: Timeline, view: str) -> dict[str, Any]:
    """How the folded middle is unfolded: in place, or as a page."""
    after, until = timeline.gap
    here = address_of(f"{practice.kind}:show", label)
    return {
        "folded": timeline.folded,
        "gap_after": after,
        "gap_url": f"{here}?show={view}&entries=all#entry-{after + 1}",
        "gap_part": f"{address_of(f'{practice.kind}:entries', label)}?show={view}&after={after}&until={until}",
    }


def views(practice: Practice, label: str, view: str) -> list[dict[str, Any]]:
    here = address_of(f"{practice.kind}:show", label)
    words = {
        "all": pgettext("timeline", "All"),
        "conversation": _("Conversation"),
        "notes": _("Notes"),
        "history": _("History"),
    }
    return [
        {"label": word, "url": here if name == "all" else f"{here}?show={name}", "current": name == view}
        for name, word in words.items()
    ]


@signed_in
def entries(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """The folded middle of a long life, as a piece of the page."""
    subject = practice.subject(label, request.actor)
    if not reads_internal(standing(request.actor, subject.record)):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    after, until = (_place(request.GET.get(name, "")) for name in ("after", "until"))
    view = request.GET.get("show", "all")
    show_only = view if view in SHOWS else "all"
    found = between(
        subject.record, request.actor, (after, until), internal=True, why=practice.why, show=show_only
    )
    editor = practice.families and standing(request.actor, subject.record) & EDITORS
    split = split_url(subject) if editor else ""
    return render(request, "kit/web/parts/entries.html", {"entries": found, "split_url": split})


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def header(practice: Practice, subject: Subject) -> dict[str, Any]:
    """What stands at the top of every page about a record."""
    record = subject.record
    shown_row = row(record)
    return {name: getattr(shown_row, name) for name in shown_row.__slots__} | {
        "description": subject.description,
        "description_html": paragraphs(subject.description),
        "circle_name": record.circle.name if record.circle else "",
        "badges": practice.badges(subject),
    }


def whose(record: Record) -> list[Property]:
    """Whom it concerns and who has it, of every record."""
    return [
        Property(label=_("Requester"), value=record.requester.name if record.requester else ""),
        Property(label=_("Organisation"), value=record.organisation.name),
        Property(label=_("Team"), value=record.team.name if record.team else "", name="team"),
        Property(label=_("Assignee"), value=record.assignee.name if record.assignee else "", name="assignee"),
    ]


def properties(
    practice: Practice, subject: Subject, timeline: Timeline, *, editable: bool
) -> list[dict[str, Any]]:
    """What it is about and who has it; each that can be changed knows where."""
    record = subject.record
    lines = [*whose(record), *lines_of(practice, subject), *practice.situation(subject)]
    if record.phase in ("done", "closed"):
        told = (each.text for each in reversed(timeline.entries) if each.verb == "resolve" and each.text)
        lines.append(Property(label=_("Resolution"), value=next(told, "")))
    part = address_of(f"{practice.kind}:property", record.label) if editable else ""
    return list(_drawn(lines, part))


def _drawn(lines: Iterable[Property], part: str) -> Iterable[dict[str, Any]]:
    for line in lines:
        drawn = {"label": line.label, "value": line.value, "html": clock_time(line.at) if line.at else ""}
        if part and line.name:
            drawn["edit_url"] = drawn["part_url"] = f"{part}?name={line.name}"
        yield drawn

"""One incident on the desk: conversation, history, properties, and the verbs open to this person."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from maitre.kernel.errors import NotFound
from maitre.kit.web.addresses import address_of
from maitre.kit.web.environment import clock_time
from maitre.kit.web.markup import paragraphs
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.kit.web.slots import panels
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import CHANNELS, KINDS, LEVELS, PAUSE_REASONS, STATES, row, why
from maitre.operation.incident.notices.kin import merged_into, open_children, split_url
from maitre.operation.incident.pages.offered import AT_ONCE
from maitre.operation.incident.pages.offered import verbs as verbs
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
from maitre.shared.records.models import Visibility
from maitre.shared.records.querysets import reads_internal, standing

WORTH_SAYING = 2
"""Hand-overs from which on the page says how many there were."""
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
def show(request: SignedInRequest, label: str) -> HttpResponse:
    """Somebody who only takes part sees it in the portal."""
    incident = Incident.objects.labelled(label, request.actor)
    roles = standing(request.actor, incident.record)
    if not reads_internal(roles):
        return redirect("portal:show", label=incident.record.label)
    if incident.merged_into_id is not None and request.GET.get("merged") != "show":
        survivor = Incident.objects.surviving(label, request.actor).record.label
        if survivor != incident.record.label:
            names = {"number": incident.record.label, "survivor": survivor}
            said(request, _("%(number)s was merged; it goes on here, in %(survivor)s") % names)
            return redirect("incident:show", label=survivor)
    return page(request, incident, roles)


def page(
    request: SignedInRequest, incident: Incident, roles: frozenset[str], typed: Typed | None = None
) -> HttpResponse:
    """The page, with what was typed put back where a reply was refused."""
    actor, record = request.actor, incident.record
    asked = request.GET.get("show", "all")
    view = asked if asked in SHOWS else "all"
    timeline = timeline_of(
        record, actor, internal=True, why=why, show=view, unfolded=request.GET.get("entries") == "all"
    )
    editable = bool(roles & EDITORS) and not actor.readonly and record.phase not in ("closed", "cancelled")
    context = {
        "record": header(incident),
        "timeline": timeline,
        "folds": folds(record.label, timeline, view),
        "views": views(record.label, view),
        "origin": view in ("all", "conversation"),
        "verbs": verbs(incident, actor, roles),
        "properties": properties(incident, timeline, editable=editable),
        "panels": panels("record", request, Beside(record, actor, roles, timeline.files)),
        "composer": composer(request, incident, roles, typed),
        "presence_url": address_of("conversation:presence", record.label),
        "list_url": address_of("incident:list"),
        "edit_url": address_of("incident:edit", record.label) if editable else "",
        "merged_into": None if incident.merged_into_id is None else merged_into(incident, actor),
        "split_url": split_url(incident) if roles & EDITORS and not actor.readonly else "",
    }
    status = typed.status if typed else 200
    return render(request, "operation/incident/pages/show.html", context, status=status)


def composer(
    request: SignedInRequest, incident: Incident, roles: frozenset[str], typed: Typed | None
) -> dict[str, Any] | None:
    """Where one writes: what was typed just now, and what was kept of either voice."""
    actor, label = request.actor, incident.record.label
    if actor.readonly or not roles & (WHO["comment"] | WHO["note"]) or incident.merged_into_id is not None:
        return None
    written = (typed.text, typed.voice) if typed else ("", "")
    return {
        **composed(incident.record, actor, typed=written[0], voice=written[1]),
        "reply_url": address_of("incident:reply", label) if roles & WHO["comment"] else None,
        "note_url": address_of("incident:note", label) if roles & WHO["note"] else None,
        "people_url": f"{address_of('conversation:people')}?record={label}",
        "canned_url": f"{address_of('conversation:offered')}?record={label}" if actor.is_staff else "",
        "error": typed.error if typed else "",
        "happened": typed.happened if typed else [],
        "seen": incident.record.head_seq,
        "children": incident.child_count and open_children(incident, actor),
    }


def folds(label: str, timeline: Timeline, view: str) -> dict[str, Any]:
    """How the folded middle is unfolded: in place, or as a page."""
    after, until = timeline.gap
    here = address_of("incident:show", label)
    return {
        "folded": timeline.folded,
        "gap_after": after,
        "gap_url": f"{here}?show={view}&entries=all#entry-{after + 1}",
        "gap_part": f"{address_of('incident:entries', label)}?show={view}&after={after}&until={until}",
    }


def views(label: str, view: str) -> list[dict[str, Any]]:
    here = address_of("incident:show", label)
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
def entries(request: SignedInRequest, label: str) -> HttpResponse:
    """The folded middle of a long life, as a piece of the page."""
    incident = Incident.objects.labelled(label, request.actor)
    if not reads_internal(standing(request.actor, incident.record)):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    after, until = (_place(request.GET.get(name, "")) for name in ("after", "until"))
    view = request.GET.get("show", "all")
    show_only = view if view in SHOWS else "all"
    found = between(incident.record, request.actor, (after, until), internal=True, why=why, show=show_only)
    split = split_url(incident) if standing(request.actor, incident.record) & EDITORS else ""
    return render(request, "kit/web/parts/entries.html", {"entries": found, "split_url": split})


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def header(incident: Incident) -> dict[str, Any]:
    record = incident.record
    shown_row = row(record)
    return {name: getattr(shown_row, name) for name in shown_row.__slots__} | {
        "description": incident.description,
        "description_html": paragraphs(incident.description),
        "circle_name": record.circle.name if record.circle else "",
        "major": incident.major,
    }


def properties(incident: Incident, timeline: Timeline, *, editable: bool) -> list[dict[str, Any]]:
    """What it is about and who has it; each that can be changed knows where."""
    record = incident.record
    lines: list[dict[str, Any]] = [
        {"label": _("Requester"), "value": record.requester.name if record.requester else ""},
        {"label": _("Organisation"), "value": record.organisation.name},
        {"label": _("Team"), "value": record.team.name if record.team else "", "name": "team"},
        {
            "label": _("Assignee"),
            "value": record.assignee.name if record.assignee else "",
            "name": "assignee",
        },
        {"label": _("Type"), "value": KINDS.get(incident.kind, ""), "name": "kind"},
        {"label": _("Impact"), "value": LEVELS[incident.impact], "name": "impact"},
        {"label": _("Urgency"), "value": LEVELS[incident.urgency], "name": "urgency"},
        {
            "label": _("Category"),
            "value": record.category.name if record.category else "",
            "name": "category",
        },
        {"label": _("Service"), "value": incident.service, "name": "service"},
        {"label": _("Item"), "value": incident.item, "name": "item"},
        {"label": _("Location"), "value": incident.location, "name": "location"},
        {"label": _("Channel"), "value": CHANNELS.get(incident.channel, "")},
    ]
    if incident.handoffs >= WORTH_SAYING or incident.returns:
        lines.append({"label": _("Hand-overs"), "value": handed(incident)})
    if incident.pause_reason:
        lines.append({"label": _("Waits for"), "value": PAUSE_REASONS[incident.pause_reason]})
    if incident.wakes_at:
        lines.append({"label": _("Goes on"), "html": clock_time(incident.wakes_at)})
    if record.phase in ("done", "closed"):
        told = next(
            (each.text for each in reversed(timeline.entries) if each.verb == "resolve" and each.text), ""
        )
        lines.append({"label": _("Resolution"), "value": told})
    if incident.closes_at:
        lines.append({"label": _("Closes"), "html": clock_time(incident.closes_at)})
    if editable:
        part = address_of("incident:property", record.label)
        for line in lines:
            if name := line.get("name"):
                line["edit_url"] = line["part_url"] = f"{part}?name={name}"
    return lines


def handed(incident: Incident) -> str:
    """How often it went from team to team, and how often back to one that had it."""
    told = ngettext("%(num)d time", "%(num)d times", incident.handoffs) % {"num": incident.handoffs}
    if not incident.returns:
        return told
    return f"{told}, " + ngettext(
        "%(num)d of them back to a team that had it",
        "%(num)d of them back to teams that had it",
        incident.returns,
    ) % {"num": incident.returns}


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

"""One incident on paper: for its requester, or with everything and marked as internal."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotFound
from maitre.kit.web.environment import dated
from maitre.kit.web.markup import paragraphs
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import CHANNELS, KINDS, LEVELS, PRIORITIES, STATES, why
from maitre.shared.conversation.notices import timeline_of
from maitre.shared.records.querysets import reads_internal, standing

SILENT = frozenset({"take", "report"})
"""Steps that say nothing to the requester."""


@signed_in
def print_page(request: SignedInRequest, label: str) -> HttpResponse:
    """The public version unless the internal one is asked for, which is only for those who read internal notes."""
    actor = request.actor
    incident = Incident.objects.labelled(label, actor)
    record = incident.record
    internal = request.GET.get("version") == "internal"
    if internal and not reads_internal(standing(actor, record)):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    timeline = timeline_of(
        record, actor, internal=internal, why=why, unfolded=True, silent=() if internal else SILENT
    )
    context = {
        "number": record.label,
        "title": record.title,
        "properties": _properties(incident, internal=internal),
        "description_html": paragraphs(incident.description),
        "entries": timeline.entries,
        "internal": internal,
        "printed_at": dated(timezone.now()),
        "printed_by": actor.name,
        "back": reverse("portal:go", args=[record.label]),
    }
    answer = render(request, "operation/incident/pages/print.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _properties(incident: Incident, *, internal: bool) -> list[dict[str, Any]]:
    """What stands above the talk. The public version has what its requester sees in the portal, and no more."""
    record = incident.record
    lines: list[dict[str, Any]] = [
        {"label": _("State"), "value": STATES[record.state]},
        {"label": _("Requester"), "value": record.requester.name if record.requester else ""},
        {"label": _("Organisation"), "value": record.organisation.name},
        {"label": _("Reported"), "value": dated(record.created_at)},
    ]
    if internal:
        lines += [
            {"label": _("Priority"), "value": f"{record.priority} {PRIORITIES[record.priority]}"},
            {"label": _("Team"), "value": record.team.name if record.team else ""},
            {"label": _("Assignee"), "value": record.assignee.name if record.assignee else ""},
            {"label": _("Type"), "value": KINDS.get(incident.kind, "")},
            {"label": _("Impact"), "value": LEVELS[incident.impact]},
            {"label": _("Urgency"), "value": LEVELS[incident.urgency]},
            {"label": _("Category"), "value": record.category.name if record.category else ""},
            {"label": _("Service"), "value": incident.service},
            {"label": _("Item"), "value": incident.item},
            {"label": _("Location"), "value": incident.location},
            {"label": _("Channel"), "value": CHANNELS.get(incident.channel, "")},
        ]
        if record.circle:
            lines.append({"label": _("Confidential"), "value": record.circle.name})
    return lines

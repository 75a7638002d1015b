"""One incident beside the list: who, what, what was said last, the verbs. A piece of a page, asked for by script."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import LEVELS, why
from maitre.operation.incident.pages.show import header
from maitre.shared.conversation.notices import shown
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.notices import buttons

LAST = 3
"""Entries shown: what was said or done last."""


@signed_in
def preview(request: SignedInRequest, label: str) -> HttpResponse:
    actor = request.actor
    incident = Incident.objects.labelled(label, actor)
    record = incident.record
    internal = reads_internal(standing(actor, record))
    entries = shown(record, actor, internal=internal, why=why)
    told = [entry for entry in entries if entry.verb != "report"]
    properties = [
        {"label": _("Requester"), "value": record.requester.name if record.requester else ""},
        {"label": _("Organisation"), "value": record.organisation.name},
        {"label": _("Team"), "value": record.team.name if record.team else ""},
        {"label": _("Assignee"), "value": record.assignee.name if record.assignee else ""},
        {"label": _("Category"), "value": record.category.name if record.category else ""},
        {"label": _("Service"), "value": incident.service},
        {"label": _("Impact"), "value": LEVELS[incident.impact]},
    ]
    offered = buttons(practice_of(record.kind), incident, actor) if internal else []
    context = {
        "record": header(incident),
        "verbs": [verb for verb in offered if not verb["blocked"]],
        "properties": properties,
        "entries": told[-LAST:],
        "earlier": max(len(told) - LAST, 0),
        "reply_url": f"{address_of('incident:show', record.label)}#write" if not actor.readonly else "",
    }
    return render(request, "operation/incident/pages/preview.html", context)

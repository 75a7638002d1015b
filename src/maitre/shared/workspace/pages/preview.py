"""A record beside the list: who, what, what was said last, the verbs. A piece of a page, asked for by script."""

from django.http import HttpResponse
from django.shortcuts import render

from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.conversation.notices import shown
from maitre.shared.practice.rules import Practice
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.notices import buttons
from maitre.shared.workspace.notices.facts import lines_of
from maitre.shared.workspace.pages.record import header, whose

LAST = 3
"""Entries shown: what was said or done last."""


@signed_in
def preview(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    actor = request.actor
    subject = practice.subject(label, actor)
    record = subject.record
    internal = reads_internal(standing(actor, record))
    entries = shown(record, actor, internal=internal, why=practice.why)
    told = [entry for entry in entries if entry.verb != practice.created_by]
    offered = buttons(practice, subject, actor) if internal else []
    context = {
        "record": header(practice, subject),
        "verbs": [verb for verb in offered if not verb["blocked"]],
        "properties": [*whose(record), *(each for each in lines_of(practice, subject) if each.brief)],
        "entries": told[-LAST:],
        "earlier": max(len(told) - LAST, 0),
        "reply_url": f"{address_of(f'{practice.kind}:show', record.label)}#write"
        if not actor.readonly
        else "",
    }
    return render(request, "shared/workspace/pages/preview.html", context)

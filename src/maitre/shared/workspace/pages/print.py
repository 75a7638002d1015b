"""A record on paper: for its requester, or with everything and marked as internal."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import NotFound
from maitre.kit.web.environment import dated
from maitre.kit.web.markup import paragraphs
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.conversation.notices import timeline_of
from maitre.shared.practice.rules import Practice, Property, Subject
from maitre.shared.records.notices import PRIORITIES
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.notices.facts import lines_of


@signed_in
def print_page(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """The public version unless the internal one is asked for, which is only for those who read internal notes."""
    actor = request.actor
    subject = practice.subject(label, actor)
    record = subject.record
    internal = request.GET.get("version") == "internal"
    if internal and not reads_internal(standing(actor, record)):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    timeline = timeline_of(
        record,
        actor,
        internal=internal,
        why=practice.why,
        unfolded=True,
        silent=() if internal else practice.silent,
    )
    context = {
        "number": record.label,
        "title": record.title,
        "properties": _properties(practice, subject, internal=internal),
        "description_html": paragraphs(subject.description),
        "entries": timeline.entries,
        "internal": internal,
        "printed_at": dated(timezone.now()),
        "printed_by": actor.name,
        "back": reverse("portal:go", args=[record.label]),
    }
    answer = render(request, "shared/workspace/pages/print.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _properties(practice: Practice, subject: Subject, *, internal: bool) -> list[Property]:
    """What stands above the talk. The public version has what its requester sees in the portal, and no more."""
    record = subject.record
    lines = [
        Property(label=_("State"), value=practice.states[record.state]),
        Property(label=_("Requester"), value=record.requester.name if record.requester else ""),
        Property(label=_("Organisation"), value=record.organisation.name),
        Property(label=_("Reported"), value=dated(record.created_at)),
    ]
    if not internal:
        return lines
    lines += [
        Property(label=_("Priority"), value=f"{record.priority} {PRIORITIES[record.priority]}"),
        Property(label=_("Team"), value=record.team.name if record.team else ""),
        Property(label=_("Assignee"), value=record.assignee.name if record.assignee else ""),
        *lines_of(practice, subject),
    ]
    if record.circle:
        lines.append(Property(label=_("Confidential"), value=record.circle.name))
    return lines

"""Reply or note on a record. A reply that meets news is shown them first; a refusal gives the text back."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.addresses import address_of
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import drop_drafts, say_with_files
from maitre.shared.conversation.notices import Shown, between
from maitre.shared.conversation.rules import NOTE_PLACE, REPLY_PLACE
from maitre.shared.practice.rules import Practice
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.notices import tell
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.relationships.actions import broadcast
from maitre.shared.workspace.pages.children import report_outcomes
from maitre.shared.workspace.pages.record import Typed, page


@require_POST
@signed_in
def reply(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    return _say(request, practice, label, Visibility.PUBLIC)


@require_POST
@signed_in
def note(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    return _say(request, practice, label, Visibility.INTERNAL)


def _say(request: SignedInRequest, practice: Practice, label: str, visibility: Visibility) -> HttpResponse:
    """Comment and files together."""
    subject = practice.subject(label, request.actor)
    record, actor = subject.record, request.actor
    body, files = request.POST.get("body", ""), request.FILES.getlist("files")
    roles = standing(actor, record)
    replies = visibility == Visibility.PUBLIC and reads_internal(roles)
    if replies and (happened := meanwhile(practice, record, actor, request.POST.get("seen", ""))):
        return page(request, practice, subject, roles, Typed(body, visibility, status=409, happened=happened))
    try:
        if replies and practice.families and request.POST.get("children"):
            _entry, outcomes = broadcast(subject, body, by=actor, files=files)
            report_outcomes(request, outcomes, _("Told"))
        else:
            say_with_files(record, body, files, by=actor, visibility=visibility)
    except NotFound:
        raise
    except MaitreError as error:
        if not reads_internal(roles):
            raise
        subject = practice.subject(label, actor)  # as it is without what was taken back
        return page(request, practice, subject, roles, Typed(body, visibility, error.sentence, error.status))
    place = NOTE_PLACE if visibility == Visibility.INTERNAL else REPLY_PLACE
    said = [body, body.replace("\r\n", "\n")]
    drop_drafts(request.POST.getlist("draft"), place=place, by=actor, said=said)
    return redirect(f"{address_of(f'{practice.kind}:show', label)}#write")


def meanwhile(practice: Practice, record: Record, actor: Actor, seen: str) -> list[Shown]:
    """What others did since the page was made that a reply should know of: another state, or a colleague's reply."""
    if not (seen.isdecimal() and len(seen) < 10) or int(seen) >= record.head_seq:
        return []
    since = int(seen)
    told = tell(record, internal=True, after=since)
    matters = [
        each
        for each in told
        if each.by_id != actor.person_id
        and ("state" in each.change or (each.verb == "comment" and each.by_id != record.requester_id))
    ]
    if not matters:
        return []
    places = {each.seq for each in matters}
    news = between(record, actor, (since, record.head_seq), internal=True, why=practice.why)
    return [each for each in news if each.seq in places]

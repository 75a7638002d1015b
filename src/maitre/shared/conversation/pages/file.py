"""One attached file."""

from django.http.response import HttpResponseBase

from maitre.kit.web.inert import inert
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.conversation.actions import opened
from maitre.shared.conversation.models import Attachment


@signed_in
def show(request: SignedInRequest, pk: int) -> HttpResponseBase:
    found = Attachment.objects.opened_by(request.actor, pk)
    return inert(opened(found), found.name, found.media_type)

"""A new record from the desk, for oneself or for somebody who called."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from maitre.kit.web.page import SignedInRequest, complained, run_form, said, signed_in
from maitre.shared.conversation.actions import attach_or_say_why
from maitre.shared.fields.forms import form_of
from maitre.shared.practice.rules import Practice


@signed_in
def create(request: SignedInRequest, practice: Practice) -> HttpResponse:
    creates = practice.creates
    form = form_of(
        creates.fields, by=request.actor, data=request.POST or None, initial={"requester": request.user}
    )

    def act(given: Mapping[str, Any]) -> str:
        record = creates.act(by=request.actor, **given).record
        if why := attach_or_say_why(record, request.FILES.getlist("files"), by=request.actor):
            complained(request, _("Your files did not arrive: %(why)s") % {"why": why})
        said(request, str(creates.done) % {"number": record.label})
        return reverse(f"{practice.kind}:show", args=[record.label])

    context = {"practice": practice, "list_url": reverse(f"{practice.kind}:list")}
    return run_form(request, form, act, "shared/workspace/pages/create.html", context)

"""The star of a record: put on, taken off."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.shared.conversation.actions import star, unstar
from maitre.shared.records.models import Record


@require_POST
@signed_in
def choose(request: SignedInRequest, number: str) -> HttpResponse:
    """`on` puts it on; without, it is taken off. Back to the record."""
    record = Record.objects.labelled(number, request.actor)
    if request.POST.get("on"):
        star(record, by=request.actor)
        said(request, _("%(number)s is among your favourites.") % {"number": record.label})
    else:
        unstar(record, by=request.actor)
        said(request, _("%(number)s is no longer among your favourites.") % {"number": record.label})
    return redirect("portal:go", label=record.label)

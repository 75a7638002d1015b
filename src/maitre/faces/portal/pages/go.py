"""/INC-1042: from a number to the record, on the desk or in the portal, for those who may see it."""

from django.http import HttpResponse
from django.shortcuts import redirect

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.records.rules import HOSTED


@signed_in
def go(request: SignedInRequest, label: str) -> HttpResponse:
    record = Record.objects.labelled(label, request.actor)
    desk = record.kind in HOSTED or reads_internal(standing(request.actor, record))
    return redirect(f"{record.kind}:show" if desk else "portal:show", label=record.label)

"""One's own downloads: being written, ready, or refused with the reason."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maitre.kit.web.inert import inert
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.shared.exports.actions import drop_download, opened
from maitre.shared.exports.models import Export
from maitre.shared.exports.rules import KEPT_DAYS, MEDIA_TYPES, MOST, Format


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    rows = Export.objects.of(request.actor).order_by("-pk")[:100]
    context = {"downloads": rows, "days": KEPT_DAYS, "most": MOST}
    return render(request, "shared/exports/pages/downloads.html", context)


@signed_in
def fetch(request: SignedInRequest, pk: int) -> HttpResponseBase:
    export = Export.objects.one(request.actor, pk)
    name = f"{export.kind}s-{export.asked_at:%Y-%m-%d}.{export.format}"
    answer = inert(opened(export, by=request.actor), name, MEDIA_TYPES[Format(export.format)])
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@signed_in
def drop(request: SignedInRequest, pk: int) -> HttpResponse:
    drop_download(Export.objects.one(request.actor, pk))
    said(request, _("The download is gone."))
    return redirect("exports:downloads")

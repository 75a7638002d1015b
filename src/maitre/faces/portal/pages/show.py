"""One of my requests as a conversation: what was said to me, where it stands, my last word."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.page import SignedInRequest, run_form, said, signed_in
from maitre.operation.incident.actions import close, reopen
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import row, why
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import attach, comment
from maitre.shared.conversation.notices import shown
from maitre.shared.conversation.rules import WHO
from maitre.shared.lifecycle.actions import offers
from maitre.shared.records.querysets import standing


@signed_in
def show(request: SignedInRequest, label: str) -> HttpResponse:
    return page(request, Incident.objects.labelled(label, request.actor))


def page(
    request: HttpRequest, incident: Incident, *, draft: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    """Public entries only, whoever looks: what the requester sees is what this page shows."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    record = incident.record
    may_reply = bool(standing(actor, record) & WHO["comment"]) and not actor.readonly
    shown_row = row(record)
    context = {
        "record": {name: getattr(shown_row, name) for name in shown_row.__slots__}
        | {"description": incident.description},
        "entries": [
            entry for entry in shown(record, actor, internal=False, why=why) if entry.verb != "take" or entry.html
        ],
        "verbs": _verbs(incident, actor),
        "composer": {
            "reply_url": reverse("portal:reply", args=[record.label]) if may_reply else None,
            "draft": draft,
            "error": error,
        },
    }
    return render(request, "faces/portal/pages/show.html", context, status=status)


def _verbs(incident: Incident, actor: Actor) -> list[dict[str, Any]]:
    """The requester's last word, where there is one to say."""
    label = incident.record.label
    known: dict[str, dict[str, Any]] = {
        "close": {
            "label": _("Yes, it works"),
            "url": reverse("portal:confirm", args=[label]),
            "method": "post",
        },
        "reopen": {
            "label": _("No, reopen it"),
            "url": reverse("portal:reopen", args=[label]),
            "method": "get",
        },
    }
    opened = {offer.verb for offer in offers(incident, by=actor) if offer.is_open}
    return [
        {"name": verb, "blocked": None, "primary": verb == "close", **parts}
        for verb, parts in known.items()
        if verb in opened
    ]


@require_POST
@signed_in
def reply(request: SignedInRequest, label: str) -> HttpResponse:
    """A refusal gives the text back."""
    incident = Incident.objects.labelled(label, request.actor)
    body, files = request.POST.get("body", ""), request.FILES.getlist("files")
    try:
        if body.strip() or not files:
            comment(incident.record, body, by=request.actor)
        if files:
            attach(incident.record, files, by=request.actor)
    except NotFound:
        raise
    except MaitreError as error:
        return page(request, incident, draft=body, error=error.sentence, status=error.status)
    return redirect(f"{reverse('portal:show', args=[label])}#write")


@require_POST
@signed_in
def confirm(request: SignedInRequest, label: str) -> HttpResponse:
    close(Incident.objects.labelled(label, request.actor), by=request.actor)
    said(request, _("Good to hear. It is closed."))
    return redirect("portal:show", label=label)


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What is still wrong?"), widget=forms.Textarea(attrs={"rows": 4})
    )


@signed_in
def reopen_page(request: SignedInRequest, label: str) -> HttpResponse:
    incident = Incident.objects.labelled(label, request.actor)

    def act(given: Any) -> str:
        reopen(incident, by=request.actor, reason=given["reason"])
        said(request, _("We are on it again."))
        return reverse("portal:show", args=[label])

    form = ReopenForm(request.POST or None)
    context = {"back_url": reverse("portal:show", args=[label]), "title": incident.record.title}
    return run_form(request, form, act, "faces/portal/pages/reopen.html", context)

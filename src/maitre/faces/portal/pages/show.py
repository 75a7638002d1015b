"""One of my requests as a conversation: what was said to me, where it stands, my last word."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kernel.states import Phase
from maitre.kit.web.addresses import address_of
from maitre.kit.web.drafts import keep_drafts
from maitre.kit.web.markup import paragraphs
from maitre.kit.web.page import SignedInRequest, run_form, said, signed_in
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import why
from maitre.operation.incident.rules import PauseReason
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.actions import drop_drafts, say_with_files
from maitre.shared.conversation.notices import drafts_on, timeline_of
from maitre.shared.conversation.rules import WHO
from maitre.shared.lifecycle.actions import offers
from maitre.shared.records.querysets import standing
from maitre.shared.relationships.notices import merged_into
from maitre.shared.workflow.actions import cancel, close, reopen
from maitre.shared.workspace.notices import row

QUIET = frozenset({"take", "report"})
"""Steps that say nothing to the requester."""


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
    timeline = timeline_of(
        record, actor, internal=False, why=why, unfolded=request.GET.get("entries") == "all", silent=QUIET
    )
    kept = drafts_on(record, actor).get("talk") if may_reply else None
    here = address_of("portal:show", record.label)
    context = {
        "record": {name: getattr(shown_row, name) for name in shown_row.__slots__}
        | {"description_html": paragraphs(incident.description), "asks": _asks(incident)},
        "entries": timeline.entries,
        "folds": {
            "folded": timeline.folded,
            "gap_after": timeline.gap[0],
            "gap_url": f"{here}?entries=all#entry-{timeline.gap[0] + 1}",
        },
        "verbs": _verbs(incident, actor),
        "merged_into": None if incident.merged_into_id is None else merged_into(incident, actor),
        "thanks": request.GET.get("thanks") == "1",
        "composer": {
            "reply_url": address_of("portal:reply", record.label) if may_reply else None,
            "draft": draft or (kept.text if kept else ""),
            "kept": kept,
            "error": error,
        },
    }
    return render(request, "faces/portal/pages/show.html", context, status=status)


def _asks(incident: Incident) -> bool:
    """Whether it waits for an answer of the requester."""
    return incident.record.phase == Phase.WAITING and incident.pause_reason == PauseReason.REQUESTER


def _verbs(incident: Incident, actor: Actor) -> list[dict[str, Any]]:
    """The requester's last word, where there is one to say."""
    label = incident.record.label
    known: dict[str, dict[str, Any]] = {
        "close": {
            "label": _("Yes, it works"),
            "url": address_of("portal:confirm", label),
            "method": "post",
        },
        "reopen": {
            "label": _("No, reopen it"),
            "url": address_of("portal:reopen", label),
            "method": "get",
        },
        "cancel": {
            "label": _("I no longer need this"),
            "url": address_of("portal:withdraw", label),
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
        say_with_files(incident.record, body, files, by=request.actor)
    except NotFound:
        raise
    except MaitreError as error:
        incident = Incident.objects.labelled(label, request.actor)  # as it is without what was taken back
        return page(request, incident, draft=body, error=error.sentence, status=error.status)
    drop_drafts(request.POST.getlist("draft"), by=request.actor, said=[body, body.replace("\r\n", "\n")])
    return redirect(f"{address_of('portal:show', label)}#write")


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


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What has changed?"), widget=forms.Textarea(attrs={"rows": 3})
    )


@signed_in
def reopen_page(request: SignedInRequest, label: str) -> HttpResponse:
    return _last_word(
        request, label, "reopen", ReopenForm(request.POST or None), reopen,
        heading=_("Not solved yet?"), action_label=_("Reopen it"), done=_("We are on it again."),
    )  # fmt: skip


@signed_in
def withdraw_page(request: SignedInRequest, label: str) -> HttpResponse:
    return _last_word(
        request, label, "cancel", WithdrawForm(request.POST or None), cancel,
        heading=_("No longer needed?"), action_label=_("Withdraw it"),
        done=_("It is withdrawn. Thank you for saying so."),
    )  # fmt: skip


def _last_word(
    request: SignedInRequest,
    label: str,
    verb: str,
    form: forms.Form,
    act: Callable[..., object],
    *,
    done: str,
    **words: str,
) -> HttpResponse:
    """A verb of the requester that asks for a reason."""
    incident = Incident.objects.labelled(label, request.actor)
    keep_drafts(form, verb, drafts_on(incident.record, request.actor), record=incident.record.label)

    def run(given: Any) -> str:
        act(incident, by=request.actor, reason=given["reason"])
        drop_drafts(request.POST.getlist("draft"), by=request.actor, said=[given["reason"]])
        said(request, done)
        return address_of("portal:show", label)

    context = {"back_url": address_of("portal:show", label), "title": incident.record.title, **words}
    return run_form(request, form, run, "faces/portal/pages/last_word.html", context)

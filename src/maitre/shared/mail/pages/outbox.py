"""The page of the outbox. What a letter said is not shown: it was for its reader."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import Invalid, NotFound
from maitre.kit.web.page import SignedInRequest, said, signed_in
from maitre.shared.access.rules import Role
from maitre.shared.mail.actions import again, leave, why_off
from maitre.shared.mail.models import Letter
from maitre.shared.mail.rules import DECIDABLE, Status
from maitre.shared.records.models import Record

ROWS = 50

STATES = {
    Status.WAITING: gettext_lazy("Waiting"),
    Status.SENDING: gettext_lazy("On its way"),
    Status.SENT: gettext_lazy("Sent"),
    Status.UNKNOWN: gettext_lazy("Outcome unknown"),
    Status.FAILED: gettext_lazy("Refused"),
    Status.WITHDRAWN: gettext_lazy("Withdrawn"),
    Status.LEFT: gettext_lazy("Left as it is"),
}
TONES = {Status.UNKNOWN: "warning", Status.FAILED: "danger", Status.SENT: "ok"}
KINDS = {
    "notice": gettext_lazy("Notice"),
    "digest": gettext_lazy("Digest"),
    "test": gettext_lazy("Test"),
}
VIEWS = {
    "decide": (gettext_lazy("To decide"), DECIDABLE),
    "waiting": (gettext_lazy("Waiting"), {Status.WAITING, Status.SENDING}),
    "all": (gettext_lazy("All"), set(Status)),
}


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """Letters to people and teams of the organisations one administers, the newest first."""
    if not request.actor.holds(Role.ADMIN):
        raise NotFound(_("There is no such page."))
    view = request.GET.get("show", "decide")
    if view not in VIEWS:
        raise Invalid(_("There is no such view of the outbox."))
    cursor = request.GET.get("cursor", "")
    if cursor and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        raise Invalid(_("This place in the list is not known; start at its first page."))
    letters = Letter.objects.open_to(request.actor).filter(status__in=VIEWS[view][1])
    if cursor:
        letters = letters.filter(pk__lt=int(cursor))
    found = list(letters.select_related("person", "team").order_by("-pk")[: ROWS + 1])
    here = reverse("mail:outbox")
    context = {
        "letters": _rows(request, found[:ROWS]),
        "views": [
            {"label": label, "url": f"{here}?show={name}", "current": name == view}
            for name, (label, _states) in VIEWS.items()
        ],
        "view": view,
        "first_url": f"{here}?show={view}" if cursor else None,
        "next_url": f"{here}?show={view}&cursor={found[ROWS - 1].pk}" if len(found) > ROWS else None,
        "mail_off": why_off(),
    }
    return render(request, "shared/mail/pages/outbox.html", context)


def _rows(request: SignedInRequest, letters: list[Letter]) -> list[dict[str, Any]]:
    """What a record is called is said only to who may see it: also its number is something."""
    about = {letter.record_id for letter in letters if letter.record_id}
    seen = {each.pk: each.label for each in Record.objects.visible_to(request.actor).filter(pk__in=about)}
    return [
        {
            "pk": letter.pk,
            "to": letter.address,
            "name": str(letter.person or letter.team or ""),
            "kind": KINDS.get(letter.kind, letter.kind),
            "about": seen.get(letter.record_id or 0, ""),
            "state": STATES[Status(letter.status)],
            "tone": TONES.get(Status(letter.status), ""),
            "attempts": letter.attempts,
            "at": letter.ended_at or letter.taken_at or letter.created_at,
            "next": letter.due_at if letter.status == Status.WAITING else None,
            "answer": letter.answer,
            "decidable": letter.status in DECIDABLE,
            "unknown": letter.status == Status.UNKNOWN,
        }
        for letter in letters
    ]


@require_POST
@signed_in
def send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    again(pk, by=request.actor)
    said(request, _("It is sent again, as the same message."))
    return redirect("mail:outbox")


@require_POST
@signed_in
def leave_it(request: SignedInRequest, pk: int) -> HttpResponse:
    leave(pk, by=request.actor)
    said(request, _("It stays as it is."))
    return redirect("mail:outbox")

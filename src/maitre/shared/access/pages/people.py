"""People as an administrator sees them: who is here, who left, let one go, let one in again, erase who one was."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import NotAllowed, NotFound
from maitre.kit.rest.pages import page_by
from maitre.kit.web.page import SignedInRequest, run_form, said, signed_in
from maitre.shared.access.actions import erase_person, let_go, let_in_again
from maitre.shared.access.rules import Role
from maitre.shared.organisation.actions import NOWHERE
from maitre.shared.organisation.models import Person

ROWS = 50
COUNTED_UP_TO = 1_000
"""Beyond, the page says “more than”: who looks for somebody writes a name."""
BY_NAME = {"folded_name": str, "pk": int}


class LeavingForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For the audit book; nobody else reads it."),
    )


def _governed(request: SignedInRequest) -> QuerySet[Person]:
    """People of the organisations that the person administers whole."""
    reach = frozenset[int]().union(
        *(
            scope.organisations
            for scope in request.actor.scopes
            if scope.role == Role.ADMIN and scope.team is None
        )
    )
    if not reach:
        raise NotAllowed(_("Only administrators see who is here and who left."))
    people: QuerySet[Person] = Person.objects.of(list(reach)).select_related("organisation")
    return people.exclude(email__endswith=f"@{NOWHERE}")


@signed_in
def people_page(request: SignedInRequest) -> HttpResponse:
    """Sorted by name; `q` finds the beginning of a name or an address, `show=left` those who left."""
    people = _governed(request)
    asked = request.GET.get("q", "").strip()[:100]
    left = request.GET.get("show") == "left"
    people = people.filter(is_active=not left)
    if asked and "\x00" not in asked:
        # Addresses are kept in small letters: both beginnings are looked up.
        people = people.filter(
            Q(folded_name__startswith=asked.casefold()) | Q(email__startswith=asked.lower())
        )
    page, following = page_by(people, BY_NAME, cursor=request.GET.get("cursor"), limit=ROWS)
    rows = [{"person": each, "here": each.pk == request.actor.person_id} for each in page]
    here = reverse("access:people")
    more = {"q": asked, "show": "left" if left else "", "cursor": following}
    context: dict[str, Any] = {
        "rows": rows,
        "asked": asked,
        "left": left,
        "views": [
            {"label": _("Active"), "url": here, "current": not left},
            {"label": _("Left"), "url": f"{here}?show=left", "current": left},
        ],
        "count": people[: COUNTED_UP_TO + 1].count(),
        "counted_up_to": COUNTED_UP_TO,
        "first_url": f"{here}?{urlencode(more | {'cursor': ''})}" if request.GET.get("cursor") else None,
        "next_url": f"{here}?{urlencode(more)}" if following else None,
    }
    return render(request, "shared/access/pages/people.html", context)


def _one(request: SignedInRequest, pk: int) -> Person:
    found = _governed(request).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such person, or you do not administer where they belong."))
    return found


@signed_in
def leaving_page(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)

    def act(given: Any) -> str:
        let_go(found, by=request.actor, reason=given["reason"])
        said(request, _("%(person)s is not active any more.") % {"person": found.name})
        return reverse("access:people")

    context = {
        "someone": found,
        "heading": _("Let %(person)s go?") % {"person": found.name},
        "words": _(
            "They are signed out and cannot sign in. What they work on goes back into the queues of its teams, and the "
            "leads hear of it. What they asked for and did stays."
        ),
        "action_label": _("Let go"),
    }
    return run_form(
        request, LeavingForm(request.POST or None), act, "shared/access/pages/leaving.html", context
    )


@signed_in
def erasure_page(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)

    def act(given: Any) -> str:
        erase_person(found, by=request.actor)
        said(request, _("Who they were is erased."))
        return reverse("access:people")

    context = {
        "someone": found,
        "heading": _("Erase who %(person)s was?") % {"person": found.name},
        "words": _(
            "Name, address, roles and teams go for good. Records, entries and figures stay, told of nobody. "
            "What others wrote about them is erased entry by entry."
        ),
        "action_label": _("Erase for good"),
    }
    return run_form(
        request, forms.Form(request.POST or None), act, "shared/access/pages/leaving.html", context
    )


@require_POST
@signed_in
def return_page(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _one(request, pk)
    let_in_again(found, by=request.actor)
    said(request, _("%(person)s is active again.") % {"person": found.name})
    return redirect("access:people")


urls = [
    path("administration/people", people_page, name="people"),
    path("administration/people/<int:pk>/leaving", leaving_page, name="let_go"),
    path("administration/people/<int:pk>/return", return_page, name="let_in_again"),
    path("administration/people/<int:pk>/erasure", erasure_page, name="erase_person"),
]

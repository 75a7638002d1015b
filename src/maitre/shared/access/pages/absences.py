"""When one is away: said by oneself, so that work is suggested to others meanwhile."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import NotFound
from maitre.kit.web.page import SignedInRequest, run_form, said, signed_in
from maitre.shared.organisation.actions import be_absent, come_back


class AbsenceForm(forms.Form):
    """Whole days of one's own calendar: from the first to the last, both included."""

    first = forms.DateField(
        label=gettext_lazy("First day away"), widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("Last day away"), widget=forms.DateInput(attrs={"type": "date"})
    )


@signed_in
def absences_page(request: SignedInRequest) -> HttpResponse:
    zone = timezone.get_current_timezone()

    def act(given: Any) -> str:
        since = datetime.combine(given["first"], time(0), zone)
        until = datetime.combine(given["until"] + timedelta(days=1), time(0), zone)
        be_absent(request.user, since, until)
        said(request, _("It is noted. Work is suggested to others meanwhile."))
        return reverse("access:absences")

    found = request.user.absences.to_come(timezone.now()).order_by("since")
    rows = [{"pk": each.pk, "since": each.since, "last": each.until - timedelta(days=1)} for each in found]
    return run_form(
        request, AbsenceForm(request.POST or None), act, "shared/access/pages/absences.html", {"rows": rows}
    )


@require_POST
@signed_in
def removal(request: SignedInRequest, pk: int) -> HttpResponse:
    found = request.user.absences.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such absence of yours."))
    come_back(found)
    said(request, _("You are not away then."))
    return redirect("access:absences")


urls = [
    path("profile/absences", absences_page, name="absences"),
    path("profile/absences/<int:pk>/removal", removal, name="drop_absence"),
]

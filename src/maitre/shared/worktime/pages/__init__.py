"""Work beside a record, and correcting it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.page import SignedInRequest, complained, run_form, said, signed_in
from maitre.kit.web.slots import Panel
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.notices import Beside
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.worktime import actions
from maitre.shared.worktime.models import Work
from maitre.shared.worktime.notices import time_said
from maitre.shared.worktime.rules import CORRECTS, LOGS, read_minutes


def panel(request: HttpRequest, beside: Beside) -> Panel | None:
    """A panel that is filled when somebody opens it: it costs a page nothing."""
    if not reads_internal(beside.roles):
        return None
    given = {"url": reverse("worktime:work", args=[beside.record.label])}
    html = Markup(render_to_string("shared/worktime/pages/panel.html", given, request))  # noqa: S704 - escaped there
    return Panel("work", _("Time worked"), html)


@signed_in
def work(request: SignedInRequest, label: str) -> HttpResponse:
    """What was worked on a record and its tasks, a piece of its page or a page of its own; POST logs more."""
    record = Record.objects.labelled(label, request.actor)
    roles = standing(request.actor, record)
    if not reads_internal(roles):
        raise NotFound(_("There is no %(label)s, or it is not open to you.") % {"label": label[:40]})
    if request.method == "POST":
        return log(request, record)
    may_log = bool(roles & LOGS) and not request.actor.readonly
    entries = list(
        Work.objects.around(record).select_related("person", "record").order_by("-day", "-pk")[:500]
    )
    corrected = {each.replaces_id for each in entries}
    stands = [each for each in entries if each.pk not in corrected and each.minutes]
    sums: dict[str, int] = {}
    for each in stands:
        sums[each.person.name] = sums.get(each.person.name, 0) + each.minutes
    shown = [_shown(each, record, request.actor, roles) for each in stands]
    context = {
        "entries": shown[:8],
        "rest": shown[8:],
        "total": time_said(sum(sums.values())) if sums else "",
        "sums": [(name, time_said(minutes)) for name, minutes in sorted(sums.items(), key=lambda it: -it[1])],
        "add_url": reverse("worktime:work", args=[record.label]) if may_log else "",
        "today": timezone.localdate().isoformat(),
        "number": record.label,
        "title": record.title,
        "back": reverse(f"{record.kind}:show", args=[record.label]),
    }
    part = "part" if request.headers.get("HX-Request") else "page"
    return render(request, f"shared/worktime/pages/{part}.html", context)


def _shown(work: Work, record: Record, actor: Actor, roles: frozenset[str]) -> Mapping[str, Any]:
    own = work.person_id == actor.person_id or bool(roles & CORRECTS)
    may_correct = own and bool(roles & LOGS) and not actor.readonly
    return {
        "person": work.person.name,
        "time": time_said(work.minutes),
        "day": date_format(work.day, "SHORT_DATE_FORMAT"),
        "note": work.note,
        "task": work.record.label if work.record_id != record.pk else "",
        "corrects": work.replaces_id is not None,
        "correct_url": reverse("worktime:correct", args=[work.record.label, work.pk]) if may_correct else "",
    }


class LogForm(forms.Form):
    minutes = forms.CharField(max_length=20)
    day = forms.DateField(required=False)
    note = forms.CharField(max_length=500, required=False)


class CorrectForm(forms.Form):
    minutes = forms.CharField(
        label=gettext_lazy("How long"),
        max_length=20,
        help_text=gettext_lazy("45, 1:30 or 1h 30m; 0 takes it back."),
    )
    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=gettext_lazy("What was done"), max_length=500, required=False)
    reason = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=500)


def log(request: SignedInRequest, record: Record) -> HttpResponse:
    """What is wrong with it is said above the page."""
    form = LogForm(request.POST)
    try:
        if form.is_valid():
            given = form.cleaned_data
            minutes = read_minutes(given["minutes"])
            actions.log(record, by=request.actor, minutes=minutes, day=given["day"], note=given["note"])
            said(
                request,
                _("Logged %(time)s on %(number)s") % {"time": time_said(minutes), "number": record.label},
            )
        else:
            complained(request, str(next(iter(form.errors.values()))[0]))
    except MaitreError as error:
        complained(request, error.sentence)
    return redirect(f"{reverse(f'{record.kind}:show', args=[record.label])}#work")


@signed_in
def correct(request: SignedInRequest, label: str, pk: int) -> HttpResponse:
    record = Record.objects.labelled(label, request.actor)
    found = Work.objects.on(record).filter(pk=pk).first() if pk < 2**63 else None
    if found is None or not reads_internal(standing(request.actor, record)):
        raise NotFound(_("There is no such entry, or it is not open to you."))
    found.record = record
    logged = found
    back = f"{reverse(f'{record.kind}:show', args=[record.label])}#work"

    def act(given: Mapping[str, Any]) -> str:
        typed = str(given["minutes"]).strip()
        minutes = 0 if typed in ("0", "0m", "0:00") else read_minutes(typed)
        rest = {name: given[name] for name in ("day", "note", "reason")}
        actions.correct(logged, by=request.actor, minutes=minutes, **rest)
        return back

    known = {
        "minutes": f"{logged.minutes // 60}:{logged.minutes % 60:02}",
        "day": logged.day,
        "note": logged.note,
    }
    form = CorrectForm(request.POST or None, initial=known)
    context = {"number": record.label, "title": record.title, "back": back, "person": logged.person.name}
    return run_form(request, form, act, "shared/worktime/pages/correct.html", context)


urls = [
    path("records/<str:label>/work", work, name="work"),
    path("records/<str:label>/work/<int:pk>/correction", correct, name="correct"),
]

"""One property of a record, changed in place: a small form where the value stands, or the same as a page."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.fields import PersonField, RowField
from maitre.kit.web.page import SignedInRequest, explain, said, signed_in
from maitre.shared.access.querysets import teams_visible_to, workers_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Team
from maitre.shared.practice.rules import Practice, Subject
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.pages.edit import edit_form, present, refuse_clashes
from maitre.shared.workspace.pages.record import header

NOT_IN_PLACE = ("title", "description")
ASSIGNED = ("team", "assignee")
QUICK = 8
"""Colleagues of the team offered with one click."""


class HandOverForm(forms.Form):
    """Who has it: a person by name or address, or a team."""

    assignee = PersonField(label=gettext_lazy("Assignee"), required=False)
    team = RowField(
        label=gettext_lazy("Team"), queryset=Team.objects.none(), required=False, empty_label=None
    )

    def __init__(self, *args: Any, actor: Actor, name: str, record_team: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = workers_visible_to(actor)  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams_visible_to(actor).filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
        self.fields["team"].initial = record_team
        del self.fields["team" if name == "assignee" else "assignee"]


@signed_in
def property_page(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    subject = practice.subject(label, request.actor)
    if not reads_internal(standing(request.actor, subject.record)):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    name = request.GET.get("name", "")
    facts = {fact.name for fact in practice.changes.facts}.difference(NOT_IN_PLACE)
    if name not in facts.union(ASSIGNED):
        if request.method == "POST":
            raise NotFound("There is no such property.")
        return redirect(f"{practice.kind}:edit", label=subject.record.label)
    form = _form(request, practice, subject, name)
    if request.method == "POST" and form.is_valid():
        try:
            _change(request, practice, subject, name, form)
            return redirect(f"{practice.kind}:show", label=subject.record.label)
        except NotFound:
            raise
        except MaitreError as error:
            explain(form, error)
    return _drawn(request, practice, subject, name, form)


def _form(request: SignedInRequest, practice: Practice, subject: Subject, name: str) -> forms.Form:
    given = request.POST or None
    if name in ASSIGNED:
        team = subject.record.team_id
        return HandOverForm(given, actor=request.actor, name=name, record_team=team)
    form = edit_form(practice, subject, request.actor, given)
    for other in [other for other in form.fields if other != name]:
        del form.fields[other]
    return form


def _change(
    request: SignedInRequest, practice: Practice, subject: Subject, name: str, form: forms.Form
) -> None:
    actor, value = request.actor, form.cleaned_data[name]
    if name == "assignee":
        if value is not None and value.pk == actor.person_id and request.POST.get("take"):
            practice.verb("take").act(subject, by=actor)
        else:
            practice.verb("assign").act(subject, by=actor, assignee=value)
    elif name == "team":
        same = subject.record.assignee if value and value.pk == subject.record.team_id else None
        practice.verb("assign").act(subject, by=actor, team=value, assignee=same)
    elif form.changed_data:
        refuse_clashes(form, present(practice, subject))
        changed = {"category_id": value.pk if value else None} if name == "category" else {name: value}
        practice.changes.act(subject, changed, by=actor)
    said(request, _("Saved."))


def _drawn(
    request: SignedInRequest, practice: Practice, subject: Subject, name: str, form: forms.Form
) -> HttpResponse:
    """A piece in place of the value for htmx, which says where it goes when refused; a page for everybody else."""
    record = subject.record
    colleagues = []
    if name == "assignee" and record.team:
        members = record.team.members.filter(is_active=True).exclude(pk=request.actor.person_id or 0)
        colleagues = list(members.order_by("folded_name").values("name", "email")[:QUICK])
    context = {
        "practice": practice,
        "record": header(practice, subject),
        "name": name,
        "bound": form[name],
        "form": form,
        "colleagues": colleagues,
        "post_url": f"{reverse(f'{practice.kind}:property', args=[record.label])}?name={name}",
        "people_url": reverse("conversation:people"),
    }
    refused = request.method == "POST"
    if request.headers.get("HX-Request"):
        answer = render(request, "shared/workspace/pages/property_part.html", context)
        if refused:
            answer["HX-Retarget"] = answer["HX-Reselect"] = "form.in-place"
            answer["HX-Reswap"] = "outerHTML"
        return answer
    return render(request, "shared/workspace/pages/property.html", context, status=422 if refused else 200)

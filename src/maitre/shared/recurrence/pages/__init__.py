"""Recurrences on the desk: which there are, what they made, and one form to keep an incident's."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import MaitreError, NotAllowed, NotFound
from maitre.kit.texts import checked_line, checked_text
from maitre.kit.web.fields import PersonField, RowField, Select, Zones
from maitre.kit.web.page import SignedInRequest, complained, run_form, said, signed_in
from maitre.shared.access.querysets import people_visible_to, teams_visible_to
from maitre.shared.access.rules import Actor, Role
from maitre.shared.declarations.actions import define
from maitre.shared.declarations.rules import kinds
from maitre.shared.organisation.models import Organisation, Team
from maitre.shared.organisation.querysets import any_of
from maitre.shared.records.models import Record
from maitre.shared.recurrence.models import Occurrence, Recurrence
from maitre.shared.recurrence.rules import SLOT
from maitre.shared.tasks.models import Template

KEEPERS = (Role.LEAD, Role.ADMIN)
SHOWN = 100
AHEAD = 3


@signed_in
def show(request: SignedInRequest) -> HttpResponse:
    """Of the organisations one works for, with their next times."""
    if not request.actor.is_staff:
        raise NotFound("There is no such page.")
    rules = Recurrence.objects.visible_to(request.actor).select_related("organisation").order_by("name")
    context = {
        "rules": [_shown(rule, request.actor) for rule in rules[:SHOWN]],
        "new_url": reverse("recurrence:new") if request.actor.holds(*KEEPERS) else "",
    }
    return render(request, "shared/recurrence/pages/list.html", context)


def _shown(rule: Recurrence, actor: Actor) -> dict[str, Any]:
    made = list(rule.occurrences.order_by("-slot")[:5])
    ids = [each.record_id for each in made if each.record_id]
    visible = {record.pk: record for record in Record.objects.visible_to(actor).filter(pk__in=ids)}
    return {
        "name": rule.name,
        "organisation": rule.organisation.name,
        "every": rule.every,
        "zone": rule.zone,
        "in_hours": rule.in_hours,
        "makes": rule.makes,
        "title": rule.content.get("title", ""),
        "is_active": rule.is_active,
        "next": _ahead(rule) if rule.is_active else [],
        "made": [_made(each, visible) for each in made],
        "turn_url": reverse("recurrence:turn", args=[rule.key]) if _keeps(actor, rule) else "",
        "edit_url": reverse("recurrence:edit", args=[rule.key])
        if _keeps(actor, rule) and rule.makes == "incident"
        else "",
    }


def _ahead(rule: Recurrence) -> list[str]:
    found: list[str] = []
    slot = rule.times.first_after(max(timezone.now(), rule.since))
    while slot is not None and len(found) < AHEAD:
        found.append(slot.strftime(SLOT).replace("T", " "))
        slot = rule.times.after(slot)
    return found


def _made(occurrence: Occurrence, visible: Mapping[int, Record]) -> dict[str, Any]:
    record = visible.get(occurrence.record_id or 0)
    return {
        "slot": occurrence.slot.replace("T", " "),
        "number": record.label if record else "",
        "url": reverse("portal:go", args=[record.label]) if record else "",
        "problem": occurrence.problem,
        "missed": occurrence.missed,
    }


def _keeps(actor: Actor, rule: Recurrence) -> bool:
    return actor.holds(*KEEPERS, organisation=rule.organisation_id) and not actor.readonly


class RuleForm(forms.Form):
    """An incident that comes again."""

    name = forms.CharField(label=gettext_lazy("Name of the recurrence"), max_length=120)
    organisation = RowField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none(), to_field_name="key", empty_label=None
    )  # fmt: skip
    every = forms.CharField(
        label=gettext_lazy("Rule"),
        max_length=300,
        help_text=gettext_lazy(
            "RFC 5545: FREQ=DAILY; FREQ=WEEKLY;BYDAY=MO,TH; FREQ=MONTHLY;BYDAY=1MO; FREQ=MONTHLY;BYMONTHDAY=-1"
        ),
        widget=forms.TextInput(attrs={"placeholder": "FREQ=WEEKLY;BYDAY=MO", "spellcheck": "false"}),
    )
    begins = forms.CharField(
        label=gettext_lazy("First time, local"), widget=forms.TextInput(attrs={"type": "datetime-local"})
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=Zones(), widget=Select)
    in_hours = forms.BooleanField(
        label=gettext_lazy("A time outside working hours is served when work begins"), required=False
    )
    title = forms.CharField(label=gettext_lazy("Title of each incident"), max_length=200)
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    requester = PersonField(label=gettext_lazy("Requester"))
    team = RowField(
        label=gettext_lazy("Team"),
        queryset=Team.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=gettext_lazy("No team yet"),
    )
    tasks = RowField(
        label=gettext_lazy("Tasks by the template"),
        queryset=Template.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=gettext_lazy("None"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = any_of(pk for pk in actor.reach(*KEEPERS) if actor.holds(*KEEPERS, organisation=pk))
        organisations = Organisation.objects.filter(pk__in=kept).order_by("path")
        fields: Any = self.fields
        fields["organisation"].queryset = organisations
        fields["zone"].initial = actor.zone
        fields["requester"].queryset = people_visible_to(actor).filter(is_active=True)
        fields["team"].queryset = teams_visible_to(actor).filter(is_active=True).order_by("name")
        fields["tasks"].queryset = Template.objects.filter(is_active=True, organisation__in=kept).order_by(
            "name"
        )


def _form_page(request: SignedInRequest, rule: Recurrence | None) -> HttpResponse:
    if not request.actor.holds(*KEEPERS):
        raise NotAllowed(_("It takes one of these roles: %(roles)s.") % {"roles": ", ".join(KEEPERS)})
    form = RuleForm(request.POST or None, actor=request.actor, initial=_known(rule) if rule else {})

    def act(given: Mapping[str, Any]) -> str:
        _define(request.actor, rule.key if rule else "", rule.is_active if rule else True, given)
        said(request, _("The recurrence is kept."))
        return reverse("recurrence:list")

    heading = _("Edit the recurrence") if rule else _("New recurrence")
    context = {"heading": heading, "back": reverse("recurrence:list")}
    return run_form(request, form, act, "shared/recurrence/pages/form.html", context)


def _known(rule: Recurrence) -> dict[str, Any]:
    return {
        "name": rule.name,
        "organisation": rule.organisation.key,
        "every": rule.every,
        "begins": rule.begins,
        "zone": rule.zone,
        "in_hours": rule.in_hours,
        **rule.content,
    }


def _define(actor: Actor, key: str, active: bool, given: Mapping[str, Any]) -> None:
    """Through the definitions, so that files and the audit book know of it."""
    name, title = (
        checked_line(given["name"], "name", limit=120),
        checked_line(given["title"], "title", limit=200),
    )
    content: dict[str, Any] = {"title": title, "requester": given["requester"].email}
    if description := checked_text(given["description"], field="description", required=False):
        content["description"] = description
    for other in ("team", "tasks"):
        if given[other]:
            content[other] = given[other].key
    schema = kinds()["recurrence"].schema
    definition = schema.model_validate(
        {
            "kind": "recurrence",
            "key": key or _new_key(name),
            "name": name,
            "organisation": given["organisation"].key,
            "every": given["every"].strip(),
            "begins": given["begins"].strip(),
            "zone": given["zone"],
            "in_hours": given["in_hours"],
            "makes": "incident",
            "record": content,
            "active": active,
        }
    )
    define(definition, by=actor)


def _new_key(name: str) -> str:
    """From the name, with a number where it is taken."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:50] or "recurrence"
    taken = set(Recurrence.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if key not in taken)


def _kept_by(request: SignedInRequest, key: str) -> Recurrence:
    found = (
        Recurrence.objects.visible_to(request.actor).select_related("organisation").filter(key=key).first()
    )
    if found is None:
        raise NotFound(_("There is no such recurrence, or it is not open to you."))
    if not _keeps(request.actor, found):
        raise NotAllowed(_("It takes one of these roles: %(roles)s.") % {"roles": ", ".join(KEEPERS)})
    return found


@signed_in
def new(request: SignedInRequest) -> HttpResponse:
    return _form_page(request, None)


@signed_in
def edit(request: SignedInRequest, key: str) -> HttpResponse:
    rule = _kept_by(request, key)
    if rule.makes != "incident":
        raise NotFound(_("There is no such recurrence, or it is not open to you."))
    return _form_page(request, rule)


@require_POST
@signed_in
def turn(request: SignedInRequest, key: str) -> HttpResponse:
    """Pause it, or take it up again: as the form says, so pressing twice changes nothing."""
    rule = _kept_by(request, key)
    try:
        present = kinds()["recurrence"].read()[rule.key]
        wanted = request.POST.get("to") == "active"
        define(present.model_copy(update={"active": wanted}), by=request.actor)
    except MaitreError as error:
        complained(request, error.sentence)
    return redirect("recurrence:list")


urls = [
    path("recurrences", show, name="list"),
    path("recurrences/new", new, name="new"),
    path("recurrences/<slug:key>", edit, name="edit"),
    path("recurrences/<slug:key>/turn", turn, name="turn"),
]

"""Correct what an incident says. Two people editing different fields both win; on the same one the second sees both
texts side by side and chooses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.errors import AlreadyChanged, FieldError, MaitreError, NotFound
from maitre.kit.web.drafts import keep_drafts
from maitre.kit.web.fields import RowField
from maitre.kit.web.page import SignedInRequest, explain, signed_in
from maitre.operation.incident.actions import edit
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import KINDS, LEVELS
from maitre.operation.incident.pages.report import categories_for
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.notices import drafts_on
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.models import Category, Record
from maitre.shared.records.notices import tell
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.pages.record import header
from maitre.shared.workspace.pages.verb import done, seen_by


class EditForm(forms.Form):
    """Every field carries the value it had when the page was opened: only what this person changed is written."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    kind = forms.ChoiceField(label=gettext_lazy("Type"), choices=list(KINDS.items()))
    impact = forms.TypedChoiceField(label=gettext_lazy("Impact"), coerce=int, choices=list(LEVELS.items()))
    urgency = forms.TypedChoiceField(label=gettext_lazy("Urgency"), coerce=int, choices=list(LEVELS.items()))
    category = RowField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    service = forms.CharField(label=gettext_lazy("Service"), max_length=200, required=False)
    item = forms.CharField(label=gettext_lazy("Item"), max_length=200, required=False)
    location = forms.CharField(label=gettext_lazy("Location"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories_for(actor)  # type: ignore[attr-defined]
        if not self.initial["kind"]:
            self.fields["kind"].required = False
            self.fields["kind"].choices = [("", gettext_lazy("Not known")), *KINDS.items()]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.show_hidden_initial = True


@dataclass(frozen=True, slots=True)
class Clash:
    """Two texts for one field: what stands now, by whom, and what this person typed."""

    name: str
    label: str
    theirs: str
    mine: str
    by: str
    at: datetime | None
    is_text: bool


def present(incident: Incident) -> dict[str, Any]:
    """The fields of the form as they stand."""
    values = {
        name: getattr(incident, name)
        for name in ("description", "kind", "impact", "urgency", "service", "item", "location")
    }
    return values | {"title": incident.record.title, "category": incident.record.category_id}


@signed_in
def edit_page(request: SignedInRequest, label: str) -> HttpResponse:
    incident = Incident.objects.labelled(label, request.actor)
    if not reads_internal(standing(request.actor, incident.record)):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    form = EditForm(request.POST or None, actor=request.actor, initial=present(incident))
    keep_drafts(form, "edit", drafts_on(incident.record, request.actor), record=incident.record.label)
    status, clashes = 200 if request.method != "POST" else 422, []
    if request.method == "POST" and form.is_valid():
        try:
            _save(form, incident, request)
            return done(request, incident.record, form)
        except NotFound:
            raise
        except MaitreError as error:
            status = error.status
            if isinstance(error, AlreadyChanged):
                incident = Incident.objects.labelled(label, request.actor)
                clashes = _side_by_side(form, incident, [each.field for each in error.errors], request)
            if not clashes:
                explain(form, error)
    context = {
        "record": header(practice_of("incident"), incident),
        "form": form,
        "seen": incident.record.head_seq if clashes else seen_by(request, incident.record),
        "clashes": {clash.name: clash for clash in clashes},
    }
    return render(request, "operation/incident/pages/edit.html", context, status=status)


def _save(form: EditForm, incident: Incident, request: SignedInRequest) -> None:
    """Write what this person changed; of a text that clashed, what they chose."""
    refuse_clashes(form, present(incident))
    given = {name: form.cleaned_data[name] for name in form.changed_data}
    for name in list(form.fields):
        choice = request.POST.get(f"choice-{name}", "")
        if choice == "theirs":
            given.pop(name, None)
        elif choice == "both" and name in given:
            given[name] = f"{present(incident)[name]}\n\n{given[name]}"
    if "category" in given:
        chosen = given.pop("category")
        given["category_id"] = chosen.pk if chosen else None
    edit(incident, given, by=request.actor)


def refuse_clashes(form: EditForm, now: dict[str, Any]) -> None:
    """A field this person changed that somebody else changed too: both texts are shown, nothing is written."""
    clashes = []
    for name in form.changed_data:
        opened_with = _plain(form.fields[name].to_python(form.data.get(form[name].html_initial_name, "")))
        stands, given = _plain(now[name]), _plain(form.cleaned_data[name])
        if opened_with != stands and given != stands:
            words = _("Somebody changed this meanwhile to: %(text)s") % {"text": now[name]}
            clashes.append(FieldError(name, "changed", words))
    if clashes:
        raise AlreadyChanged(
            _("Somebody else changed the same meanwhile. Your text is kept below."), errors=clashes
        )


def _plain(value: Any) -> str:
    """As it compares: a row by its id, line ends as one, nothing as empty."""
    value = value.pk if isinstance(value, Category) else value
    return str(value if value is not None else "").replace("\r\n", "\n").strip()


def _side_by_side(
    form: EditForm, incident: Incident, names: list[str], request: SignedInRequest
) -> list[Clash]:
    """Both texts of each field. The form now knows what stands: sent again, it clashes only with what comes after."""
    now = present(incident)
    who = _changed_by(incident.record, request.POST.get("seen", ""))
    form.data = given = request.POST.copy()
    for bound in form:
        given.setdefault(bound.html_initial_name, "")
    clashes = []
    for name in (name for name in names if name in form.fields):
        by, at = who.get({"category": "category_id"}.get(name, name), (_("Somebody else"), None))
        field = form.fields[name]
        clashes.append(
            Clash(
                name, str(field.label), _words(field, now[name]), _words(field, form.data.get(name, "")), by, at,
                is_text=isinstance(field.widget, forms.Textarea),
            )
        )  # fmt: skip
        given[form[name].html_initial_name] = str(now[name] if now[name] is not None else "")
    return clashes


def _words(field: forms.Field, value: Any) -> str:
    """A value as the form shows it."""
    if isinstance(field, RowField):
        row = field.queryset.filter(pk=value or 0).first() if str(value or "0").isdecimal() else None  # type: ignore[union-attr]
        return str(row or _("None"))
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return next((str(word) for each, word in choices if str(each) == str(value)), str(value))
    return str(value)


def _changed_by(record: Record, seen: str) -> dict[str, tuple[str, datetime]]:
    """Who changed which field last, since the page was opened."""
    after = int(seen) if seen.isdecimal() and len(seen) < 10 else max(0, record.head_seq - 20)
    told = tell(record, internal=True, after=after)
    return {name: (each.by_name, each.at) for each in told for name in each.change}

"""Correct what an incident says. Two people editing different fields both win; on the same one the second chooses."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.errors import AlreadyChanged, FieldError
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import edit
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import KINDS, LEVELS
from maitre.operation.incident.pages.report import categories_for
from maitre.operation.incident.pages.verb_page import verb_page
from maitre.shared.access.rules import Actor
from maitre.shared.records.models import Category


class EditForm(forms.Form):
    """Every field carries the value it had when the page was opened: only what this person changed is written."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    description = forms.CharField(
        label=gettext_lazy("Description"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    kind = forms.ChoiceField(label=gettext_lazy("Type"), choices=list(KINDS.items()))
    impact = forms.TypedChoiceField(label=gettext_lazy("Impact"), coerce=int, choices=list(LEVELS.items()))
    urgency = forms.TypedChoiceField(label=gettext_lazy("Urgency"), coerce=int, choices=list(LEVELS.items()))
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=gettext_lazy("None"),
    )
    service = forms.CharField(label=gettext_lazy("Service"), max_length=200, required=False)
    item = forms.CharField(label=gettext_lazy("Item"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories_for(actor)  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.show_hidden_initial = True


def present(incident: Incident) -> dict[str, Any]:
    """The fields of the form as they stand."""
    values = {
        name: getattr(incident, name)
        for name in ("description", "kind", "impact", "urgency", "service", "item")
    }
    return values | {"title": incident.record.title, "category": incident.record.category_id}


@signed_in
def edit_page(request: SignedInRequest, label: str) -> HttpResponse:
    form: EditForm

    def make(incident: Incident) -> EditForm:
        nonlocal form
        form = EditForm(request.POST or None, actor=request.actor, initial=present(incident))
        return form

    def act(incident: Incident, by: Actor, given: Any) -> None:
        refuse_clashes(form, present(incident))
        changed = {name: given[name] for name in form.changed_data}
        if "category" in changed:
            changed["category_id"] = changed["category"].pk if changed["category"] else None
            del changed["category"]
        edit(incident, changed, by=by)

    return verb_page(request, label, make, act, "edit")


def refuse_clashes(form: EditForm, now: dict[str, Any]) -> None:
    """A field this person changed that somebody else changed too: both texts are shown, nothing is written."""
    clashes = []
    for name in form.changed_data:
        bound = form[name]
        opened_with = form.fields[name].to_python(form.data.get(bound.html_initial_name, ""))
        opened_with = opened_with.pk if isinstance(opened_with, Category) else opened_with
        if str(opened_with or "") != str(now[name] or ""):
            words = _("Somebody changed this meanwhile to: %(text)s") % {"text": now[name]}
            clashes.append(FieldError(name, "changed", words))
    if clashes:
        raise AlreadyChanged(
            _("Somebody else changed the same meanwhile. Your text is kept below."), errors=clashes
        )

"""Correct what a record says. Two people editing different fields both win; on the same one the second sees both
texts side by side and chooses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from maitre.kernel.errors import AlreadyChanged, FieldError, MaitreError, NotFound
from maitre.kit.web.addresses import address_of
from maitre.kit.web.drafts import keep_drafts
from maitre.kit.web.fields import RowField
from maitre.kit.web.page import SignedInRequest, explain, signed_in
from maitre.shared.access.rules import Actor
from maitre.shared.conversation.notices import drafts_on
from maitre.shared.fields.forms import form_of
from maitre.shared.practice.rules import Practice, Subject
from maitre.shared.records.models import Category, Record
from maitre.shared.records.notices import tell
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.pages.record import header
from maitre.shared.workspace.pages.verb import done, seen_by


def edit_form(practice: Practice, subject: Subject, actor: Actor, data: Any) -> forms.Form:
    """Every field carries the value it had when the page was opened: only what this person changed is written."""
    form = form_of(practice.changes.facts, by=actor, data=data, initial=present(practice, subject))
    for name, field in form.fields.items():
        field.show_hidden_initial = True
        if isinstance(field, forms.ChoiceField) and form.initial[name] == "":
            field.required = False
            known: Any = field.choices
            field.choices = [("", _("Not known")), *known]
    return form


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


def present(practice: Practice, subject: Subject) -> dict[str, Any]:
    """The facts as they stand, by name; of a category its id."""
    return {fact.name: _value(subject, fact.name) for fact in practice.changes.facts}


def _value(subject: Subject, name: str) -> Any:
    if name == "category":
        return subject.record.category_id
    return getattr(subject if hasattr(subject, name) else subject.record, name)


@signed_in
def edit_page(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    subject = practice.subject(label, request.actor)
    if not reads_internal(standing(request.actor, subject.record)):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    form = edit_form(practice, subject, request.actor, request.POST or None)
    keep_drafts(form, "edit", drafts_on(subject.record, request.actor), record=subject.record.label)
    status, clashes = 200 if request.method != "POST" else 422, []
    if request.method == "POST" and form.is_valid():
        try:
            _save(practice, form, subject, request)
            return done(request, subject.record, form)
        except NotFound:
            raise
        except MaitreError as error:
            status = error.status
            if isinstance(error, AlreadyChanged):
                subject = practice.subject(label, request.actor)
                clashes = _side_by_side(
                    practice, form, subject, [each.field for each in error.errors], request
                )
            if not clashes:
                explain(form, error)
    context = {
        "practice": practice,
        "list_url": address_of(f"{practice.kind}:list"),
        "record": header(practice, subject),
        "form": form,
        "seen": subject.record.head_seq if clashes else seen_by(request, subject.record),
        "clashes": {clash.name: clash for clash in clashes},
    }
    return render(request, "shared/workspace/pages/edit.html", context, status=status)


def _save(practice: Practice, form: forms.Form, subject: Subject, request: SignedInRequest) -> None:
    """Write what this person changed; of a text that clashed, what they chose."""
    refuse_clashes(form, present(practice, subject))
    given = {name: form.cleaned_data[name] for name in form.changed_data}
    for name in list(form.fields):
        choice = request.POST.get(f"choice-{name}", "")
        if choice == "theirs":
            given.pop(name, None)
        elif choice == "both" and name in given:
            given[name] = f"{present(practice, subject)[name]}\n\n{given[name]}"
    if "category" in given:
        chosen = given.pop("category")
        given["category_id"] = chosen.pk if chosen else None
    practice.changes.act(subject, given, by=request.actor)


def refuse_clashes(form: forms.Form, now: dict[str, Any]) -> None:
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
    practice: Practice, form: forms.Form, subject: Subject, names: list[str], request: SignedInRequest
) -> list[Clash]:
    """Both texts of each field. The form now knows what stands: sent again, it clashes only with what comes after."""
    now = present(practice, subject)
    who = _changed_by(subject.record, request.POST.get("seen", ""))
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

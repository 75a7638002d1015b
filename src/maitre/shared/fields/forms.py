"""Typed fields as a form in the browser."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.fields import MomentField, PersonField, RowField
from maitre.shared.access.models import Circle
from maitre.shared.access.querysets import (
    circles_visible_to,
    organisations_visible_to,
    people_visible_to,
    teams_visible_to,
    workers_visible_to,
)
from maitre.shared.access.rules import Actor
from maitre.shared.fields.rules import FieldType, TypedField
from maitre.shared.organisation.models import Organisation, Team
from maitre.shared.records.models import Category

NOTHING_CHOSEN = ("", _("Choose…"))
"""What a select begins with where one must be chosen: nobody means what nobody chose."""


def form_of(
    fields: Sequence[TypedField],
    *,
    by: Actor,
    data: Any = None,
    initial: Mapping[str, Any] | None = None,
    order: Sequence[str] = (),
) -> forms.Form:
    """A form that asks for `fields`, in `order` where that is another one. Rows offered are those `by` may name."""
    form = forms.Form(data, initial=dict(initial or {}))
    for each in (each for each in fields if each.ask.on_form):
        form.fields[each.name] = MAKERS[each.type](each, by)
    form.order_fields(list(order) or None)
    return form


def _common(each: TypedField) -> dict[str, Any]:
    return {"label": each.ask.label, "help_text": each.ask.help, "required": each.required}


def _text(each: TypedField, by: Actor) -> forms.Field:
    return forms.CharField(**_common(each), max_length=each.limit)


def _long_text(each: TypedField, by: Actor) -> forms.Field:
    return forms.CharField(**_common(each), widget=forms.Textarea(attrs={"rows": each.ask.rows}))


def _number(each: TypedField, by: Actor) -> forms.Field:
    return forms.IntegerField(**_common(each))


def _yes_no(each: TypedField, by: Actor) -> forms.Field:
    return forms.BooleanField(**_common(each) | {"required": False})


def _choice(each: TypedField, by: Actor) -> forms.Field:
    """A number stays one. A list to choose from begins with nothing, except where the record has a value already."""
    values = list(each.ask.words)
    coerce: Callable[[Any], Any] = int if values and isinstance(values[0], int) else str
    choices = list(each.ask.words.items())
    if not each.required:
        choices = [("", each.ask.empty), *choices]
    elif not each.ask.radio and each.default is None:
        choices = [NOTHING_CHOSEN, *choices]
    widget = forms.RadioSelect if each.ask.radio else forms.Select
    empty: Any = each.default if each.ask.nothing is None else each.ask.nothing
    return forms.TypedChoiceField(
        **_common(each), coerce=coerce, empty_value="" if each.required else empty, choices=choices, widget=widget,
        initial=each.default if each.required else None,
    )  # fmt: skip


def _choices(each: TypedField, by: Actor) -> forms.Field:
    return forms.MultipleChoiceField(
        **_common(each), choices=list(each.ask.words.items()), widget=forms.CheckboxSelectMultiple
    )


def _instant(each: TypedField, by: Actor) -> forms.Field:
    return MomentField(**_common(each), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))


def _person(each: TypedField, by: Actor) -> forms.Field:
    rows = workers_visible_to(by) if each.ask.staff else people_visible_to(by).filter(is_active=True)
    return PersonField(**_common(each), staff=each.ask.staff, queryset=rows)


def _team(each: TypedField, by: Actor) -> forms.Field:
    rows = teams_visible_to(by).filter(is_active=True).order_by("name")
    return _row(each, Team.objects.none(), rows)


def _circle(each: TypedField, by: Actor) -> forms.Field:
    return _row(each, Circle.objects.none(), circles_visible_to(by).order_by("name"))


def _organisation(each: TypedField, by: Actor) -> forms.Field:
    return _row(each, Organisation.objects.none(), organisations_visible_to(by).order_by("name"))


def _category(each: TypedField, by: Actor) -> forms.Field:
    return _row(each, Category.objects.none(), categories_for(by))


def categories_for(by: Actor) -> Any:
    """Categories in use where the person belongs or works."""
    there = organisations_visible_to(by)
    return Category.objects.filter(is_active=True, organisation__in=there).order_by("name")


def _row(each: TypedField, none: Any, rows: Any) -> forms.Field:
    made = RowField(**_common(each), queryset=none, empty_label=each.ask.empty or None)
    made.queryset = rows
    return made


MAKERS: Mapping[FieldType, Callable[[TypedField, Actor], forms.Field]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _long_text,
    FieldType.NUMBER: _number,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.YES_NO: _yes_no,
    FieldType.INSTANT: _instant,
    FieldType.PERSON: _person,
    FieldType.TEAM: _team,
    FieldType.CIRCLE: _circle,
    FieldType.ORGANISATION: _organisation,
    FieldType.CATEGORY: _category,
}

"""Form fields of our own."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.urls import reverse_lazy
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import gettext as _

from maitre.kernel.zones import zones

LONGEST = 200 + 254 + len(" <>")
"""The longest name with the longest address."""


_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")


class MomentField(forms.DateTimeField):
    """A day and a time as a browser sends them. Django's own also takes 20301224 for midnight of a day."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip() and not _MOMENT.fullmatch(value.strip()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class Select(forms.Select):
    """A select without groups, each option made as it is drawn. Django makes all of them first, with all that any
    widget could ask of one, which for hundreds takes longer than drawing them."""

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        for index, (key, label) in enumerate(self.choices):
            chosen = {"selected": True} if str(key) in value else {}
            yield None, [{"value": key, "label": label, "attrs": chosen}], index


class Rows(ModelChoiceIterator):  # type: ignore[type-arg]
    """The choices of a RowField: key and name of each row, asked for once a form. Django's own loads whole rows through
    a cursor of the server, and once more to see whether the first of them is empty."""

    @cached_property
    def _rows(self) -> Any:
        return self.queryset.values_list(self.field.to_field_name or "pk", "name")

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self._rows


class RowField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One row of a table, chosen by its `name`. Set `queryset` when the form is made."""

    iterator = Rows
    widget = Select


class Zones(BaseChoiceIterator):
    """Every time zone by its name. Pairs in a list would be looked at one by one for every form, twice."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((zone, zone) for zone in zones())


class PersonField(forms.CharField):
    """Somebody by name, address or "Name <address>", as typed or as the picker puts it in.

    `queryset` holds whom one may name: rows with `name`, `email` and `folded_name`. Set it when the form is made. The
    picker offers those one may know of; with `staff` those among them who hold a grant, with `record` who see it.
    """

    queryset: Any = None

    def __init__(self, *, queryset: Any = None, staff: bool = False, record: str = "", **more: Any) -> None:
        picker: dict[str, Any] = {
            "data-picker": reverse_lazy("conversation:people"), "autocomplete": "off", "spellcheck": "false"
        }  # fmt: skip
        picker |= {"data-staff": "1"} if staff else {}
        picker |= {"data-record": record} if record else {}
        super().__init__(max_length=LONGEST, widget=forms.TextInput(attrs=picker), **more)
        self.queryset = queryset

    def prepare_value(self, value: Any) -> Any:
        """A person as the picker writes them; what was typed as it was."""
        return f"{value.name} <{value.email}>" if hasattr(value, "email") else value

    def clean(self, value: Any) -> Any:
        """The person, or None for nothing; refused where nobody or more than one is meant."""
        text = super().clean(value)
        if not text:
            return None
        found = self._meant(text[text.rfind("<") + 1 :].rstrip("> ").casefold())
        if not found:
            raise ValidationError(_("Nobody you know of is called %(name)s.") % {"name": text})
        if len(found) > 1:
            raise ValidationError(
                _("Several people are called %(name)s: use the e-mail address.") % {"name": text}
            )
        return found[0]

    def _meant(self, named: str) -> list[Any]:
        """Who has this address, else who is called so, else whose name begins so."""
        if not named:
            return []
        ways = ({"email": named}, {"folded_name": named}, {"folded_name__startswith": named})
        return next((found for way in ways if (found := list(self.queryset.filter(**way)[:2]))), [])

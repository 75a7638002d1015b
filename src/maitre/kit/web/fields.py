"""Form fields of our own."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class PersonField(forms.CharField):
    """Somebody by name, address or "Name <address>", as typed or as a picker puts it in.

    `queryset` holds whom one may name: rows with `email` and `folded_name`. Set it when the form is made.
    """

    queryset: Any = None

    def __init__(self, *, queryset: Any = None, **more: Any) -> None:
        super().__init__(max_length=300, **more)
        self.queryset = queryset

    def clean(self, value: Any) -> Any:
        """The person, or None for nothing; refused where nobody or more than one is meant."""
        text = super().clean(value)
        if not text:
            return None
        named = text[text.rfind("<") + 1 :].rstrip("> ").casefold()
        found = list(self.queryset.filter(email__iexact=named)[:1])
        found = found or list(self.queryset.filter(folded_name=named)[:3])
        found = found or list(self.queryset.filter(folded_name__startswith=named)[:3])
        if not found:
            raise ValidationError(_("Nobody you know of is called %(name)s.") % {"name": text})
        if len(found) > 1:
            raise ValidationError(
                _("Several people are called %(name)s: use the e-mail address.") % {"name": text}
            )
        return found[0]

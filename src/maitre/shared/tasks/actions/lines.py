"""Single lines people type: titles and items of checklists."""

from unicodedata import category as character_class

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid


def checked_line(text: str, field: str, limit: int) -> str:
    """One line as it will be kept: control characters refused, ends trimmed, nothing cut silently."""
    text = text.strip()
    if any(character_class(char) in ("Cc", "Cs") for char in text):
        problem, code = _("contains control characters or line breaks"), "control"
    elif not text:
        problem, code = _("is empty"), "required"
    elif len(text) > limit:
        problem = _("has %(count)s characters; %(limit)s are possible") % {"count": len(text), "limit": limit}
        code = "too_long"
    else:
        return text
    words = {"title": _("The title %(problem)s."), "checklist": _("An item of the checklist %(problem)s.")}
    raise Invalid(words[field] % {"problem": problem}, errors=[FieldError(field, code, problem)])

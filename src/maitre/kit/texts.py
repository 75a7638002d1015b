"""Texts people type, checked: the one place that refuses what is empty, too long or no line, in words and by field."""

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kernel.texts import is_one_line, is_text, trimmed

TITLE_LIMIT = 300
"""Characters of a record's title."""
TEXT_LIMIT = 50_000
"""Characters of a text of several lines."""


def checked_line(text: str, field: str, *, limit: int = TITLE_LIMIT, required: bool = True) -> str:
    """One line as it will be kept, or Invalid naming the field. Nothing is cut silently."""
    text = text.strip()
    if not is_one_line(text):
        raise _refused(field, "control", _("contains control characters or line breaks"))
    text = trimmed(text)
    if required and not text:
        raise Invalid(
            _("Give it a %(field)s.") % {"field": _called(field)},
            errors=[FieldError(field, "required", _("is empty"))],
        )
    if len(text) > limit:
        counts = {"count": f"{len(text):,}", "limit": limit}
        raise _refused(field, "too_long", _("has %(count)s characters; %(limit)s are possible") % counts)
    return text


def checked_text(text: str, *, field: str = "body", required: bool = True) -> str:
    """Text as it will be kept, or Invalid naming the field. Nothing is cut silently."""
    if not is_text(text):
        raise Invalid(
            _("The text contains characters that cannot be kept."),
            errors=[FieldError(field, "nul", _("contains a NUL or half a character"))],
        )
    text = trimmed(text)
    if required and not text:
        raise Invalid(_("Write something first."), errors=[FieldError(field, "required", _("is empty"))])
    if len(text) > TEXT_LIMIT:
        raise Invalid(
            _("The text has %(count)s characters; %(limit)s are possible. Attach it as a file instead.")
            % {"count": f"{len(text):,}", "limit": f"{TEXT_LIMIT:,}"},
            errors=[FieldError(field, "too_long", _("at most %(limit)s characters") % {"limit": TEXT_LIMIT})],
        )
    return text


def _refused(field: str, code: str, problem: str) -> Invalid:
    sentence = _("The %(field)s %(problem)s.") % {"field": _called(field), "problem": problem}
    return Invalid(sentence, errors=[FieldError(field, code, problem)])


def _called(field: str) -> str:
    """A field as its label calls it."""
    names = {
        "title": _("title"),
        "name": _("name"),
        "service": _("service"),
        "configuration_item": _("configuration item"),
        "location": _("location"),
        "checklist": _("item of the checklist"),
    }
    return names.get(field, field.replace("_", " "))

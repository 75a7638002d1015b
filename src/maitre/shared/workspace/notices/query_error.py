"""What is wrong with a query, in the reader's language; the kernel knows the kind and the place."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.errors import Invalid
from maitre.kernel.query import QueryError, Wrong

SENTENCES = {
    Wrong.TOO_LONG: gettext_lazy("The filter is too long."),
    Wrong.BAD_CHARACTER: gettext_lazy("This character cannot be part of a filter."),
    Wrong.TOO_MANY: gettext_lazy("There are too many conditions."),
    Wrong.TOO_DEEP: gettext_lazy("There are too many parentheses inside each other."),
    Wrong.OPEN_QUOTE: gettext_lazy("This quotation mark is not closed."),
    Wrong.OPEN_PARENTHESIS: gettext_lazy("This parenthesis is not closed."),
    Wrong.STRAY_PARENTHESIS: gettext_lazy("This parenthesis was never opened."),
    Wrong.EMPTY_PARENTHESES: gettext_lazy("There is nothing between these parentheses."),
    Wrong.MISSING_VALUE: gettext_lazy("A value is missing here."),
    Wrong.MISSING_CONDITION: gettext_lazy("A condition is missing here."),
    Wrong.MISSING_SPACE: gettext_lazy("A space is missing here."),
    Wrong.UNKNOWN_FIELD: gettext_lazy("There is no field “%(text)s”; put words to look for in quotes."),
    Wrong.UNKNOWN_VALUE: gettext_lazy("“%(text)s” is not known here."),
    Wrong.WRONG_OPERATOR: gettext_lazy("It cannot be compared with “%(text)s”."),
    Wrong.ONE_VALUE: gettext_lazy("Only one value can stand here."),
    Wrong.BAD_NUMBER: gettext_lazy("“%(text)s” is no number."),
    Wrong.BAD_TIME: gettext_lazy("“%(text)s” is no time; today, -7d and 2026-11-20 are."),
    Wrong.BAD_FLAG: gettext_lazy("“%(text)s” is neither yes nor no."),
    Wrong.NO_WORDS: gettext_lazy("There are no words to look for here."),
    Wrong.NEVER_EMPTY: gettext_lazy("This is never empty."),
    Wrong.NOBODY: gettext_lazy("“me” stands for somebody who is signed in."),
    Wrong.SEVERAL: gettext_lazy("“%(text)s” could be several: %(known)s. Write more of the name."),
    Wrong.NOT_YOURS: gettext_lazy("Only those who work on records may ask for “%(text)s”."),
}
OTHERS = {
    ("sort", "too_many"): gettext_lazy("These are too many to sort like this. Narrow the filter first."),
    ("sort", "unknown"): gettext_lazy("There is no such order."),
    ("sort", "not_yours"): gettext_lazy("Only those who work on records may sort like this."),
    ("cursor", "unknown"): gettext_lazy("This place in the list is not known; start at its first page."),
}


def query_error(query: str, refused: Invalid) -> dict[str, Any]:
    """A refusal for the query box: its sentence, and the place it speaks of where it has one."""
    if not isinstance(refused, QueryError):
        codes = [(error.field, error.code) for error in refused.errors]
        known = next((OTHERS[code] for code in codes if code in OTHERS), refused.sentence)
        return {"sentence": str(known), "start": None, "end": None}
    known = ", ".join(refused.known)
    sentence = str(SENTENCES[refused.kind]) % {"text": query[refused.start : refused.end], "known": known}
    if known and refused.kind is not Wrong.SEVERAL:
        sentence += " " + _("There are: %(known)s.") % {"known": known}
    if refused.suggestion is not None:
        sentence += " " + _("Did you mean “%(words)s”?") % {"words": refused.suggestion}
    return {"sentence": sentence, "start": refused.start, "end": refused.end}

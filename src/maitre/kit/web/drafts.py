"""Form fields whose text is kept as one types. Where it is kept, the rooms know; here is how a form carries it."""

from collections.abc import Mapping
from typing import Protocol

from django import forms


class Text(Protocol):
    """A draft as a field needs it."""

    @property
    def place(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def tab(self) -> str: ...
    @property
    def keystroke(self) -> int: ...


def keep_drafts(form: forms.Form, verb: str, kept: Mapping[str, Text], *, record: str = "") -> None:
    """Let every long text of `form` be kept under "verb.field", and put in what was kept.

    A field that compares with what it was opened with is left as it stands: there the draft is offered beside it.
    """
    for name, field in form.fields.items():
        if not isinstance(field.widget, forms.Textarea) and not field.widget.attrs.get("data-draft"):
            continue
        place = f"{verb}.{name}"
        draft = kept.get(place)
        field.widget.attrs |= {"data-draft": place, "data-draft-record": record}
        field.kept = draft  # type: ignore[attr-defined]
        if draft is None:
            continue
        field.widget.attrs["data-draft-from"] = f"{draft.tab}.{draft.keystroke}"
        if not field.show_hidden_initial:
            form.initial[name] = draft.text

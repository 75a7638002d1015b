"""Records of a practice offered while somebody types, and the field that takes the number of the chosen one."""

from typing import Any

from django import forms
from django.http import HttpResponse, JsonResponse
from django.urls import reverse_lazy

from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.practice.rules import Practice
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import ListRow
from maitre.shared.records.rules import PREFIXES
from maitre.shared.search.notices import find

OFFERED = 8


@signed_in
def suggest(request: SignedInRequest, practice: Practice) -> HttpResponse:
    """What the picker shows; `record` is the one it is for, and is not offered. Nothing that ended is."""
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:200]
    own = request.GET.get("record", "").upper()
    answer = find(text, request.actor, limit=OFFERED, typing=True) if len(text) > 1 else None
    found: list[Record | ListRow] = [] if answer is None else [hit.record for hit in answer.hits]
    if answer is not None and answer.named is not None:
        found.insert(0, answer.named)
    offered = [
        {"name": each.title, "email": each.label, "note": str(practice.states[each.state])}
        for each in found
        if each.kind == practice.kind and each.label != own and each.phase not in ("closed", "cancelled")
    ]
    return JsonResponse({"people": offered}, headers={"Cache-Control": "private, no-store"})


def named(kind: str, text: str) -> str:
    """The number in what was typed or picked: "INC-7", "7", "The till does not print <INC-7>"."""
    number = text[text.rfind("<") + 1 :].rstrip("> ").strip().upper()
    return f"{PREFIXES[kind]}-{number}" if number.isdecimal() else number[:40]


class NumberField(forms.CharField):
    """The number of a record of a practice, with a picker. Cleans to the label; who may see it, the page asks."""

    def __init__(self, *, kind: str, record: str, **more: Any) -> None:
        self.kind = kind
        picker = {"data-picker": reverse_lazy(f"{kind}:numbers"), "data-record": record}
        plain = {"placeholder": f"{PREFIXES[kind]}-1042", "autocomplete": "off", "spellcheck": "false"}
        super().__init__(max_length=400, widget=forms.TextInput(attrs=picker | plain), **more)

    def clean(self, value: Any) -> str:
        return named(self.kind, super().clean(value))

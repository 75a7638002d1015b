"""Make an incident confidential, or open it again."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.fields import RowField
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.operation.incident.actions import confide
from maitre.operation.incident.pages.verb_page import verb_page
from maitre.shared.access.models import Circle
from maitre.shared.access.querysets import circles_visible_to
from maitre.shared.access.rules import Actor


class CircleForm(forms.Form):
    circle = RowField(
        label=_("Who may know of it"),
        queryset=Circle.objects.none(),
        required=False,
        empty_label=_("Everybody who works there"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circle"].queryset = circles_visible_to(actor).order_by("name")  # type: ignore[attr-defined]


@signed_in
def confide_page(request: SignedInRequest, label: str) -> HttpResponse:
    return verb_page(
        request,
        label,
        "confide",
        lambda incident: CircleForm(
            request.POST or None, actor=request.actor, initial={"circle": incident.record.circle_id}
        ),
        lambda incident, by, given: confide(incident, given["circle"], by=by),
        heading=_("Make confidential"),
        action_label=_("Save"),
    )

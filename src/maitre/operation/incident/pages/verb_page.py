"""What the pages of single verbs share: load the incident, run the form, say what became of it."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from maitre.kit.web.page import SignedInRequest, run_form, said
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import STATES
from maitre.operation.incident.pages.show import header
from maitre.shared.access.rules import Actor

Act = Callable[[Incident, Actor, Mapping[str, Any]], object]


def verb_page(
    request: SignedInRequest,
    label: str,
    make: Callable[[Incident], forms.Form],
    act: Act,
    template: str,
    **context: Any,
) -> HttpResponse:
    """Show the form of a verb, or take it and go back to the incident."""
    incident = Incident.objects.labelled(label, request.actor)

    def run(given: Mapping[str, Any]) -> str:
        act(incident, request.actor, given)
        said(request, _("%(number)s: %(state)s") % {"number": label, "state": STATES[incident.record.state]})
        return reverse("incident:show", args=[label])

    path = f"operation/incident/pages/{template}.html"
    return run_form(request, make(incident), run, path, {"record": header(incident), **context})

"""What a form offers to do to all children as well, and what is told of it afterwards."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import ngettext

from maitre.kernel.states import OPEN_PHASES
from maitre.kit.web.page import complained, said
from maitre.operation.incident.actions import Outcome
from maitre.operation.incident.models import Incident
from maitre.shared.access.rules import Actor

TOLD = 5
"""Children whose refusal is told one by one."""


def with_children(form: forms.Form, incident: Incident, actor: Actor, *, over: bool = False) -> forms.Form:
    """Ask whether the open children (`over`: those that are resolved or closed) go along; nothing without any."""
    if not incident.child_count:
        return form
    children = Incident.objects.children_of(incident, actor)
    phases = ("done", "closed") if over else OPEN_PHASES
    if count := children.filter(record__phase__in=phases).count():
        words = ngettext("Also its %(num)d child", "Also its %(num)d children", count)
        form.fields["children"] = forms.BooleanField(label=words % {"num": count}, required=False)
    return form


def report_outcomes(request: HttpRequest, outcomes: list[Outcome], done: str) -> None:
    """How many children took it, and why others did not."""
    left = [each for each in outcomes if each.refusal]
    if taken := len(outcomes) - len(left):
        words = ngettext("%(num)s child: %(done)s", "%(num)s children: %(done)s", taken)
        said(request, words % {"num": taken, "done": done})
    for each in left[:TOLD]:
        complained(request, each.refusal)
    if more := len(left) - TOLD if len(left) > TOLD else 0:
        words = ngettext("%(num)s more child was left alone.", "%(num)s more children were left alone.", more)
        complained(request, words % {"num": more})

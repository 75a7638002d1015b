"""What a form offers to do to all children as well, and what is told of it afterwards."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest
from django.utils.translation import ngettext

from maitre.kit.web.page import complained, said
from maitre.shared.access.rules import Actor
from maitre.shared.practice.rules import ForChildren, Outcome, Subject

TOLD = 5
"""Children whose refusal is told one by one."""


def with_children(form: forms.Form, children: ForChildren, subject: Subject, actor: Actor) -> None:
    """Ask whether the children go along; nothing without any."""
    if count := children.count(subject, actor):
        words = ngettext("Also its %(num)d child", "Also its %(num)d children", count)
        form.fields["children"] = forms.BooleanField(label=words % {"num": count}, required=False)


def report_outcomes(request: HttpRequest, outcomes: Sequence[Outcome], done: str) -> None:
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

"""The review of a major incident: what happened, what was learned, what follows; written by several, finished once."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from maitre.kernel.errors import MaitreError, NotFound
from maitre.kit.web.page import SignedInRequest, explain, said, signed_in
from maitre.operation.incident.actions import finish_review, write_review
from maitre.operation.incident.models import Incident, MajorIncident, Review
from maitre.operation.incident.notices import why
from maitre.operation.incident.notices.major_words import SECTIONS
from maitre.operation.incident.notices.majors import lead_of
from maitre.shared.conversation.notices import shown
from maitre.shared.lifecycle.actions import offers
from maitre.shared.practice.rules import practice_of
from maitre.shared.records.querysets import reads_internal, standing
from maitre.shared.workspace.pages.record import header

TELLING = frozenset(
    {
        *(
            "propose_major",
            "declare_major",
            "demote_major",
            "appoint",
            "inform_management",
            "update_stakeholders",
        ),
        *("remind", "resolve", "reopen", "report"),
    }
)
"""Entries that a review begins with: what was decided and said, in order."""


class ReviewForm(forms.Form):
    """One field a section. Nothing is required: it is written bit by bit."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    what_happened = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 6}))
    went_well = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}))
    went_badly = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}))
    actions = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One a line, with who does it until when; problems and improvements grow from these."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in SECTIONS.items():
            self.fields[name].label = words


def _loaded(request: SignedInRequest, label: str) -> tuple[Incident, MajorIncident]:
    incident = Incident.objects.labelled(label, request.actor)
    found = MajorIncident.objects.with_people().filter(pk=incident.pk, declared_at__isnull=False).first()
    if found is None or not reads_internal(standing(request.actor, incident.record)):
        raise NotFound(_("%(number)s has no review: it was no major incident.") % {"number": label[:40]})
    return incident, found


@signed_in
def review_page(request: SignedInRequest, label: str) -> HttpResponse:
    incident, major = _loaded(request, label)
    review = getattr(major, "review", None) or Review(major=major)
    form = ReviewForm(
        request.POST or None,
        initial={"version": review.version, **{name: getattr(review, name) for name in SECTIONS}},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, incident, form.cleaned_data)
            said(request, _("The review of %(number)s is saved.") % {"number": label})
            return redirect("incident:write_review", label=label)
        except MaitreError as error:
            explain(form, error)
            status = error.status
    context = _context(request, incident, major, review, form)
    return render(request, "operation/incident/pages/major_review.html", context, status=status)


def _save(request: SignedInRequest, incident: Incident, given: Mapping[str, Any]) -> None:
    sections = {name: given[name] for name in SECTIONS}
    write_review(incident, sections, by=request.actor, version=given["version"])


def _context(
    request: SignedInRequest, incident: Incident, major: MajorIncident, review: Review, form: forms.Form
) -> dict[str, Any]:
    offered = {offer.verb for offer in offers(incident, by=request.actor) if offer.is_open}
    entries = shown(incident.record, request.actor, internal=True, why=why)
    return {
        "record": header(practice_of("incident"), incident),
        "lead": lead_of(major),
        "review": review,
        "sections": [{"label": words, "text": getattr(review, name)} for name, words in SECTIONS.items()],
        "form": form,
        "writable": "write_review" in offered and review.finished_at is None,
        "finish_url": reverse("incident:finish_review", args=[incident.record.label])
        if "finish_review" in offered and review.finished_at is None and review.version > 1
        else "",
        "entries": [entry for entry in entries if entry.verb in TELLING],
    }


@require_POST
@signed_in
def finish_page(request: SignedInRequest, label: str) -> HttpResponse:
    incident, _major = _loaded(request, label)
    finish_review(incident, by=request.actor)
    said(request, _("The review of %(number)s is done.") % {"number": label})
    return redirect("incident:write_review", label=label)

"""Give a record to a team or a person: who could take it is suggested, with what speaks for and against each."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from maitre.kernel.errors import NotFound
from maitre.kit.web.fields import PersonField, RowField
from maitre.kit.web.page import SignedInRequest, signed_in
from maitre.shared.access.querysets import teams_visible_to, workers_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.assignment.notices import reason_in_words, suggestions
from maitre.shared.assignment.rules import Suggestion
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.models import Team
from maitre.shared.practice.rules import Practice, Subject
from maitre.shared.records.models import Record
from maitre.shared.records.querysets import works_inside
from maitre.shared.workspace.pages.verb import verb_page


class AssignForm(forms.Form):
    team = RowField(label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("As it is"))
    assignee = PersonField(
        label=_("Person"),
        required=False,
        help_text=_("Name or e-mail address; empty: nobody yet."),
        staff=True,
    )
    reason = forms.CharField(
        label=_("What they need to know"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, record: Record | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Mapping[str, Any] = self.fields
        fields["team"].queryset = teams_visible_to(actor).filter(is_active=True).order_by("name")
        fields["assignee"].queryset = workers_visible_to(actor)
        if record is not None:
            self._stand_on(record)

    def _stand_on(self, record: Record) -> None:
        """Its team is chosen, its people are offered, and another team suggests others."""
        self.fields["team"].initial = record.team_id
        self.fields["assignee"].widget.attrs["data-record"] = record.label
        self.fields["team"].widget.attrs |= {
            "hx-get": reverse(f"{record.kind}:suggested_people", args=[record.label]),
            "hx-target": "#candidates",
            "hx-trigger": "change",
            "hx-include": "this",
        }


@signed_in
def assign_page(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    loaded = practice.subject(label, request.actor)
    record = loaded.record
    found = _suggested(request, record)
    name = _("Hand over") if record.assignee_id else _("Assign")
    given = _picked(request.POST, found) if request.method == "POST" else None

    def act(subject: Subject, by: Actor, given: Mapping[str, Any]) -> object:
        person = given["assignee"]
        followed = next((each for each in found if person and each.candidate.person_id == person.pk), None)
        why = Why("assignment.suggested", followed.explained()) if followed else None
        return practice.verb("assign").act(subject, by=by, why=why, **given)

    return verb_page(
        request,
        loaded,
        "assign",
        lambda subject: AssignForm(given, actor=request.actor, record=subject.record),
        act,
        heading=name,
        action_label=name,
        words=_("The team sees it in its queue at once; what you write here is for them."),
        below=_part(request, found),
    )


@signed_in
def suggested_people(request: SignedInRequest, practice: Practice, label: str) -> HttpResponse:
    """The suggestions for another team: a piece of the page."""
    record = practice.subject(label, request.actor).record
    if not works_inside(request.actor, record):
        raise NotFound(f"There is no {label[:40]}, or it is not open to you.")
    context = {"people": _shown(_suggested(request, record))}
    return render(request, "shared/workspace/pages/candidates.html", context)


def _suggested(request: SignedInRequest, record: Record) -> list[Suggestion]:
    """For the team asked for, else the one it has."""
    if not works_inside(request.actor, record):
        return []
    asked = (request.POST or request.GET).get("team", "")
    team = None
    if asked.isdecimal() and len(asked) < 10:
        visible = teams_visible_to(request.actor).filter(is_active=True).select_related("organisation")
        team = visible.filter(pk=int(asked)).first()
    return suggestions(record, request.actor, team=team)


def _picked(posted: QueryDict, found: list[Suggestion]) -> QueryDict:
    """What was sent, with team and person of the suggestion whose button was pressed."""
    picked = next((each for each in found if str(each.candidate.person_id) == posted.get("pick")), None)
    if picked is None:
        return posted
    given = posted.copy()
    given["assignee"], given["team"] = picked.candidate.email, str(picked.candidate.team_id)
    return given


def _shown(found: list[Suggestion]) -> list[dict[str, Any]]:
    return [
        {
            "id": each.candidate.person_id,
            "name": each.candidate.name,
            "team": each.candidate.team_name,
            "reasons": [
                {"text": reason_in_words(reason), "against": reason.weight < -10, "for": reason.weight > 0}
                for reason in each.reasons
            ],
        }
        for each in found
    ]


def _part(request: SignedInRequest, found: list[Suggestion]) -> Markup:
    html = render_to_string("shared/workspace/pages/candidates.html", {"people": _shown(found)}, request)
    return Markup(html)  # noqa: S704 - a template escapes what it is given

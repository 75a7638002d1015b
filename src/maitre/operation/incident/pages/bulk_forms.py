"""What verbs for many ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maitre.operation.incident.notices import PRIORITIES
from maitre.shared.access.querysets import people_visible_to, teams_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.organisation.models import Person, Team


class AssignMany(forms.Form):
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("As it is")
    )
    assignee = forms.ModelChoiceField(
        label=_("Person"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    reason = forms.CharField(
        label=_("What they need to know"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        workers = people_visible_to(actor).filter(is_active=True, grants__isnull=False)
        people, teams = self.fields["assignee"], self.fields["team"]
        people.queryset = workers.distinct().order_by("folded_name")  # type: ignore[attr-defined]
        teams.queryset = teams_visible_to(actor).filter(is_active=True).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("team") and not given.get("assignee"):
            raise forms.ValidationError(_("Choose a team, a person, or both."))
        return given


class PrioritiseMany(forms.Form):
    override = forms.TypedChoiceField(
        label=_("Priority"),
        coerce=int,
        choices=[(level, f"{level}") for level in PRIORITIES],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"), help_text=_("Stands in each of them, for colleagues."), max_length=500
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["override"].choices = [(level, f"{level} {word}") for level, word in PRIORITIES.items()]  # type: ignore[attr-defined]


class NoteMany(forms.Form):
    text = forms.CharField(
        label=_("Internal note"),
        help_text=_("Written into each of them; requesters do not see it."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

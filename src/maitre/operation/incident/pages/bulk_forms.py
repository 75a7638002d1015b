"""What verbs for many ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maitre.kernel.errors import NotFound
from maitre.kit.web.fields import RowField
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import KINDS
from maitre.shared.access.rules import Actor
from maitre.shared.fields.forms import categories_for
from maitre.shared.macros.models import Macro
from maitre.shared.records.models import Category
from maitre.shared.records.notices import PRIORITIES
from maitre.shared.workflow.notices import LEVELS
from maitre.shared.workspace.pages.assign import AssignForm
from maitre.shared.workspace.pages.merge import OPEN_TASKS
from maitre.shared.workspace.pages.numbers import NumberField

STAYS = ("", _("As it is"))


class AssignMany(AssignForm):
    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("team") and not given.get("assignee"):
            raise forms.ValidationError(_("Choose a team, a person, or both."))
        return given


class EditMany(forms.Form):
    """Any field, for all of them: what is left as it is stays in each as it stands there."""

    category = RowField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label=_("As it is")
    )
    kind = forms.ChoiceField(label=_("Type"), required=False, choices=[STAYS, *KINDS.items()])
    impact = forms.TypedChoiceField(
        label=_("Impact"), required=False, coerce=int, choices=[STAYS, *LEVELS.items()]
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), required=False, coerce=int, choices=[STAYS, *LEVELS.items()]
    )
    service = forms.CharField(label=_("Service"), required=False, max_length=200)
    item = forms.CharField(label=_("Item"), required=False, max_length=200)
    location = forms.CharField(label=_("Location"), required=False, max_length=200)
    emptied = forms.MultipleChoiceField(
        label=_("Leave empty"),
        required=False,
        choices=[
            ("category_id", _("Category")),
            ("service", _("Service")),
            ("item", _("Item")),
            ("location", _("Location")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories_for(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The changes themselves, by the names of the action."""
        given = super().clean() or {}
        plain = ("kind", "impact", "urgency", "service", "item", "location")
        changed = {name: given[name] for name in plain if given.get(name)}
        if given.get("category"):
            changed["category_id"] = given["category"].pk
        emptied = given.get("emptied", [])
        if both := sorted(set(changed) & set(emptied)):
            raise forms.ValidationError(
                _("You set and empty the same: %(field)s."), params={"field": both[0]}
            )
        changed |= {name: None if name == "category_id" else "" for name in emptied}
        if not changed and not self.errors:
            raise forms.ValidationError(_("Change at least one field."))
        return changed


class ReplyMany(forms.Form):
    text = forms.CharField(
        label=_("Reply"),
        help_text=_("Every requester reads it in their own record."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class MacroMany(forms.Form):
    macro = RowField(
        label=_("Macro"),
        queryset=Macro.objects.none(),
        empty_label=None,
        help_text=_("All its steps on each of them, or none; you see what became of every one."),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["macro"].queryset = Macro.objects.of_kind("incident").open_to(actor)  # type: ignore[attr-defined]


class MergeMany(forms.Form):
    message = forms.CharField(
        label=_("What the requesters shall know"),
        help_text=_("Each hears once that it goes on elsewhere, with your words."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tasks = forms.ChoiceField(
        label=_("What is still to do"), choices=OPEN_TASKS, initial="along", widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["into"] = NumberField(
            kind="incident",
            record="",
            label=_("Which incident they go on in"),
            help_text=_("Its number, or some words of its title. Where it is among them, it stays."),
        )
        self.order_fields(["into", "message", "tasks"])

    def clean(self) -> dict[str, Any]:
        """What the action takes."""
        given = super().clean() or {}
        if given.get("into"):
            try:
                given["into"] = Incident.objects.labelled(given["into"], self.actor)
            except NotFound as error:
                self.add_error("into", error.sentence)
        return {
            "into": given.get("into"),
            "message": given.get("message", ""),
            "cancel_tasks": given.get("tasks") == "cancel",
        }


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

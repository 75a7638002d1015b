"""A macro as a form: every step it can have, in the order in which they are taken; what is left empty is no step."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from maitre.kit.web.fields import PersonField, RowField
from maitre.operation.incident.notices import CAUSES, CODES, KINDS, PAUSE_REASONS
from maitre.shared.access.querysets import teams_led_by, teams_visible_to, workers_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.fields.forms import categories_for
from maitre.shared.macros.models import Macro
from maitre.shared.organisation.models import Person, Team
from maitre.shared.records.models import Category
from maitre.shared.records.notices import PRIORITIES
from maitre.shared.workflow.notices import LEVELS

STAYS = ("", _("As it is"))
ENDS = {
    "": _("Nothing more"),
    "pause": _("Wait"),
    "resume": _("Go on working"),
    "resolve": _("Resolve"),
    "close": _("Close"),
    "cancel": _("Cancel"),
}
TEXTS = {
    "reply": _("Reply to the requester"),
    "note": _("Internal note"),
    "end": _("Question, solution or reason"),
}


def _choice(label: Any, words: Mapping[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[STAYS, *words.items()])


def _level(label: Any, words: Mapping[int, Any]) -> forms.TypedChoiceField:
    choices = [STAYS, *words.items()]
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False, choices=choices)


class MacroForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    owner = RowField(
        label=_("Who may use it"), queryset=Team.objects.none(), required=False, empty_label=_("Only I")
    )
    category = RowField(
        label=_("Category"), queryset=Category.objects.none(), required=False, empty_label=_("As it is")
    )
    type = _choice(_("Type"), KINDS)
    service = forms.CharField(label=_("Service"), max_length=200, required=False)
    item = forms.CharField(label=_("Item"), max_length=200, required=False)
    location = forms.CharField(label=_("Location"), max_length=200, required=False)
    impact = _level(_("Impact"), LEVELS)
    urgency = _level(_("Urgency"), LEVELS)
    priority = _level(_("Priority"), PRIORITIES)
    priority_reason = forms.CharField(label=_("Reason for the priority"), required=False, max_length=500)
    take = forms.BooleanField(label=_("Assign to whoever runs it"), required=False)
    team = RowField(label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("As it is"))
    assignee = PersonField(label=_("Person"), required=False, staff=True)
    assign_reason = forms.CharField(
        label=_("What they need to know"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    end = forms.ChoiceField(label=_("Last step"), required=False, choices=list(ENDS.items()))
    wait_for = _choice(_("Wait for"), PAUSE_REASONS)
    days = forms.IntegerField(
        label=_("Go on after business days"), required=False, min_value=1, max_value=250
    )
    code = _choice(_("How it ended"), CODES)
    cause = _choice(_("Cause"), CAUSES)

    def __init__(self, *args: Any, actor: Actor, macro: Macro | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Mapping[str, Any] = self.fields
        fields["owner"].queryset = teams_led_by(actor).order_by("name")
        fields["category"].queryset = categories_for(actor)
        fields["team"].queryset = teams_visible_to(actor).filter(is_active=True).order_by("name")
        fields["assignee"].queryset = workers_visible_to(actor)
        for what, label in TEXTS.items():
            for code, language in settings.LANGUAGES:
                area = forms.Textarea(attrs={"rows": 3, "lang": code})
                words = f"{label} ({language})"
                self.fields[f"{what}_{code}"] = forms.CharField(label=words, required=False, widget=area)
        if macro is not None:
            self.initial = _initial(macro)

    def texts(self, what: str) -> list[forms.BoundField]:
        """The fields of one text, a language each."""
        return [self[f"{what}_{code}"] for code, _name in settings.LANGUAGES]

    def steps(self, before: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
        """What was chosen as steps; in the order they had, where they are the same verbs as `before`."""
        found = _steps(self.cleaned_data)
        order = {step["verb"]: place for place, step in enumerate(before)}
        if order.keys() == {step["verb"] for step in found}:
            return sorted(found, key=lambda step: order[step["verb"]])
        return found


def _steps(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    category, team, person = given["category"], given["team"], given["assignee"]
    edit = {name: given[name] for name in ("type", "service", "item", "location")}
    edit["category"] = category.key if category else ""
    levels = {name: given[name] for name in ("impact", "urgency", "priority")}
    hand = {"team": team.key if team else "", "assignee": person.email if person else ""}
    found = [{"verb": "edit", **_filled(edit)}, {"verb": "prioritise", **_filled(levels)}]
    if given["priority_reason"] and len(found[1]) > 1:
        found[1]["reason"] = given["priority_reason"]
    found.append({"verb": "assign", **_filled(hand)})
    if given["assign_reason"] and len(found[2]) > 1:
        found[2]["reason"] = given["assign_reason"]
    for verb in ("reply", "note"):
        texts = _texts(given, verb)
        found.append({"verb": verb, **({"texts": texts} if texts else {})})
    found = [step for step in found if len(step) > 1]
    if given["take"]:
        place = sum(step["verb"] in ("edit", "prioritise") for step in found)
        found.insert(place, {"verb": "take"})
    return found + ([_end(given)] if given["end"] else [])


def _end(given: Mapping[str, Any]) -> dict[str, Any]:
    verb = given["end"]
    asked = {
        "pause": {"reason": given["wait_for"], "days": given["days"]},
        "resolve": {"code": given["code"], "cause": given["cause"]},
    }.get(verb, {})
    texts = _texts(given, "end")
    takes_text = verb in ("pause", "resolve", "cancel") and (texts or verb != "pause")
    return {"verb": verb, **_filled(asked), **({"texts": texts} if takes_text else {})}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


def _texts(given: Mapping[str, Any], what: str) -> dict[str, str]:
    return {code: text for code, _name in settings.LANGUAGES if (text := given[f"{what}_{code}"].strip())}


def _initial(macro: Macro) -> dict[str, Any]:
    """A macro's steps as the form shows them."""
    shown: dict[str, Any] = {"name": macro.name, "owner": macro.team_id}
    for step in macro.steps:
        verb, given = step["verb"], {name: value for name, value in step.items() if name != "verb"}
        texts = given.pop("texts", {})
        place = verb if verb in ("reply", "note") else "end"
        shown |= {f"{place}_{code}": text for code, text in texts.items()}
        if verb == "edit":
            shown |= given | {"category": _pk(Category, given.get("category"))}
        elif verb == "prioritise":
            shown |= {"priority_reason": given.pop("reason", ""), **given}
        elif verb == "take":
            shown["take"] = True
        elif verb == "assign":
            person = Person.objects.filter(email__iexact=given.get("assignee", "")).first()
            shown |= {"team": _pk(Team, given.get("team")), "assignee": person}
            shown["assign_reason"] = given.get("reason", "")
        elif verb not in ("reply", "note"):
            renamed = {"reason": "wait_for"} if verb == "pause" else {}
            shown |= {"end": verb, **{renamed.get(name, name): value for name, value in given.items()}}
    return shown


def _pk(model: "type[Category] | type[Team]", key: str | None) -> int | None:
    return model._default_manager.filter(key=key).values_list("pk", flat=True).first() if key else None

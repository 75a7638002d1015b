"""The forms of one's own settings. What may be set is decided by the actions behind them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.zones import zones
from maitre.shared.access.actions import READ, TOKEN_DAYS, WRITE


class PreferencesForm(forms.Form):
    """How the product speaks to one."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        max_length=60,
        help_text=gettext_lazy("Type a city, for example Berlin. All times are shown in this zone."),
        widget=forms.TextInput(attrs={"list": "zones", "autocomplete": "off"}),
    )
    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        choices=[
            ("system", gettext_lazy("As system")),
            ("light", gettext_lazy("Light")),
            ("dark", gettext_lazy("Dark")),
        ],
    )
    density = forms.ChoiceField(
        label=gettext_lazy("Density"),
        choices=[("compact", gettext_lazy("Compact")), ("comfortable", gettext_lazy("Comfortable"))],
    )
    single_keys = forms.BooleanField(
        label=gettext_lazy("Single letters are shortcuts (j, k, c, r …)"),
        help_text=gettext_lazy("Switch this off if you dictate or press keys by accident. Ctrl-K stays."),
        required=False,
    )

    def clean_zone(self) -> str:
        """The zone as it is called, or the only one whose city it is."""
        typed = str(self.cleaned_data["zone"]).strip().replace(" ", "_")
        if typed in zones():
            return typed
        city = typed.casefold()
        found = [zone for zone in zones() if "/" in zone and zone.rpartition("/")[2].casefold() == city]
        if len(found) != 1:
            raise forms.ValidationError(_("There is no such time zone. Choose one from the list."))
        return found[0]


class ReachForm(forms.Form):
    """When letters may reach one."""

    hours = forms.ChoiceField(
        label=gettext_lazy("Letters may come"),
        choices=[
            ("always", gettext_lazy("At any time")),
            ("working", gettext_lazy("In my organisation's working hours, by my clock")),
            ("own", gettext_lazy("In the hours below")),
        ],
        widget=forms.RadioSelect,
    )
    start = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    end = forms.TimeField(label=gettext_lazy("To"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    weekends = forms.BooleanField(label=gettext_lazy("At weekends as well"), required=False)
    urgent = forms.BooleanField(
        label=gettext_lazy("What is urgent may come at any hour"),
        help_text=gettext_lazy("That is priority 1. Everything else waits, and comes in one letter."),
        required=False,
    )


class TeamMailForm(forms.Form):
    """How a team is written to, and what its members get who chose nothing themselves."""

    mailbox = forms.EmailField(
        label=gettext_lazy("Mailbox of the team"),
        help_text=gettext_lazy(
            "Hears of what the team gets while nobody has taken it. Confidential records never."
        ),
        required=False,
        max_length=254,
    )
    hours = forms.ChoiceField(
        label=gettext_lazy("Letters to the mailbox may come"),
        choices=[
            ("always", gettext_lazy("At any time")),
            ("working", gettext_lazy("In the organisation's working hours")),
        ],
    )
    urgent = forms.BooleanField(label=gettext_lazy("What is urgent may come at any hour"), required=False)

    def __init__(
        self, *args: Any, reasons: Mapping[Any, Any], paces: Mapping[Any, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("As for everybody")), *((str(pace), words) for pace, words in paces.items())]
        for reason, label in reasons.items():
            self.fields[f"mail-{reason}"] = forms.ChoiceField(label=label, choices=choices, required=False)


class TokenForm(forms.Form):
    """A new token for oneself."""

    name = forms.CharField(label=gettext_lazy("What is it for?"), max_length=120)
    scope = forms.ChoiceField(
        label=gettext_lazy("It may"),
        choices=[(READ, gettext_lazy("read")), (WRITE, gettext_lazy("read and write"))],
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("It ends after"),
        coerce=int,
        initial=TOKEN_DAYS,
        choices=[
            (30, gettext_lazy("30 days")),
            (TOKEN_DAYS, gettext_lazy("90 days")),
            (365, gettext_lazy("1 year")),
        ],
    )

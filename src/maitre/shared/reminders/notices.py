"""What the entry of a reminder says."""

from django.utils.translation import gettext as _

from maitre.shared.records.notices import Told


def reminded(told: Told) -> str:
    return _("Reminder for %(person)s") % {"person": told.private.get("person", _("Somebody"))}


SENTENCES = {"reminded": reminded}

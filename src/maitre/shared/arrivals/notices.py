"""What an imported entry says when no verb of its practice describes what happened elsewhere."""

from django.utils.translation import gettext as _

from maitre.shared.records.notices import Told


def happened_elsewhere(told: Told) -> str:
    return _("Happened in %(source)s") % {"source": told.source}


SENTENCES = {"import": happened_elsewhere}

"""What a record made by a recurrence says of it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maitre.shared.records.notices import Told


def made(told: Told) -> str:
    empty: dict[str, Any] = {"name": "…", "slot": "", "zone": "", "missed": 0}
    params = dict(told.why["params"]) if told.why else empty
    said = _("Made by the recurrence “%(name)s” for %(slot)s (%(zone)s)") % {
        **params,
        "slot": str(params["slot"]).replace("T", " "),
    }
    missed = int(params["missed"])
    if not missed:
        return said
    more = ngettext(
        "%(count)s earlier time was missed and is not made up for",
        "%(count)s earlier times were missed and are not made up for",
        missed,
    )
    return f"{said}; {more % {'count': missed}}"


SENTENCES = {"recur": made}

"""What entries about work say, and time as people say it."""

from django.utils.translation import gettext as _

from maitre.shared.records.notices import Told


def time_said(minutes: int) -> str:
    """ "45 min", "1 h 30 min", "2 h"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def logged(told: Told) -> str:
    said = {
        "time": time_said(int(told.change.get("minutes", (0, 0))[1] or 0)),
        "note": told.private.get("note", ""),
    }
    return _("Worked %(time)s: %(note)s") % said if said["note"] else _("Worked %(time)s") % said


def corrected(told: Told) -> str:
    before, after = told.change.get("minutes", (0, 0))
    return _("Corrected the time of %(person)s from %(before)s to %(after)s: %(reason)s") % {
        "person": told.private.get("person", _("Somebody")),
        "before": time_said(int(before or 0)),
        "after": time_said(int(after or 0)),
        "reason": told.private.get("reason", "…"),
    }


SENTENCES = {"log_work": logged, "correct_work": corrected}

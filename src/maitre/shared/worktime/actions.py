"""Log work, and correct what was logged by another entry."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.kernel.errors import AlreadyChanged, FieldError, Invalid, NotAllowed
from maitre.kit.texts import checked_text
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import Line, append, permit
from maitre.shared.records.models import Record, Visibility
from maitre.shared.records.querysets import standing
from maitre.shared.worktime.models import Work
from maitre.shared.worktime.rules import CORRECTS, LOGS, NOTE_LIMIT, checked


@transaction.atomic
def log(record: Record, *, by: Actor, minutes: int, day: date | None = None, note: str = "") -> Work:
    """Say how long one worked on `record`, on `day` by one's own calendar (today without one)."""
    permit(record, "log_work", LOGS, by=by)
    day = _day(day, by)
    made = _made(record, by, by.person_id or 0, checked(minutes), day, note)
    line = Line(
        "log_work",
        Visibility.INTERNAL,
        change={"minutes": (None, made.minutes), "day": (None, day.isoformat())},
        private={"note": made.note} if made.note else {},
    )
    append(record, line, by=by, at=made.at)
    return made


@transaction.atomic
def correct(
    work: Work, *, by: Actor, minutes: int, day: date | None = None, note: str = "", reason: str
) -> Work:
    """Put another entry in the place of `work`, with the reason; 0 minutes take it back. The old one stays readable."""
    record = work.record
    permit(record, "correct_work", LOGS, by=by)
    if work.person_id != by.person_id and not standing(by, record) & CORRECTS:
        raise NotAllowed(_("Only leads correct what somebody else logged."))
    reason = checked_text(reason, field="reason")[:NOTE_LIMIT]
    if Work.objects.select_for_update().filter(pk=work.pk, correction__isnull=False).exists():
        raise AlreadyChanged(
            _("This was corrected already; correct the newest entry."),
            errors=[FieldError("work", "corrected", _("was corrected already"))],
        )
    day = work.day if day is None else _day(day, by)
    made = _made(
        record, by, work.person_id, checked(minutes, least=0), day, note, replaces=work, reason=reason
    )
    line = Line(
        "correct_work",
        Visibility.INTERNAL,
        change={"minutes": (work.minutes, made.minutes), "day": (work.day.isoformat(), day.isoformat())},
        private={"reason": reason, "person": work.person.name, **({"note": made.note} if made.note else {})},
    )
    append(record, line, by=by, at=made.at)
    return made


def _day(day: date | None, by: Actor) -> date:
    today = timezone.now().astimezone(ZoneInfo(by.zone)).date()
    if day is None:
        return today
    if not today - timedelta(days=366) <= day <= today:
        sentence = _("Work is logged for today and up to a year back.")
        raise Invalid(sentence, errors=[FieldError("day", "range", sentence)])
    return day


def _made(
    record: Record,
    by: Actor,
    person_id: int,
    minutes: int,
    day: date,
    note: str,
    *,
    replaces: Work | None = None,
    reason: str = "",
) -> Work:
    note = checked_text(note, field="note", required=False)
    if len(note) > NOTE_LIMIT:
        sentence = _("at most %(limit)s characters") % {"limit": NOTE_LIMIT}
        raise Invalid(
            _("The note is too long: %(problem)s.") % {"problem": sentence},
            errors=[FieldError("note", "too_long", sentence)],
        )
    return Work.objects.create(
        record=record,
        person_id=person_id,
        day=day,
        minutes=minutes,
        note=note,
        replaces=replaces,
        reason=reason,
        by_id=by.person_id or 0,
        at=timezone.now(),
    )

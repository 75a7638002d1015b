"""Make what is due, once for each time; and keep the rules themselves."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from maitre.kernel.business_time import next_opening
from maitre.kernel.chain import JSON
from maitre.kernel.errors import MaitreError
from maitre.shared.access.rules import SYSTEM_ACTOR
from maitre.shared.lifecycle.actions import Line, append
from maitre.shared.lifecycle.rules import Why
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Record, Visibility
from maitre.shared.recurrence.models import Occurrence, Recurrence
from maitre.shared.recurrence.rules import SLOT, maker_of, read_slot


@transaction.atomic
def make_due(rule_id: int, *, now: datetime | None = None) -> Record | None:
    """Serve the newest time that has come, where nobody has. Older ones that were missed are counted, not made up for.

    However often and by however many it is called: one record for each time (N15). A record that cannot be made leaves
    the reason with its time, and the rule goes on.
    """
    now = now or timezone.now()
    rule = Recurrence.objects.select_for_update().select_related(None).get(pk=rule_id)
    if not rule.is_active or rule.next_at is None or rule.next_at > now:
        return None
    slot = rule.times.latest(now)
    made: Record | None = None
    if slot is not None and rule.times.instant(slot) >= rule.since and _opens(rule, slot) <= now:
        made = _serve(rule, slot, now)
    Recurrence.objects.filter(pk=rule.pk).update(next_at=next_time(rule, now))
    return made


def next_time(rule: Recurrence, now: datetime) -> datetime | None:
    """When the rule is to be looked at next: its next time, or when work begins after a time that waits for it."""
    waiting = rule.times.latest(now)
    if waiting is not None and rule.times.instant(waiting) >= rule.since and _opens(rule, waiting) > now:
        return _opens(rule, waiting)
    slot = rule.times.first_after(max(now, rule.since))
    return None if slot is None else _opens(rule, slot)


def _opens(rule: Recurrence, slot: datetime) -> datetime:
    """When a time is served: then, or when the organisation's work begins after it."""
    instant = rule.times.instant(slot)
    return next_opening(instant, calendar_of(rule.organisation)) if rule.in_hours else instant


def _serve(rule: Recurrence, slot: datetime, now: datetime) -> Record | None:
    said = slot.strftime(SLOT)
    missed = _missed(rule, slot)
    with connection.cursor() as cursor:
        # The key decides, not what was read before: whoever comes second makes nothing.
        cursor.execute(
            "INSERT INTO recurrence_occurrence (rule_id, slot, at, missed, problem) VALUES (%s, %s, %s, %s, '')"
            " ON CONFLICT (rule_id, slot) DO NOTHING RETURNING id",
            [rule.pk, said, now, missed],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    maker = maker_of(rule.makes)
    try:
        with transaction.atomic():
            record = maker.make(maker.schema.model_validate(rule.content), rule.organisation, now)
            params: dict[str, JSON] = {"name": rule.name, "slot": said, "zone": rule.zone, "missed": missed}
            line = Line("recur", Visibility.INTERNAL, why=Why("recurrence.time", params))
            append(record, line, by=SYSTEM_ACTOR, at=now)
    except MaitreError as error:
        Occurrence.objects.filter(pk=row[0]).update(problem=error.sentence)
        return None
    Occurrence.objects.filter(pk=row[0]).update(record=record)
    return record


def _missed(rule: Recurrence, slot: datetime) -> int:
    """Times since the last one that was served, or since the rule counts, and before this one."""
    last = rule.occurrences.order_by("-slot").values_list("slot", flat=True).first()
    since = max(rule.since, rule.times.instant(read_slot(last))) if last else rule.since
    first = rule.times.first_after(since)
    return 0 if first is None or first >= slot else 1 + rule.times.between(first, slot)

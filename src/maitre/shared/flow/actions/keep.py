"""Keep what was open when a day ended: reckoned from the stays, written once, never changed afterwards."""

from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from maitre.shared.flow.actions.reckon import refresh
from maitre.shared.flow.models import Backlog
from maitre.shared.flow.querysets.backlog import OPEN_AT
from maitre.shared.flow.rules import measured_kinds

_KEEP = f"""
    INSERT INTO flow_backlog (kind, day, team_id, records)
    SELECT kind, %(day)s, team_id, array_agg(record_id ORDER BY record_id) FROM ({OPEN_AT}) open
     GROUP BY kind, team_id
    ON CONFLICT DO NOTHING
"""


def keep_backlog(last: date | None = None, *, days: int = 1) -> int:
    """Keep the backlogs of the `days` days up to `last` (yesterday) that are not kept yet; how many days that were."""
    last = last or timezone.now().date() - timedelta(days=1)
    refresh()
    missing = [day for back in range(days - 1, -1, -1) if not _is_kept(day := last - timedelta(days=back))]
    for day in missing:
        _keep(day)
    return len(missing)


def _is_kept(day: date) -> bool:
    return Backlog.objects.filter(day=day).exists()


@transaction.atomic
def _keep(day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, {"day": day, "at": end_of(day), "kinds": list(measured_kinds())})


def end_of(day: date) -> datetime:
    """The instant at which a day is over in UTC."""
    return datetime.combine(day + timedelta(days=1), time(0), tzinfo=timezone.get_default_timezone())

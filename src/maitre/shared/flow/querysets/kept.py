"""Figures that were kept: they hold until something of the days of their period changes.

Each day has a count of its changes (flow_changedday), which only grows. An answer is kept with the sum over the days of
its period, so it holds as long as the sum is the same. Of a period that still runs it holds for some minutes, for
what is open grows older.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection

from maitre.shared.flow.querysets.asking import READERS, Asked, Period, seen
from maitre.shared.flow.querysets.measures import MEASURES

FRESH = timedelta(minutes=5)
"""How long the figures of a running period hold: as often records are reckoned."""
_KEPT = """
    SELECT here.changes, kept.kept_at, kept.numbers
      FROM unnest(%s::timestamptz[], %s::timestamptz[]) WITH ORDINALITY asked(since, until, place)
     CROSS JOIN LATERAL (
           SELECT coalesce(sum({counted}), 0) AS changes FROM flow_changedday
            WHERE kind = %s AND day >= (asked.since AT TIME ZONE 'UTC')::date
              AND day <= (asked.until AT TIME ZONE 'UTC')::date) here
      LEFT JOIN flow_answer kept ON kept.question = %s AND kept.since = asked.since AND kept.until = asked.until
           AND kept.changes = here.changes
     ORDER BY asked.place
"""
_FORMULAS = repr([(key, sorted(each.numbers.items())) for key, each in MEASURES.items()])


class Kept(NamedTuple):
    """What is known of a period: how often its days have changed, and its figures, if there are some that hold."""

    changes: int
    numbers: Any
    """As they were kept; None where nothing holds."""


def can_be_kept(asked: Asked) -> bool:
    """Who reads the figures of single teams reads of records as they are given from team to team: that changes days
    long past, and is little to reckon."""
    return not any(scope.role in READERS and scope.team for scope in asked.actor.scopes)


def question_of(asked: Asked, *more: str) -> str:
    """The same for all who see the same records, for as long as figures are reckoned the same way."""
    told = [asked.kind, asked.team_id, seen(asked.actor), _FORMULAS, *more]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def kept_of(
    kind: str, question: str, periods: Sequence[Period], now: datetime, *, grouped: bool = False
) -> list[Kept]:
    """For each of the periods, in their order. `grouped`: answers that depend on what records are grouped by."""
    counted = "changes + groupings" if grouped else "changes"
    sinces, untils = [since for since, _ in periods], [until for _, until in periods]
    with connection.cursor() as cursor:
        cursor.execute(_KEPT.format(counted=counted), [sinces, untils, kind, question])
        rows = cursor.fetchall()
    return [
        Kept(int(changes), json.loads(numbers) if at and at >= min(until, now - FRESH) else None)
        for until, (changes, at, numbers) in zip(untils, rows, strict=True)
    ]

"""Reckon courses, stays and attempts from timelines: for records given by id, or for whatever lags behind.

One chunk is one transaction and replaces what was there, so a run that was killed or came twice changes nothing.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, models, transaction

from maitre.kernel.business_time import Calendar
from maitre.shared.flow import rules
from maitre.shared.flow.models import Attempt, Course, Stay
from maitre.shared.flow.querysets.stale import stale
from maitre.shared.flow.rules import Moment, Told, measured_kinds, measured_of, tell
from maitre.shared.organisation.models import Organisation
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Visibility

CHUNK = 500
"""Records in one transaction."""
_ENTRIES = """
    SELECT e.record_id, e.seq, r.kind, r.requester_id, r.organisation_id, e.at, e.verb, e.by_id, e.visibility,
           (e.sealed::jsonb -> 'change')::text
      FROM records_entry e JOIN records_record r ON r.id = e.record_id
     WHERE e.record_id = ANY(%s) ORDER BY e.record_id, e.seq
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('flow reckon', 0))"


def refresh(*, everything: bool = False, at_most: int = 100_000) -> int:
    """Bring what lags behind up to date, a chunk at a time; how many records that were."""
    ids = stale(measured_kinds(), at_most, everything=everything)
    reckon(ids)
    return len(ids)


def reckon(ids: Sequence[int]) -> None:
    """Make everything of these records anew from their timelines."""
    calendars = _calendars()
    for start in range(0, len(ids), CHUNK):
        _reckon_chunk(ids[start : start + CHUNK], calendars)


def _calendars() -> Callable[[int], Calendar]:
    """The calendar of an organisation by its id, looked up once."""
    return cache(lambda pk: calendar_of(Organisation.objects.get(pk=pk)))


@transaction.atomic
def _reckon_chunk(ids: Sequence[int], calendars: Callable[[int], Calendar]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)  # two runs at once would insert the same rows
    told = list(_told(ids, calendars))
    for model in (Attempt, Stay, Course):
        model._base_manager.filter(record_id__in=ids)._raw_delete(using=connection.alias)
    _insert(Course, rules.Course, [(pk, kind, each.course) for pk, kind, each in told])
    for model, row, of in ((Stay, rules.Stay, "stays"), (Attempt, rules.Attempt, "attempts")):
        placed = (
            (pk, kind, place, one)
            for pk, kind, each in told
            for place, one in enumerate(getattr(each, of), 1)
        )
        _insert(model, row, placed)


def _told(ids: Sequence[int], calendars: Callable[[int], Calendar]) -> Iterator[tuple[int, str, Told]]:
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [list(ids)])
        for pk, entries in groupby(cursor.fetchall(), key=itemgetter(0)):
            lines = list(entries)
            kind, requester, organisation = lines[0][2:5]
            moments = [_moment(*line[5:]) for line in lines]
            yield pk, kind, tell(moments, measured_of(kind), calendars(organisation), requester)


def _moment(at: Any, verb: str, by_id: int | None, visibility: str, change: str | None) -> Moment:
    return Moment(at, verb, by_id, visibility == Visibility.PUBLIC, json.loads(change) if change else {})


def _insert(model: type[models.Model], row: type[Any], given: Iterable[tuple[Any, ...]]) -> None:
    """All rows in one statement: an array a column."""
    own = [field.name for field in fields(row)]
    leading = ["record_id", "kind", *(["place"] if model is not Course else [])]
    names = [*leading, *own]
    values = [[*lead, *(getattr(one, name) for name in own)] for *lead, one in given]
    if not values:
        return
    types = [_type(model, name) for name in names]
    places = ", ".join(f"%s::{type_}[]" for type_ in types)
    statement = f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) SELECT * FROM unnest({places})"
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(column) for column in zip(*values, strict=True)])


def _type(model: type[models.Model], name: str) -> str:
    found = model._meta.get_field(name.removesuffix("_id") if name == "record_id" else name)
    assert isinstance(found, models.Field)  # noqa: S101 - relations from elsewhere are no columns
    return str(found.db_type(connection)).replace("varchar", "text").split("(")[0]

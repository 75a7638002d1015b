"""Reckon courses, stays and attempts from timelines: for records given by id, or for whatever lags behind.

One chunk is one transaction and replaces what was there, so a run that was killed or came twice changes nothing. What
it changes is noted by day, so that no figure that was kept is told where it no longer holds.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from datetime import date
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.utils import timezone

from maitre.kernel.business_time import Calendar
from maitre.shared.flow import rules
from maitre.shared.flow.models import Attempt, Course, Stay
from maitre.shared.flow.querysets.stale import stale
from maitre.shared.flow.rules import Facets, Moment, Told, changed_days, measured_kinds, measured_of, tell
from maitre.shared.organisation.models import Organisation
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Record, Visibility

CHUNK = 500
"""Records in one transaction."""
PORTION = 100_000
"""Records looked for at once."""
_ENTRIES = """
    SELECT e.record_id, e.seq, r.kind, r.organisation_id, r.circle_id, r.team_id, r.requester_id,
           r.category_id, r.priority, r.assignee_id, requester.organisation_id,
           e.at, e.verb, e.by_id, e.visibility, (e.sealed::jsonb -> 'change')::text
      FROM records_entry e JOIN records_record r ON r.id = e.record_id
      LEFT JOIN organisation_person requester ON requester.id = r.requester_id
     WHERE e.record_id = ANY(%s) ORDER BY e.record_id, e.seq
"""
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('flow reckon', 0))"
_CHANGED = """
    INSERT INTO flow_changedday (kind, day, {counter}) SELECT %s, day, 1 FROM unnest(%s::date[]) day
    ON CONFLICT (kind, day) DO UPDATE SET {counter} = flow_changedday.{counter} + 1
"""
_WHOSE = ("kind", "organisation_id", "circle_id", "team_id")
_FACETS = tuple(field.name for field in fields(Facets))


class Reckoned(NamedTuple):
    """What one record comes to, and whose and what it was then."""

    kind: str
    organisation_id: int
    circle_id: int | None
    team_id: int | None
    facets: Facets
    told: Told

    @property
    def place(self) -> tuple[int, int | None]:
        """What decides who counts it, besides the team."""
        return self.organisation_id, self.circle_id

    @property
    def grouping(self) -> tuple[int | None, Facets]:
        """What decides among which it is counted, besides the place."""
        return self.team_id, self.facets


def refresh(*, everything: bool = False) -> int:
    """Bring what lags behind up to date, a chunk at a time; how many records that were."""
    done, last = 0, frozenset[int]()
    # What comes twice is a record whose timeline lacks an entry: `maitre verify` tells of it.
    while (ids := frozenset(stale(measured_kinds(), PORTION, everything=everything))) - last:
        reckon(sorted(ids))
        done, last = done + len(ids), ids
    return done


def reckon(ids: Sequence[int]) -> None:
    """Make everything of these records anew from their timelines."""
    calendars = _calendars()
    for start in range(0, len(ids), CHUNK):
        _reckon_chunk(ids[start : start + CHUNK], calendars)


def follow_circle(record: Record) -> None:
    """What comes into a circle counts for its members alone, at once: figures kept for others no longer hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            _LOCK
        )  # else a run that has read the record before might write its old circle afterwards
    before = _standing([record.pk])
    Course.objects.filter(pk=record.pk).update(circle_id=record.circle_id)
    for each in before.values():
        _note({each.kind: _all_days(each)})


def _calendars() -> Callable[[int], Calendar]:
    """The calendar of an organisation by its id, looked up once."""
    return cache(lambda pk: calendar_of(Organisation.objects.get(pk=pk)))


@transaction.atomic
def _reckon_chunk(ids: Sequence[int], calendars: Callable[[int], Calendar]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)  # two runs at once would insert the same rows
    before, after = _standing(ids), dict(_reckoned(ids, calendars))
    for model in (Attempt, Stay, Course):
        model._base_manager.filter(record_id__in=ids)._raw_delete(using=connection.alias)
    _write(after)
    _note(_changed(before, after))
    _note(_regrouped(before, after), counter="groupings")


def _write(reckoned: Mapping[int, Reckoned]) -> None:
    leading = [*_WHOSE, *_FACETS]
    courses = ((pk, *each[:4], *astuple(each.facets), each.told.course) for pk, each in reckoned.items())
    _insert(Course, rules.Course, leading, courses)
    for model, row, of in ((Stay, rules.Stay, "stays"), (Attempt, rules.Attempt, "attempts")):
        placed = (
            (pk, each.kind, place, one)
            for pk, each in reckoned.items()
            for place, one in enumerate(getattr(each.told, of), 1)
        )
        _insert(model, row, ["kind", "place"], placed)


def _reckoned(ids: Sequence[int], calendars: Callable[[int], Calendar]) -> Iterator[tuple[int, Reckoned]]:
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [list(ids)])
        timelines = [(pk, list(lines)) for pk, lines in groupby(cursor.fetchall(), key=itemgetter(0))]
    # After the entries: what is read newer than they are is found again, for then the timeline is longer.
    words = _words({pk: lines[0][2] for pk, lines in timelines})
    for pk, lines in timelines:
        kind, organisation, circle, team, requester, *own = lines[0][2:11]
        moments = [_moment(*line[11:]) for line in lines]
        told = tell(moments, measured_of(kind), calendars(organisation), requester)
        facets = Facets(*own, **words.get(pk, {}))  # type: ignore[arg-type]  # by name, only words
        yield pk, Reckoned(kind, organisation, circle, team, facets, told)


def _words(kinds: Mapping[int, str]) -> dict[int, Mapping[str, str]]:
    """What practices say of their records, by id."""
    found: dict[int, Mapping[str, str]] = {}
    for kind in set(kinds.values()):
        found |= measured_of(kind).facets([pk for pk, each in kinds.items() if each == kind])
    return found


def _moment(at: Any, verb: str, by_id: int | None, visibility: str, change: str | None) -> Moment:
    return Moment(at, verb, by_id, visibility == Visibility.PUBLIC, json.loads(change) if change else {})


def _standing(ids: Sequence[int]) -> dict[int, Reckoned]:
    """What these records came to when they were reckoned last."""
    leading = ("record_id", *_WHOSE, *_FACETS)
    found = {
        pk: Reckoned(kind, organisation, circle, team, Facets(*own), Told(course))
        for (pk, kind, organisation, circle, team, *own), course in _rows(
            Course, rules.Course, leading, ids, "record_id"
        )
    }
    for (pk,), stay in _rows(Stay, rules.Stay, ("record_id",), ids, "place"):
        found[pk].told.stays.append(stay)
    for (pk,), attempt in _rows(Attempt, rules.Attempt, ("record_id",), ids, "place"):
        found[pk].told.attempts.append(attempt)
    return found


def _rows(
    model: type[models.Model], row: type[Any], leading: Sequence[str], ids: Sequence[int], order: str
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """What leads each row, and the rest of it as rules know it."""
    names = [*leading, *(field.name for field in fields(row))]
    values = model._base_manager.filter(record_id__in=ids).order_by(order).values_list(*names)
    for each in values.iterator():
        yield each[: len(leading)], row(*each[len(leading) :])


def _changed(before: Mapping[int, Reckoned], after: Mapping[int, Reckoned]) -> dict[str, set[date]]:
    """By kind, the days that are another's now."""
    now = timezone.now()
    days: dict[str, set[date]] = {}
    for pk, each in after.items():
        last = before.get(pk)
        if last and last.place != each.place:
            changed = _all_days(last) | _all_days(each)
        else:
            changed = changed_days(last.told if last else None, each.told, now)
        days.setdefault(each.kind, set()).update(changed)
    return days


def _regrouped(before: Mapping[int, Reckoned], after: Mapping[int, Reckoned]) -> dict[str, set[date]]:
    """By kind, the days on which something counts among others now."""
    days: dict[str, set[date]] = {}
    for pk, each in after.items():
        last = before.get(pk)
        if last and last.grouping != each.grouping:
            days.setdefault(each.kind, set()).update(_all_days(last) | _all_days(each))
    return days


def _all_days(each: Reckoned) -> set[date]:
    return changed_days(each.told, None, timezone.now())


def _note(days: Mapping[str, set[date]], *, counter: str = "changes") -> None:
    with connection.cursor() as cursor:
        for kind, some in days.items():
            cursor.execute(_CHANGED.format(counter=counter), [kind, sorted(some)])


def _insert(
    model: type[models.Model], row: type[Any], leading: Sequence[str], given: Iterable[tuple[Any, ...]]
) -> None:
    """All rows in one statement: an array a column."""
    own = [field.name for field in fields(row)]
    names = ["record_id", *leading, *own]
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

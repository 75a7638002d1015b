"""Let whole lives arrive: one batch, one transaction, written by COPY with original times and the same chain.

No notices, no followers, no automation: what happened elsewhere has been dealt with elsewhere. Lives are judged
(`arrivals.rules.faults_of` and the practice's own) before they come here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from maitre.shared.arrivals.actions.copying import copy_rows, places
from maitre.shared.arrivals.actions.people import Directory
from maitre.shared.arrivals.actions.rows import (
    BODY,
    ENTRY,
    PARTICIPATION,
    RECORD,
    Place,
    Rows,
    Source,
    add_life,
)
from maitre.shared.arrivals.models import ImportedLife
from maitre.shared.arrivals.rules import Life, Reception, digest
from maitre.shared.organisation.querysets import calendar_of
from maitre.shared.records.models import Body, Entry, Participation, Record, Visibility
from maitre.shared.search.actions import PARTS, Text, part_rows
from maitre.shared.search.models import SearchPart
from maitre.shared.search.rules import Part

IMPORTED = ("source", "foreign_id", "record", "digest", "arrived_at")


@dataclass(slots=True)
class Arrival:
    """What became of a batch: how many arrived and stood unchanged, and which differ from what arrived before."""

    arrived: int = 0
    entries: int = 0
    unchanged: int = 0
    differing: list[str] = field(default_factory=list)


@transaction.atomic
def arrive(lives: Sequence[Life], source: Source, reception: Reception, directory: Directory) -> Arrival:
    """Write those that are not here yet. A life that changed at its source since is told, never overwritten."""
    with connection.cursor() as cursor:  # two imports of one source wait for each other, batch by batch
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"arrivals {source.name}"])
    result = Arrival()
    new = list(_not_here(lives, source.name, result))
    if not new:
        return result
    _prepare(directory, source, [life for life, _ in new])
    rows, now, calendar = Rows(), timezone.now(), calendar_of(source.organisation)
    for (life, seal_of_life), (record_id, number) in zip(new, places(reception.kind, len(new)), strict=True):
        add_life(rows, life, Place(record_id, number, source, reception, directory, calendar))
        rows.imported.append((source.name, life.foreign_id, record_id, seal_of_life, now))
        rows.found_by.extend(part_rows(record_id, source.organisation.pk, life.title, _texts(life)))
    _copy(rows, reception)
    result.arrived, result.entries = len(rows.record), len(rows.entry)
    return result


def compare(lives: Sequence[Life], source_name: str) -> Arrival:
    """What `arrive` would do; nothing is written."""
    result = Arrival()
    new = [life for life, _ in _not_here(lives, source_name, result)]
    result.arrived, result.entries = len(new), sum(len(life.events) for life in new)
    return result


def _not_here(lives: Sequence[Life], source_name: str, result: Arrival) -> Iterator[tuple[Life, bytes]]:
    here = ImportedLife.objects.filter(source=source_name, foreign_id__in=[life.foreign_id for life in lives])
    known = {foreign_id: bytes(kept) for foreign_id, kept in here.values_list("foreign_id", "digest")}
    for life in lives:
        print_ = digest(life)
        if life.foreign_id not in known:
            yield life, print_
        elif known[life.foreign_id] == print_:
            result.unchanged += 1
        else:
            result.differing.append(life.foreign_id)


def _prepare(directory: Directory, source: Source, lives: Iterable[Life]) -> None:
    people = {source.address(who): who.name for life in lives for who in life.people}
    teams = {event.team for life in lives for event in life.events if event.team}
    categories = {event.category for life in lives for event in life.events if event.category}
    directory.prepare(people, teams, categories)


def _copy(rows: Rows, reception: Reception) -> None:
    copy_rows(Record, RECORD, rows.record)
    for model, fields in reception.columns.items():
        copy_rows(model, fields, rows.own.get(model, ()))
    copy_rows(Entry, ENTRY, rows.entry)
    copy_rows(Body, BODY, rows.body)
    copy_rows(Participation, PARTICIPATION, rows.participation)
    copy_rows(ImportedLife, IMPORTED, rows.imported)
    copy_rows(SearchPart, PARTS, rows.found_by)


def _texts(life: Life) -> Iterator[Text]:
    """What a search finds the life by."""
    yield Text(Part.TITLE, 0, life.title)
    if life.description:
        yield Text(Part.DESCRIPTION, 0, life.description)
    for seq, event in enumerate(life.events, 1):
        if event.text:
            hidden = event.visibility == Visibility.INTERNAL
            yield Text(Part.NOTE if hidden else Part.COMMENT, seq, event.text, hidden)

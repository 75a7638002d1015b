"""One import from file to records: everything is judged first, then what was judged is written, batch by batch.

Judged lives wait in a file of their own between the two, so what is written is what was judged, whatever happens to
the source meanwhile. A run that is killed has written whole batches; the next run finds them and goes on.
"""

import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import IO, Any, TypeVar

from django.db import connection
from django.utils.translation import gettext as _

from maitre.kernel.errors import Invalid
from maitre.shared.arrivals.actions import (
    Directory,
    Source,
    arrive,
    close_import,
    compare,
    find_place,
    open_place,
    states_of,
)
from maitre.shared.arrivals.imports.cases import Case, Format, Names, Reading
from maitre.shared.arrivals.imports.judging import Judge, creating
from maitre.shared.arrivals.imports.mapping import Mapping
from maitre.shared.arrivals.imports.reading import Reader
from maitre.shared.arrivals.imports.text_table import CsvFile
from maitre.shared.arrivals.imports.workbook import WorkbookFile
from maitre.shared.arrivals.imports.xes import XesFile
from maitre.shared.arrivals.rules import Fault, Life
from maitre.shared.organisation.models import Organisation

T = TypeVar("T")
BATCH = 5_000
"""Timeline entries in one transaction, and rows judged at once; a life is never divided."""


class Unit(StrEnum):
    BYTES = "bytes"
    RECORDS = "records"


Progress = Callable[[str, int, int, Unit], None]
"""Told the stage, how much is done, of how much, and in what: "reading" (a log that has to be gathered first) is told
in bytes, "checking" in bytes or, after reading, in records; "comparing" (a dry run) and "writing" in records."""


@dataclass(slots=True)
class Outcome:
    """What became of every case of the file: `cases` is the sum of arrived, unchanged, differing, refused and held."""

    source: str
    file: str
    dry_run: bool
    cases: int = 0
    arrived: int = 0
    unchanged: int = 0
    differing: list[str] = field(default_factory=list)
    refused: int = 0
    held: int = 0
    entries: int = 0
    people: int = 0
    teams: int = 0
    categories: int = 0
    faults: list[Fault] = field(default_factory=list)
    checking_seconds: float = 0.0
    writing_seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        """For programs."""
        return {**asdict(self), "faults": [fault._asdict() for fault in self.faults]}


class _Kept:
    """Judged lives on disk, in batches; gone when closed."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (lives as long as the import)
        self.close = self._file.close
        self.batches = 0
        self.lives = 0

    def add(self, batch: list[Life]) -> None:
        pickle.dump(batch, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self.batches += 1
        self.lives += len(batch)

    def __iter__(self) -> Iterator[list[Life]]:
        self._file.seek(0)
        for _batch in range(self.batches):
            yield pickle.load(self._file)  # noqa: S301  (written by `add` in this process)


def bring(
    path: Path,
    format_: Format,
    mapping: Mapping,
    *,
    dry_run: bool = False,
    skip_bad: bool = False,
    progress: Progress = lambda stage, done, whole, unit: None,
) -> Outcome:
    """Import a file. With a fault anywhere nothing is written, unless `skip_bad` lets the good ones arrive."""
    reader = Reader(mapping, states_of)
    place = find_place(mapping.organisation.key, mapping.organisation.name)
    outcome, start = Outcome(mapping.source, path.name, dry_run), monotonic()
    with closing(_Kept()) as kept:
        reading = _opened(path, format_, mapping, progress)
        for batch in _batches(_good(reading, reader, place, outcome, path, progress), _entries):
            kept.add(batch)
        outcome.checking_seconds, start = monotonic() - start, monotonic()
        if outcome.faults and (reading.is_spoilt or not (skip_bad or dry_run)):
            outcome.held = kept.lives
        elif dry_run:
            _foresee(kept, mapping.source, outcome, progress)
        elif kept.lives:
            _write(kept, reader, outcome, path, progress)
        outcome.writing_seconds = monotonic() - start
    return outcome


def _opened(path: Path, format_: Format, mapping: Mapping, progress: Progress) -> Reading:
    ignored = None if mapping.ignore == "*" else frozenset(mapping.ignore)
    names = Names(frozenset(mapping.names()), ignored)
    try:
        if format_ is Format.XES:
            return XesFile(path, names, mapping)
        if format_ is Format.XLSX:
            return WorkbookFile(path, names, mapping)
        size = path.stat().st_size
        return CsvFile(path, names, mapping, lambda done: progress("reading", done, size, Unit.BYTES))
    except OSError as error:
        sentence = _("%(path)s cannot be read: %(error)s. Name another file, or let this one be read.")
        raise Invalid(sentence % {"path": path, "error": error.strerror}) from None


def _good(
    reading: Reading,
    reader: Reader,
    place: Organisation | None,
    outcome: Outcome,
    path: Path,
    progress: Progress,
) -> Iterator[Life]:
    """Lives nothing is wrong with; everything else is counted and told in `outcome`."""
    judge, size = Judge(reader, place), path.stat().st_size
    for found in chain.from_iterable(map(judge.judged, _batches(reading, _rows))):
        if isinstance(found, Fault):
            outcome.faults.append(found)
            continue
        outcome.cases += 1
        if found.faults:
            outcome.refused += 1
            outcome.faults.extend(found.faults)
        else:
            yield found.life
        if reading.cases is None:
            position = reading.position()
            progress("checking", size if position < 0 else position, size, Unit.BYTES)
        else:
            progress("checking", outcome.cases, reading.cases, Unit.RECORDS)
    if not outcome.cases and not outcome.faults:
        nothing = _("there is no case in it")
        outcome.faults.append(Fault("", "", "empty", nothing, _("look whether this is the file you mean")))


def _entries(life: Life) -> int:
    return len(life.events)


def _rows(found: Case | Fault) -> int:
    return 1 if isinstance(found, Fault) else len(found.rows)


def _batches(items: Iterable[T], size_of: Callable[[T], int]) -> Iterator[list[T]]:
    """Items by the piece, each of them BATCH or little more."""
    batch: list[T] = []
    size = 0
    for item in items:
        batch.append(item)
        size += size_of(item)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _foresee(kept: _Kept, source: str, outcome: Outcome, progress: Progress) -> None:
    """What a real run would do with the good ones."""
    done = 0
    for batch in kept:
        done += len(batch)
        progress("comparing", done, kept.lives, Unit.RECORDS)
        result = compare(batch, source)
        outcome.arrived += result.arrived
        outcome.entries += result.entries
        outcome.unchanged += result.unchanged
        outcome.differing += result.differing


def _write(kept: _Kept, reader: Reader, outcome: Outcome, path: Path, progress: Progress) -> None:
    mapping = reader.mapping
    place = open_place(mapping.organisation.key, mapping.organisation.name, source=mapping.source)
    source = Source(mapping.source, place, mapping.people.domain)
    directory = Directory(place, **creating(mapping))
    done = 0
    for batch in kept:
        result = arrive(batch, source, reader.reception, directory)
        done += len(batch)
        outcome.arrived += result.arrived
        outcome.entries += result.entries
        outcome.unchanged += result.unchanged
        outcome.differing += result.differing
        progress("writing", done, kept.lives, Unit.RECORDS)
    outcome.people, outcome.teams = directory.people_made, directory.teams_made
    outcome.categories = directory.categories_made
    if outcome.arrived:
        close_import(mapping.source, path.name, arrived=outcome.arrived, entries=outcome.entries)
        _refresh_plans()


def _refresh_plans() -> None:
    """Tell the planner that the tables have grown, before anybody waits for a page planned for empty ones."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE records_record, records_entry, records_participation")

"""Judges the cases of a file: what can be read, what holds for any life, what the practice says."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from maitre.shared.arrivals.actions import Directory, address_of, outsiders
from maitre.shared.arrivals.imports.cases import Case
from maitre.shared.arrivals.imports.mapping import Mapping
from maitre.shared.arrivals.imports.reading import Reader
from maitre.shared.arrivals.rules import Fault, Life, Somebody, faults_of
from maitre.shared.organisation.models import Organisation


def creating(mapping: Mapping) -> dict[str, bool]:
    """What is made where it is not here yet, as a directory wants to know it."""
    return {
        "create_people": mapping.people.create,
        "create_teams": mapping.teams.create,
        "create_categories": mapping.categories.create,
    }


class Read(NamedTuple):
    """A case, and the life it tells of; with a fault, the life must not be used."""

    case: Case
    life: Life
    faults: list[Fault]


class Judge:
    """Judges the cases of a file piece by piece; remembers ids, and addresses that belong elsewhere."""

    def __init__(self, reader: Reader, place: Organisation | None) -> None:
        self._reader = reader
        self._place = place
        self._seen: dict[str, str] = {}
        self._now = timezone.now()
        self._addresses: dict[Somebody, str] = {}
        self._homes: dict[str, str] = {}
        self._id = reader.mapping.id_column or "id"
        self._directory = Directory(place, **creating(reader.mapping)) if place else None

    def judged(self, piece: Iterable[Case | Fault]) -> Iterator[Read | Fault]:
        """Each case with everything that is wrong with it, and faults of the file where they stand."""
        read = [found if isinstance(found, Fault) else self._read(found) for found in piece]
        self._look_up(found.life for found in read if isinstance(found, Read) and not found.faults)
        for found in read:
            if isinstance(found, Read):
                self._judge(*found)
            yield found

    def _read(self, case: Case) -> Read:
        return Read(case, *self._reader.read(case))

    def _look_up(self, lives: Iterable[Life]) -> None:
        """Where the people of a whole piece belong, by one question."""
        domain = self._reader.mapping.people.domain
        people = {who for life in lives for who in life.people} - self._addresses.keys()
        if people:
            new = {who: address_of(who, domain) for who in people}
            self._addresses.update(new)
            self._homes.update(outsiders(new.values(), self._place))

    def _judge(self, case: Case, life: Life, faults: list[Fault]) -> None:
        if not faults:
            faults += faults_of(life, self._reader.states, now=self._now)
            faults += self._reader.reception.faults(life)
            faults += self._strangers(life)
            faults += self._categories(life)
        elif not life.foreign_id and any(row.values for row in case.rows):
            faults.append(
                Fault(case.place, self._id, "required", _("is empty, but is the id"), _("give it one"))
            )
        if life.foreign_id:
            before = self._seen.setdefault(life.foreign_id, case.place)
            if before is not case.place:
                found = {"id": life.foreign_id, "place": before}
                sentence = _("“%(id)s” stands twice, first at %(place)s") % found
                faults.append(Fault(case.place, self._id, "twice", sentence, _("give each its own")))

    def _categories(self, life: Life) -> Iterator[Fault]:
        """Categories that are not here and are not to be made."""
        if self._reader.mapping.categories.create:
            return
        for event in life.events:
            if event.category and not (self._directory and self._directory.knows_category(event.category)):
                sentence = _("“%(word)s” is no category here") % {"word": event.category}
                remedy = _("map it under `values`, or say `categories: {create: true}`")
                yield Fault(event.place, "category", "no_category", sentence, remedy)

    def _strangers(self, life: Life) -> Iterator[Fault]:
        """People whose address is known in an organisation that has nothing to do with this one."""
        if not self._homes:
            return
        for address in sorted({self._addresses[who] for who in life.people} & self._homes.keys()):
            found = {"address": address, "organisation": self._homes[address]}
            sentence = (
                _("%(address)s belongs to %(organisation)s, which is no part of this organisation") % found
            )
            remedy = _("take this person out of the file, or import into their organisation")
            yield Fault(life.place, "people", "stranger", sentence, remedy)

"""Judges the cases of a file one after the other: what can be read, what holds for any life, what the practice says."""

from collections.abc import Iterator

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


class Judge:
    """Judges one case after the other; remembers ids, and addresses that belong elsewhere."""

    def __init__(self, reader: Reader, place: Organisation | None) -> None:
        self._reader = reader
        self._place = place
        self._seen: dict[str, str] = {}
        self._now = timezone.now()
        self._addresses: dict[Somebody, str] = {}
        self._homes: dict[str, str] = {}
        self._id = reader.mapping.id_column or "id"
        self._directory = Directory(place, **creating(reader.mapping)) if place else None

    def life(self, case: Case) -> tuple[Life, list[Fault]]:
        life, faults = self._reader.read(case)
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
        return life, faults

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
        domain = self._reader.mapping.people.domain
        new = {who: address_of(who, domain) for who in life.people if who not in self._addresses}
        if new:
            self._addresses.update(new)
            self._homes.update(outsiders(new.values(), self._place))
        if not self._homes:
            return
        for address in sorted({self._addresses[who] for who in life.people} & self._homes.keys()):
            found = {"address": address, "organisation": self._homes[address]}
            sentence = (
                _("%(address)s belongs to %(organisation)s, which is no part of this organisation") % found
            )
            remedy = _("take this person out of the file, or import into their organisation")
            yield Fault(life.place, "people", "stranger", sentence, remedy)

"""Judges the cases of a file one after the other: what can be read, what holds for any life, what the practice says."""

from collections.abc import Iterator

from django.utils import timezone

from maitre.shared.arrivals.actions import address_of, outsiders
from maitre.shared.arrivals.imports.cases import Case
from maitre.shared.arrivals.imports.reading import Reader
from maitre.shared.arrivals.rules import Fault, Life, Somebody, faults_of
from maitre.shared.organisation.models import Organisation


class Judge:
    """Judges one case after the other; remembers ids, and addresses that belong elsewhere."""

    def __init__(self, reader: Reader, place: Organisation | None) -> None:
        self._reader = reader
        self._place = place
        self._seen: dict[str, str] = {}
        self._now = timezone.now()
        self._addresses: dict[Somebody, str] = {}
        self._homes: dict[str, str] = {}

    def life(self, case: Case) -> tuple[Life, list[Fault]]:
        life, faults = self._reader.read(case)
        if not faults:
            faults += faults_of(life, self._reader.states, now=self._now)
            faults += self._reader.reception.faults(life)
            faults += self._strangers(life)
        elif not life.foreign_id and any(row.values for row in case.rows):
            faults.append(Fault(case.place, self._reader.mapping.id, "required", "is empty: it has no id"))
        if life.foreign_id:
            before = self._seen.setdefault(life.foreign_id, case.place)
            if before is not case.place:
                sentence = f"“{life.foreign_id}” stands twice, first at {before}"
                faults.append(Fault(case.place, self._reader.mapping.id, "twice", sentence))
        return life, faults

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
            sentence = f"{address} belongs to {self._homes[address]}, which is no part of this organisation"
            yield Fault(life.place, "people", "stranger", sentence)

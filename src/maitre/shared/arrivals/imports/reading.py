"""Makes lives of cases, as a mapping says. Every value that cannot be read is a fault; none is guessed or cut."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from zoneinfo import ZoneInfo

from maitre.kernel.errors import FieldError, Invalid
from maitre.kernel.texts import trimmed
from maitre.shared.arrivals.imports import mapping as words
from maitre.shared.arrivals.imports.cases import Case, Row
from maitre.shared.arrivals.imports.times import Clock
from maitre.shared.arrivals.rules import Event, Fault, Life, Reception, Somebody, received_kinds, reception_of

Convert = Callable[[str | int], str | int]


class Reader:
    """One mapping, checked against the kind it brings. Raises Invalid naming each key that does not fit."""

    def __init__(self, mapping: words.Mapping, states: Callable[[str], Mapping[str, object]]) -> None:
        reception = reception_of(mapping.kind)
        if reception is None:
            kinds = ", ".join(received_kinds())
            sentence = f"“{mapping.kind}” cannot be imported; there is {kinds}"
            raise Invalid("This mapping cannot be used.", errors=[FieldError("kind", "unknown", sentence)])
        self.mapping, self.reception, self.states = mapping, reception, states(mapping.kind)
        errors = list(self._misfits())
        if errors:
            raise Invalid("This mapping cannot be used.", errors=errors)
        clock = Clock(mapping.times.formats, ZoneInfo(mapping.times.zone))
        is_log = mapping.layout == "log"
        self._entries = [_EntryReader(entry, self.reception, clock, is_log) for entry in mapping.entries]

    def _misfits(self) -> Iterator[FieldError]:
        for place, entry in enumerate(self.mapping.entries):
            path = f"entries.{place}"
            yield from self._state_misfits(f"{path}.state", entry.state)
            for name, field in entry.fields.items():
                given = [*(field.values or {}).values(), *([] if field.always is None else [field.always])]
                yield from _field_misfits(f"{path}.fields.{name}", name, given, self.reception)

    def _state_misfits(self, path: str, states: words.States) -> Iterator[FieldError]:
        named = [(f"{path}.always", states.always)] if states.always else []
        named += [(f"{path}.values.{place}.state", each.state) for place, each in enumerate(states.values)]
        for where, name in named:
            if name not in self.states:
                yield FieldError(
                    where, "unknown", f"“{name}” is no state; there are {', '.join(self.states)}"
                )
        for place, each in enumerate(states.values):
            for name, value in each.set.items():
                yield from _field_misfits(f"{path}.values.{place}.set.{name}", name, [value], self.reception)

    def read(self, case: Case) -> tuple[Life, list[Fault]]:
        """The life of a case, and everything that is wrong with it; with a fault, the life must not be used."""
        faults = list(case.faults)
        first = {**(case.rows[0].values if case.rows else {}), **case.values}
        first["id"] = first.get(self.mapping.id, "").strip()
        events = [
            event
            for row in case.rows
            for reader in self._entries
            if (event := reader.read(row, faults)) is not None
        ]
        if not case.in_order:
            events.sort(key=lambda event: event.at)
        life = Life(
            foreign_id=first["id"],
            kind=self.mapping.kind,
            title=trimmed(filled(self.mapping.title, first)),
            description=_tidy(filled(self.mapping.description, first)),
            requester=_somebody(self.mapping.requester, first),
            events=tuple(events),
            place=case.place,
        )
        return life, faults


class _EntryReader:
    """Reads one event from a row. Values are converted once and remembered: a log says the same words often."""

    def __init__(self, entry: words.Entry, reception: Reception, clock: Clock, is_log: bool) -> None:
        self._entry = entry
        self._clock = clock
        self._is_log = is_log
        self._states = {tuple(each.when): each for each in entry.state.values}
        self._fields = [
            _FieldReader(name, field, reception.fields[name]) for name, field in entry.fields.items()
        ]
        self._set = {
            said: tuple((name, reception.fields[name](value)) for name, value in each.set.items())
            for said, each in self._states.items()
        }

    def read(self, row: Row, faults: list[Fault]) -> Event | None:
        """The event, or None where the row says nothing of one; what cannot be read is added to `faults`."""
        entry, values = self._entry, row.values
        time = values.get(entry.at, "").strip()
        if not time:
            if self._is_log:  # each row is an event there; elsewhere a blank time means it did not happen
                faults.append(Fault(row.place, entry.at, "required", "is empty"))
            return None
        try:
            at = self._clock.read(time)
        except ValueError as error:
            faults.append(Fault(row.place, entry.at, "time", str(error)))
            return None
        state, fixed, unassigned = self._state(row, faults)
        return Event(
            at=at,
            state=state,
            by=_somebody(entry.by, values),
            team=values.get(entry.team, "").strip() or None if entry.team else None,
            assignee=None if unassigned else _somebody(entry.assignee, values),
            unassigned=unassigned,
            fields=(*fixed, *self._values(row, faults)),
            text=_tidy(filled(entry.text, values)) if entry.text else "",
            visibility=entry.visibility,
            foreign=tuple((name, word) for name in entry.keep if (word := values.get(name, ""))),
            place=row.place,
        )

    def _state(self, row: Row, faults: list[Fault]) -> tuple[str, tuple[tuple[str, str | int], ...], bool]:
        states = self._entry.state
        if states.always:
            return states.always, (), False
        said = tuple(row.values.get(name, "").strip() for name in states.from_)
        found = self._states.get(said)
        if found is None:
            what = " / ".join(said)
            sentence = f"the mapping gives no state for “{what}”"
            faults.append(Fault(row.place, ", ".join(states.from_), "state", sentence))
            return "", (), False
        return found.state, self._set[said], found.unassigned

    def _values(self, row: Row, faults: list[Fault]) -> Iterator[tuple[str, str | int]]:
        for field in self._fields:
            value = field.read(row, faults)
            if value is not None:
                yield field.name, value


class _FieldReader:
    def __init__(self, name: str, field: words.Field_, convert: Convert) -> None:
        self.name = name
        self._from = field.from_
        self._always = None if field.always is None else convert(field.always)
        self._values = field.values
        self._convert = convert
        self._known: dict[str, str | int] = {}

    def read(self, row: Row, faults: list[Fault]) -> str | int | None:
        """The value, or None where the row has none."""
        if self._from is None:
            return self._always
        said = row.values.get(self._from, "").strip()
        if not said:
            return None
        if said not in self._known:
            if self._values is not None and said not in self._values:
                sentence = f"the mapping gives no {self.name} for “{said}”"
                faults.append(Fault(row.place, self._from, "unmapped", sentence))
                return None
            try:
                self._known[said] = self._convert(self._values[said] if self._values else said)
            except Invalid as error:
                message = error.errors[0].message if error.errors else error.sentence
                faults.append(Fault(row.place, self._from, "value", f"{self.name}: {message}"))
                return None
        return self._known[said]


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with each {name} replaced by its value; a blank one leaves nothing."""
    return words.PLACEHOLDER.sub(lambda found: values.get(found.group(1), ""), template)


def _somebody(who: str | words.Who | None, values: Mapping[str, str]) -> Somebody | None:
    """The person a row names; nobody where it names none."""
    if who is None:
        return None
    name_column, email_column = (who, None) if isinstance(who, str) else (who.name, who.email)
    name = values.get(name_column, "").strip()
    email = values.get(email_column, "").strip().lower() if email_column else ""
    return _same(name or email, email) if name or email else None


@lru_cache(maxsize=50_000)
def _same(name: str, email: str) -> Somebody:
    """One object for one person: a log names the same few again and again."""
    return Somebody(name, email)


def _tidy(text: str) -> str:
    return trimmed(text)


def _field_misfits(
    path: str, name: str, values: Iterable[str | int], reception: Reception
) -> Iterator[FieldError]:
    if name not in reception.fields:
        yield FieldError(path, "unknown", f"there is no such field; there are {', '.join(reception.fields)}")
        return
    for value in values:
        try:
            reception.fields[name](value)
        except Invalid as error:
            yield FieldError(path, "value", error.sentence)

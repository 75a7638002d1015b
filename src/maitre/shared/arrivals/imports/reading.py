"""Makes lives of cases, as a mapping says. Every value that cannot be read is a fault; none is guessed or cut."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache, partial
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError, Invalid
from maitre.kernel.states import State
from maitre.kernel.texts import trimmed
from maitre.shared.arrivals.imports import mapping as words
from maitre.shared.arrivals.imports.cases import Case, Row
from maitre.shared.arrivals.imports.moments import Found, Snapshots, Update, chronological, of_one_row
from maitre.shared.arrivals.imports.moments import Said as SaidMoment
from maitre.shared.arrivals.imports.times import Clock
from maitre.shared.arrivals.rules import (
    Event,
    Fault,
    Life,
    Reception,
    Somebody,
    received_kinds,
    reception_of,
    remedy_of,
)
from maitre.shared.lifecycle.rules import machine_of

Convert = Callable[[str | int], str | int]


class Reader:
    """One mapping, checked against the kind it brings. Raises Invalid naming each key that does not fit."""

    def __init__(self, mapping: words.Mapping, states: Callable[[str], Mapping[str, State]]) -> None:
        reception = reception_of(mapping.kind)
        if reception is None:
            kinds = ", ".join(received_kinds())
            sentence = _("“%(kind)s” cannot be imported; there is %(kinds)s")
            problem = FieldError("kind", "unknown", sentence % {"kind": mapping.kind, "kinds": kinds})
            raise Invalid(words.unusable(), errors=[problem])
        self.mapping, self.reception, self.states = mapping, reception, states(mapping.kind)
        self._start = machine_of(mapping.kind).start.name
        errors = list(self._misfits())
        if errors:
            raise Invalid(words.unusable(), errors=errors)
        clock = Clock(mapping.times.formats, ZoneInfo(mapping.times.zone))
        self._clock = clock
        self._entries = [_EntryReader(entry, self.reception, clock, mapping) for entry in mapping.entries]

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
        events = self._events(case, faults)
        first = {**(case.rows[0].values if case.rows else {}), **case.values}
        first["id"] = self._id(case, first)
        title = trimmed(filled(self.mapping.title, first))
        life = Life(
            foreign_id=first["id"],
            kind=self.mapping.kind,
            title=" ".join(title.split()) if self.mapping.clean == "strip" else title,
            description=_tidy(filled(self.mapping.description, first)),
            requester=_somebody(self.mapping.requester, first, self.mapping.people.prefix),
            events=tuple(events),
            place=case.place,
        )
        return life, list(dict.fromkeys(faults))

    def _id(self, case: Case, first: Mapping[str, str]) -> str:
        if isinstance(self.mapping.id, words.RowId):
            return f"{self.mapping.id.row}{case.rows[0].number}"
        return first.get(self.mapping.id, "").strip()

    def _events(self, case: Case, faults: list[Fault]) -> list[Event]:
        """What happened, in order. What each layout makes of contradictions: `moments`."""
        nearest = self.mapping.contradictions == "nearest"
        found = [
            (reader, row, event)
            for row in case.rows
            if row.is_whole
            for reader in self._entries
            if (event := reader.read(row, faults)) is not None
        ]
        events = [event for *_, event in found]
        if case.in_order or not events:
            return events
        if self.mapping.layout == "flat":
            told = [Found(reader.at, row.values.get(reader.at, ""), event) for reader, row, event in found]
            return of_one_row(told, self.states, self._start, nearest=nearest, faults=faults)
        if self.mapping.layout == "log":
            return chronological(events)
        rows = {id(event): row for _, row, event in found}
        updates = [Update(rows[id(event)], event) for event in chronological(events)]
        life = Snapshots(updates, partial(self._moment, faults), self.states, self._start, nearest=nearest)
        told_events = life.told()
        if len(found) == len(
            case.rows
        ):  # what follows from a row that could not be read is no fault of the others
            faults.extend(life.faults)
        return told_events

    def _moment(self, faults: list[Fault], update: Update, name: str) -> SaidMoment | None:
        """What a row says of a moment; None where it says nothing, or nothing that can be read."""
        moment = dict(self.mapping.moments.named() if self.mapping.moments else ()).get(name)
        if moment is None:
            return None
        values = update.row.values
        cell = values.get(moment.at, "").strip()
        if not cell:
            if name == "opened":
                faults.append(
                    Fault(update.row.place, moment.at, "required", _("is empty"), remedy_of("required"))
                )
            return None
        try:
            at = self._clock.read(cell)
        except ValueError as error:
            faults.append(_time_fault(update.row, moment.at, error))
            return None
        by = _somebody(moment.by, values, self.mapping.people.prefix)
        text = _tidy(filled(moment.text, values)) if moment.text else ""
        return SaidMoment(moment.at, cell, Event(at, "", by, text=text, place=update.row.place))


class _EntryReader:
    """Reads one event from a row. Values are converted once and remembered: a log says the same words often."""

    def __init__(
        self, entry: words.Entry, reception: Reception, clock: Clock, mapping: words.Mapping
    ) -> None:
        self.at = entry.at
        self._entry = entry
        self._clock = clock
        self._is_log = mapping.layout != "flat"
        self._clears = mapping.blank == "clears"
        self._prefix = mapping.people.prefix
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
                faults.append(Fault(row.place, entry.at, "required", _("is empty"), remedy_of("required")))
            return None
        try:
            at = self._clock.read(time)
        except ValueError as error:
            faults.append(_time_fault(row, entry.at, error))
            return None
        state, fixed, unassigned = self._state(row, faults)
        assignee = None if unassigned else _somebody(entry.assignee, values, self._prefix)
        return Event(
            at=at,
            state=state,
            by=_somebody(entry.by, values, self._prefix),
            team=values.get(entry.team, "").strip() or None if entry.team else None,
            assignee=assignee,
            unassigned=unassigned or (self._clears and entry.assignee is not None and assignee is None),
            category=self._category(row, faults),
            fields=(*fixed, *self._values(row, faults)),
            text=_tidy(filled(entry.text, values)) if entry.text else "",
            visibility=entry.visibility,
            foreign=tuple((name, word) for name in entry.keep if (word := values.get(name, ""))),
            place=row.place,
            cleared=tuple(self._cleared(values)) if self._clears else (),
        )

    def _cleared(self, values: Mapping[str, str]) -> Iterator[str]:
        """What is empty from now on, where a blank cell says so."""
        columns = {"team": self._entry.team, "category": self._entry.category and self._entry.category.from_}
        columns |= {name: field.from_ for name, field in self._entry.fields.items()}
        return (name for name, column in columns.items() if column and not values.get(column, "").strip())

    def _category(self, row: Row, faults: list[Fault]) -> str | None:
        """The key or name of a category; None where the row has none."""
        category = self._entry.category
        said = row.values.get(category.from_, "").strip() if category else ""
        if category is None or not said:
            return None
        if category.values is not None and said not in category.values:
            faults.append(_unmapped_fault(row, category.from_, "category", said))
            return None
        return category.values[said] if category.values else said

    def _state(self, row: Row, faults: list[Fault]) -> tuple[str, tuple[tuple[str, str | int], ...], bool]:
        states = self._entry.state
        if states.always:
            return states.always, (), False
        said = tuple(row.values.get(name, "").strip() for name in states.from_)
        found = self._states.get(said)
        if found is None:
            sentence = _("the mapping gives no state for “%(words)s”") % {"words": " / ".join(said)}
            remedy = _("add it under `values`")
            faults.append(Fault(row.place, ", ".join(states.from_), "state", sentence, remedy))
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
        self._others = field.others
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
            known = self._values is None or said in self._values
            if not known and self._others == "empty":
                return None
            if not known and self._others == "refuse":
                faults.append(_unmapped_fault(row, self._from, self.name, said))
                return None
            try:
                self._known[said] = self._convert((self._values or {}).get(said, said))
            except Invalid as error:
                message = error.errors[0].message if error.errors else error.sentence
                remedy = _("say under `values` what it means here, or `others: empty`")
                faults.append(Fault(row.place, self._from, "value", f"{self.name}: {message}", remedy))
                return None
        return self._known[said]


def _time_fault(row: Row, column: str, error: ValueError) -> Fault:
    remedy = _("correct it in the file, or add how it is written under `times`")
    return Fault(row.place, column, "time", str(error), remedy)


def _unmapped_fault(row: Row, column: str, field: str, word: str) -> Fault:
    sentence = _("the mapping gives no %(field)s for “%(word)s”") % {"field": field, "word": word}
    return Fault(row.place, column, "unmapped", sentence, _("add it under `values`"))


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with each {name} replaced by its value; a blank one leaves nothing."""
    return words.PLACEHOLDER.sub(lambda found: values.get(found.group(1), ""), template)


def _somebody(who: str | words.Who | None, values: Mapping[str, str], prefix: str = "") -> Somebody | None:
    """The person a row names; nobody where it names none. Prefixes stand before names without an address."""
    if who is None:
        return None
    if isinstance(who, str):
        who = _columns_of(who)
    name = values.get(who.name, "").strip()
    email = values.get(who.email, "").strip().lower() if who.email else ""
    if name and not email:
        name = f"{prefix}{who.prefix}{name}"
    return _same(name or email, email) if name or email else None


@cache
def _columns_of(name: str) -> words.Who:
    return words.Who(name=name)


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

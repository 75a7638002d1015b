"""Sum up groups of records for somebody, each number with the query that opens its records; keep what was reckoned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.apps import apps
from django.utils import timezone

from maitre.shared.access.querysets import organisations_visible_to, people_visible_to, teams_visible_to
from maitre.shared.access.rules import Actor
from maitre.shared.flow.actions.tell import keep
from maitre.shared.flow.notices import span_name
from maitre.shared.flow.querysets.kept import can_be_kept, kept_of, question_of
from maitre.shared.flow.querysets.opening import opening
from maitre.shared.flow.querysets.summing import Group, Question, Sum, sums_of
from maitre.shared.flow.rules import FEW, Dimension, Names, Spot, hidden


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `few`: it is made of too few to say much; `hidden`: not told, for a person is not judged by so
    few, or such a number could be reckoned from it.

    `query` opens its records; None where the query language has no words for them.
    """

    value: float | None
    n: int | None
    beside: Mapping[str, float | None]
    few: bool
    hidden: bool
    query: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One group: its keys as people and the query language name them, and as they are shown. None: all together."""

    keys: tuple[str | None, ...]
    labels: tuple[str | None, ...]
    figures: Mapping[str, Figure]


def summarise(question: Question) -> list[Cell]:
    """Every group in which there is something, and the totals. Raises Invalid for a query that is none."""
    sums = _sums(question)
    names, hidden_ones = _names(question, sums), _hidden(question, sums)
    groups: dict[tuple[object, ...], list[Sum]] = {}
    for one in sums:
        groups.setdefault((one.keys, one.whole), []).append(one)
    return [_cell(question, each, names, hidden_ones) for each in groups.values()]


Hidden = Collection[tuple[Spot, str]]
"""Where numbers stand that are not told, and of which measure."""


def _hidden(question: Question, sums: Sequence[Sum]) -> Hidden:
    are_people = [isinstance(group, Dimension) and group.names is Names.PERSON for group in question.groups]
    found: set[tuple[Spot, str]] = set()
    for measure in question.measures if any(are_people) else ():
        counts = {Spot(one.keys, one.whole): one.n for one in sums if one.measure == measure}
        found.update((spot, measure) for spot in hidden(counts, are_people))
    return found


def _sums(question: Question) -> list[Sum]:
    """As they are kept, where they can be: a query may ask for what no count of changes knows of."""
    asked = question.asked
    if question.query.strip() or not can_be_kept(asked):
        return sums_of(question)
    groups = [each.column if isinstance(each, Dimension) else each.value for each in question.groups]
    reach = sorted(asked.actor.reach()) if any(_is_guarded(each) for each in question.groups) else []
    key = question_of(asked, "summary", repr(groups), repr(question.measures), repr(reach))
    period, now = question.span.instants, timezone.now()
    [known] = kept_of(asked.kind, key, [period], now, grouped=True)
    if known.numbers is not None:
        return [Sum(tuple(keys), tuple(whole), *rest) for keys, whole, *rest in known.numbers]
    found = sums_of(question)
    keep(key, [period], [known], {0: found}, now)
    return found


def _is_guarded(group: object) -> bool:
    return isinstance(group, Dimension) and group.guarded


def _cell(question: Question, sums: Sequence[Sum], names: "_Names", hidden_ones: Hidden) -> Cell:
    """The group that all of these are numbers of."""
    keys, labels = [], []
    for group, key, whole in zip(question.groups, sums[0].keys, sums[0].whole, strict=True):
        named = None if whole else names.of(group, key)
        keys.append(named and named[0])
        labels.append(named and named[1])
    figures = {
        one.measure: _figure(
            one, opening(question, one, names.asked), (Spot(one.keys, one.whole), one.measure) in hidden_ones
        )
        for one in sums
    }
    return Cell(tuple(keys), tuple(labels), figures)


def _figure(one: Sum, query: str | None, is_hidden: bool) -> Figure:
    if is_hidden:
        return Figure(None, None, {}, True, True, query)
    return Figure(one.value, one.n, one.beside, one.n < FEW, False, query)


@dataclass(frozen=True, slots=True)
class _Names:
    """By dimension and key: what it is called outside, what people read, and what the query language knows it by."""

    keys: Mapping[tuple[str, int | str], str]
    labels: Mapping[tuple[str, int | str], str]
    asked: Mapping[tuple[str, int | str], str]
    spans: Mapping[str, str]

    def of(self, group: Group, key: int | str | None) -> tuple[str, str]:
        """Key and label of one value."""
        if not isinstance(group, Dimension):
            return str(key), self.spans[str(key)]
        if key is None:
            return "", str(group.nothing)
        return self.keys.get((group.name, key), str(key)), self.labels.get((group.name, key), str(key))


def _names(question: Question, sums: Sequence[Sum]) -> _Names:
    """One statement for each dimension whose values are rows somewhere."""
    keys: dict[tuple[str, int | str], str] = {}
    labels: dict[tuple[str, int | str], str] = {}
    asked: dict[tuple[str, int | str], str] = {}
    for place, group in enumerate(question.groups):
        if not isinstance(group, Dimension):
            continue
        values = {key for one in sums if (key := one.keys[place]) is not None}
        for value, (key, label, known) in _named(group, values, question.asked.actor).items():
            keys[group.name, value] = key
            labels[group.name, value] = label
            if known:
                asked[group.name, value] = key
    return _Names(keys, labels, asked, {span.key: span_name(span) for span in question.spans})


def _named(
    group: Dimension, values: Collection[int | str], actor: Actor
) -> Mapping[int | str, tuple[str, str, bool]]:
    """By value: key, name, and whether `actor` can ask for it by its key."""
    if group.names is Names.WORDS:
        return {value: (str(value), str(group.words.get(str(value), value)), True) for value in values}
    return _rows(group.names, [int(value) for value in values], actor)


def _rows(names: Names, ids: Sequence[int], actor: Actor) -> dict[int | str, tuple[str, str, bool]]:
    there = organisations_visible_to(actor)
    model, visible = {
        Names.CATEGORY: ("records.Category", None),
        Names.TEAM: ("organisation.Team", teams_visible_to(actor)),
        Names.PERSON: ("organisation.Person", people_visible_to(actor)),
        Names.ORGANISATION: ("organisation.Organisation", there),
    }[names]
    rows = apps.get_model(model)._default_manager.filter(pk__in=ids)
    known = rows.filter(organisation__in=there) if visible is None else visible.filter(pk__in=ids)
    asked = frozenset(known.values_list("pk", flat=True))
    column = "email" if names is Names.PERSON else "key"
    return {
        pk: (key or name, name, bool(key) and pk in asked)
        for pk, key, name in rows.values_list("pk", column, "name")
    }

"""Compare files with the installation, three-way, and put what differs in the order in which it can be applied."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from maitre.kernel.errors import FieldError
from maitre.shared.declarations.actions.load import Found, refuse
from maitre.shared.declarations.models import Applied
from maitre.shared.declarations.rules import Content, Definition, Doing, Sides, Step, changes, judge, kinds

Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying would do, in order: what is pointed at comes first, removals last and the other way round."""

    steps: tuple[Step, ...]
    found: Mapping[Name, Found]
    left_alone: int
    """Definitions applied once that the files no longer name; only pruning removes them."""

    @property
    def differing(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.differs)

    @property
    def conflicts(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.doing is Doing.CONFLICT)


def plan(found: Sequence[Found], *, prune: bool = False) -> Plan:
    """Raises Invalid listing each reference to something that is neither in the files nor in the installation."""
    present = present_definitions()
    applied: dict[Name, Content] = {
        (kind, key): definition
        for kind, key, definition in Applied.objects.values_list("kind", "key", "definition")
    }
    files = {each.name: each for each in found}
    gone = [name for name in applied if name not in files and name[0] in kinds()]
    removed = gone if prune else []
    _check_references(files, present.keys() - set(removed))
    forward = [_step(name, files[name], applied, present) for name in _ordered(files)]
    backward = [_step(name, None, applied, present) for name in _removal_order(removed, present)]
    return Plan((*forward, *backward), files, len(gone) - len(removed))


def present_definitions() -> dict[Name, Definition]:
    """Everything in the installation, by kind and key."""
    return {(kind.name, key): each for kind in kinds().values() for key, each in kind.read().items()}


def _step(
    name: Name, found: Found | None, applied: Mapping[Name, Content], present: Mapping[Name, Definition]
) -> Step:
    file = found.definition.content() if found else None
    now = present[name].content() if name in present else None
    judgement = judge(Sides(file, applied.get(name), now))
    kind, key = name
    where = found.where() if found else ""
    return Step(kind, key, judgement.doing, where, changes(now, file), judgement.reason, judgement.intent)


def _check_references(files: Mapping[Name, Found], present: Iterable[Name]) -> None:
    known = {*files, *present}
    errors = [
        FieldError(
            each.where(reference.field),
            "unknown_reference",
            f"there is no {reference.kind} “{reference.key}”, neither in these files nor in the installation",
        )
        for each in files.values()
        for reference in each.definition.references()
        if (reference.kind, reference.key) not in known
    ]
    refuse(errors)


def _ordered(files: Mapping[Name, Found]) -> list[Name]:
    """What is pointed at before what points; a circle is refused, naming the way round."""
    try:
        return _sorted({name: each.definition for name, each in files.items()})
    except CycleError as error:
        circle: list[Name] = error.args[1][::-1]
        way = " → ".join(key for _, key in circle)
        refuse(
            [
                FieldError(
                    files[circle[0]].where(),
                    "circle",
                    f"{circle[0][0]} “{circle[0][1]}” points at itself: {way}",
                )
            ]
        )
        raise


def _removal_order(names: Iterable[Name], present: Mapping[Name, Definition]) -> list[Name]:
    """What points before what is pointed at."""
    return _sorted({name: present.get(name) for name in names})[::-1]


def _sorted(definitions: Mapping[Name, Definition | None]) -> list[Name]:
    order = list(kinds())
    sorter: TopologicalSorter[Name] = TopologicalSorter()
    for name in sorted(definitions, key=lambda name: (order.index(name[0]), name[1])):
        definition = definitions[name]
        names = [(each.kind, each.key) for each in definition.references()] if definition else []
        sorter.add(name, *(each for each in names if each in definitions))
    return list(sorter.static_order())

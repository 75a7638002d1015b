"""What macros add elsewhere: those of teams are definitions."""

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import Field

from maitre.kernel.errors import Invalid
from maitre.shared.declarations.rules import Definition, Key, Kind, Name, Reference, declare
from maitre.shared.macros.models import Macro
from maitre.shared.macros.rules import kept, read_steps
from maitre.shared.organisation.models import Team

_POINTS_AT = {"team": "team", "category": "category", "assignee": "person"}


class MacroDefinition(Definition):
    """Several verbs that a team takes as one."""

    kind: Literal["macro"]
    name: Name = Field(max_length=80)
    team: Key
    of: str = Field(default="incident", description="The kind of record it works on")
    steps: list[dict[str, Any]] = Field(description="Each a verb with what it is given, taken in this order")

    def references(self) -> Iterator[Reference]:
        yield Reference(("team",), "team", self.team)
        for place, step in enumerate(self.steps):
            for field, kind in _POINTS_AT.items():
                if isinstance(value := step.get(field), str) and value != "me":
                    yield Reference(("steps", place, field), kind, value)

    def check(self) -> None:
        read_steps(self.of, self.steps)


def read() -> dict[str, MacroDefinition]:
    rows = Macro.objects.filter(key__isnull=False).values_list("key", "name", "team__key", "kind", "steps")
    return {
        str(key): MacroDefinition.model_construct(
            kind="macro", key=str(key), name=name, team=team, of=of, steps=steps
        )
        for key, name, team, of, steps in rows
    }


def write(definition: MacroDefinition) -> None:
    values = {
        "name": definition.name,
        "team": Team.objects.get(key=definition.team),
        "kind": definition.of,
        "steps": kept(read_steps(definition.of, definition.steps)),
    }
    Macro.objects.update_or_create(key=definition.key, defaults=values)


def remove(key: str) -> None:
    if not Macro.objects.filter(key=key).delete()[0]:
        raise Invalid(f"There is no macro “{key}”.")


declare(Kind("macro", MacroDefinition, read, write, remove))

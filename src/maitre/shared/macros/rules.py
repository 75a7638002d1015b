"""What a macro is made of: steps, each a verb with what it is given. Practices say which verbs can be steps."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from maitre.kernel.errors import FieldError, Invalid
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.rules import Subject
from maitre.shared.records.models import Record

MOST_STEPS = 10


class Given(BaseModel):
    """What a step is given, as files and the table hold it. Nothing unknown, nothing guessed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class StepKind:
    """A verb that can be a step. `act` takes it, through the ordinary action; `told` says it in the reader's words;
    `said` is the text it would write on a record, where it writes one."""

    verb: str
    schema: type[Given]
    act: Callable[[Any, Actor, Any], object]
    told: Callable[[Any], str]
    said: Callable[[Any, Actor, Any], str] = lambda subject, by, given: ""


@dataclass(frozen=True, slots=True)
class Practice:
    """How macros work on records of one kind. `load` finds the practice's own row."""

    kind: str
    load: Callable[[Record], Subject]
    steps: Mapping[str, StepKind]


_practices: dict[str, Practice] = {}


def offer_steps(kind: str, load: Callable[[Record], Subject], steps: Iterable[StepKind]) -> None:
    """Declare what macros can do with records of a kind; each practice does so once."""
    _practices[kind] = Practice(kind, load, {step.verb: step for step in steps})


def practice_of(kind: str) -> Practice:
    if kind not in _practices:
        raise Invalid(f"There are no macros for “{kind}”; there are for {', '.join(_practices)}.")
    return _practices[kind]


@dataclass(frozen=True, slots=True)
class Step:
    """A step, read and checked."""

    kind: StepKind
    given: Any


def read_steps(kind: str, steps: Iterable[Mapping[str, Any]]) -> list[Step]:
    """Steps as they are kept, checked. Each verb stands once: what a macro does can be read at a glance.

    Raises Invalid naming each place.
    """
    known = practice_of(kind).steps
    found: list[Step] = []
    errors: list[FieldError] = []
    for place, step in enumerate(steps):
        verb = str(step.get("verb"))
        if verb not in known:
            errors.append(FieldError(f"steps.{place}.verb", "unknown", f"is none of {', '.join(known)}"))
            continue
        if any(each.kind.verb == verb for each in found):
            errors.append(FieldError(f"steps.{place}.verb", "twice", f"“{verb}” stands twice"))
        try:
            rest = {name: value for name, value in step.items() if name != "verb"}
            found.append(Step(known[verb], known[verb].schema.model_validate(rest)))
        except ValidationError as refused:
            errors += [
                FieldError(".".join(map(str, ("steps", place, *one["loc"]))), one["type"], one["msg"])
                for one in refused.errors(include_url=False)
            ]
    if not errors and not 1 <= len(found) <= MOST_STEPS:
        errors.append(FieldError("steps", "range", f"a macro has 1 to {MOST_STEPS} steps"))
    if errors:
        raise Invalid(f"{errors[0].field}: {errors[0].message}", errors=errors)
    return found


def kept(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """Steps as they are kept: without what is as it would be anyway, so that equal macros compare equal."""
    return [
        {"verb": step.kind.verb, **step.given.model_dump(mode="json", exclude_defaults=True)}
        for step in steps
    ]

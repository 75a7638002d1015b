"""Which verbs a caller may take on a record now, and what blocks the rest."""

from collections.abc import Callable

from pydantic import BaseModel

from maitre.kit.rest.problems import FieldProblem
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import offers
from maitre.shared.lifecycle.rules import Subject
from maitre.shared.records.models import Record

_subjects: dict[str, Callable[[Record], Subject]] = {}


class VerbOut(BaseModel):
    """A verb; `blocked` says what stands in its way, and is empty when it is open."""

    verb: str
    open: bool
    blocked: list[FieldProblem]


def takes_verbs(kind: str, load: Callable[[Record], Subject]) -> None:
    """Declare how the practice's own row is found from a record of `kind`."""
    _subjects[kind] = load


def verbs_of(record: Record, actor: Actor) -> list[VerbOut]:
    """Open ones first. A kind without a life cycle has none."""
    load = _subjects.get(record.kind)
    return [
        VerbOut(
            verb=offer.verb,
            open=offer.is_open,
            blocked=[FieldProblem(field=b.field, code=b.code, message=b.message) for b in offer.blocked],
        )
        for offer in (offers(load(record), by=actor) if load else [])
    ]

"""What a person may do to a record now, and what blocks the rest: buttons, REST and the keyboard read this one list."""

from dataclasses import dataclass

from django.utils import timezone

from maitre.kernel.errors import FieldError
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.rules import Subject, machine_of
from maitre.shared.records.querysets import standing


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb, and why it is blocked: nothing when it is open to this person now."""

    verb: str
    blocked: tuple[FieldError, ...] = ()

    @property
    def is_open(self) -> bool:
        return not self.blocked


def offers(subject: Subject, *, by: Actor, roles: frozenset[str] | None = None) -> list[Offer]:
    """Every verb the person's standing could ever take here, open ones first, in the order of the table.

    `roles` is the person's standing, where the caller has asked for it already.
    """
    record = subject.record
    machine = machine_of(record.kind)
    roles = standing(by, record) if roles is None else roles
    found = []
    for verb in machine.verbs:
        rows = [row for row in machine.rows if row.verb == verb]
        if by.readonly or not any(roles & row.who for row in rows):
            continue
        row = machine.row(record.state, verb)
        if row is None:
            blocked: tuple[FieldError, ...] = (
                FieldError("state", "illegal_transition", ", ".join(machine.sources(verb))),
            )
        elif not roles & row.who:
            blocked = (FieldError("", "not_allowed", ", ".join(sorted(row.who))),)
        else:
            standing_needs = [need for need in row.needs if not need.given]
            blocked = tuple(
                lack for need in standing_needs if (lack := need.lacks(subject, {"now": timezone.now()}))
            )
        found.append(Offer(verb, blocked))
    return sorted(found, key=lambda offer: not offer.is_open)

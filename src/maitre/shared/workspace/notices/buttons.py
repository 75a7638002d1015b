"""What the doors of every practice say: the verbs a person is offered, with what blocks the others."""

from typing import Any

from django.utils.translation import gettext as _

from maitre.kernel.errors import FieldError
from maitre.kit.web.addresses import address_of
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import offers
from maitre.shared.practice.rules import Practice, Subject, Verb


def buttons(
    practice: Practice, subject: Subject, actor: Actor, roles: frozenset[str] | None = None
) -> list[dict[str, Any]]:
    """Open verbs first, the likeliest of them primary; blocked ones say what they wait for."""
    found: list[dict[str, Any]] = []
    record = subject.record
    likely = [verb.name for verb in practice.verbs]
    offered = offers(subject, by=actor, roles=roles)
    for offer in sorted(offered, key=lambda each: (not each.is_open, likely.index(each.verb))):
        verb = practice.verb(offer.verb)
        if (verb.quiet and not offer.is_open) or verb.useless(subject, actor):
            continue
        button = {
            "name": verb.name,
            "label": str(verb.label),
            "icon": verb.icon,
            "url": address_of_verb(practice, verb, record.label),
            "method": "post" if verb.at_once else "get",
            "blocked": None if offer.is_open else blocked_because(practice, offer.blocked[0]),
            "primary": not found and offer.is_open,
        }
        if not offer.is_open and (words := _comes_before(practice, record.state, verb, offer.blocked[0])):
            button["next"] = str(words)
        found.append(button)
    return found


def address_of_verb(practice: Practice, verb: Verb, label: str) -> str:
    """Where a verb is taken: at once, or on its page."""
    if verb.at_once:
        return address_of(f"{practice.kind}:verb", label, verb.name)
    return address_of(f"{practice.kind}:{verb.name}", label)


def _comes_before(practice: Practice, state: str, verb: Verb, lack: FieldError) -> Any:
    """The words of the practice for what blocks it, by what is lacking or by the state."""
    words = practice.before.get(lack.code) or practice.before.get(state) or {}
    return words.get(verb.name, "")


def blocked_because(practice: Practice, lack: FieldError) -> str:
    """In words, what a blocked verb waits for."""
    if lack.code == "illegal_transition":
        names = [name for name in lack.message.split(", ") if name in practice.states]
        return _("Possible when it is: %(states)s") % {
            "states": ", ".join(str(practice.states[name]) for name in names)
        }
    if lack.code == "not_allowed":
        return _("Not with your role in this state")
    return lack.message

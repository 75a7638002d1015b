"""The verbs a person is offered on an incident: open ones with the likeliest first, blocked ones with their reason."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maitre.kernel.errors import FieldError
from maitre.kit.web.addresses import address_of
from maitre.operation.incident import actions
from maitre.operation.incident.lifecycle import MAJOR_VERBS
from maitre.operation.incident.models import Incident
from maitre.operation.incident.notices import STATES, VERB_ICONS, VERBS
from maitre.shared.access.rules import Actor
from maitre.shared.lifecycle.actions import offers

AT_ONCE = {"take": actions.take, "close": actions.close, "resume": actions.resume}
"""Verbs that need nothing but a click; the others have a page."""

LIKELIEST = (
    "take",
    "resume",
    "update_stakeholders",
    "write_review",
    "resolve",
    "reopen",
    "pause",
    "assign",
    "hand_back",
    "close",
    "prioritise",
    "edit",
    "confide",
    "appoint",
    "inform_management",
    "propose_major",
    "declare_major",
    "demote_major",
    "finish_review",
    "cancel",
    "merge",
    "unmerge",
)
QUIET = MAJOR_VERBS | {"hand_back"}
"""Verbs nobody looks for where they cannot be taken: they are left out instead of blocked."""
NEXT = {
    "new": {"resolve": gettext_lazy("Resolve: take it first")},
    "assigned": {"resolve": gettext_lazy("Resolve: take it first")},
    "in_progress": {"close": gettext_lazy("Close: resolve first")},
    "pending": {"close": gettext_lazy("Close: resolve first")},
}
"""By state: the one blocked verb that somebody may look for, and what comes before it."""


def verbs(incident: Incident, actor: Actor, roles: frozenset[str] | None = None) -> list[dict[str, Any]]:
    """Open verbs first, the likeliest of them primary; blocked ones say what they wait for."""
    found: list[dict[str, Any]] = []
    record = incident.record
    mine = record.assignee_id == actor.person_id
    offered = offers(incident, by=actor, roles=roles)
    for offer in sorted(offered, key=lambda each: (not each.is_open, LIKELIEST.index(each.verb))):
        if offer.verb == "take" and mine and record.state == "in_progress":
            continue
        if offer.verb in QUIET and not offer.is_open:
            continue
        if offer.verb == "finish_review":  # its button stands on the page of the review
            continue
        if offer.verb == "unmerge" and incident.merged_into_id is None:
            continue
        at_once = offer.verb in AT_ONCE
        name = "incident:verb" if at_once else f"incident:{offer.verb}"
        verb: dict[str, Any] = {
            "name": offer.verb,
            "label": str(VERBS[offer.verb]),
            "icon": VERB_ICONS[offer.verb],
            "url": address_of(name, record.label, *([offer.verb] if at_once else [])),
            "method": "post" if at_once else "get",
            "blocked": None if offer.is_open else blocked_because(offer.blocked[0]),
            "primary": not found and offer.is_open,
        }
        if verb["blocked"] and (words := NEXT.get(record.state, {}).get(offer.verb)):
            verb["next"] = str(words)
        if not offer.is_open and offer.blocked[0].code == "open_tasks":
            verb["next"] = _("Resolve: finish its tasks first")
        found.append(verb)
    return found


def blocked_because(lack: FieldError) -> str:
    """In words, what a blocked verb waits for."""
    if lack.code == "illegal_transition":
        states = ", ".join(str(STATES[name]) for name in lack.message.split(", ") if name in STATES)
        return _("Possible when it is: %(states)s") % {"states": states}
    if lack.code == "not_allowed":
        return _("Not with your role in this state")
    return lack.message
